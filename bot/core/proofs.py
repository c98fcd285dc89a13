"""What was proved before, so that an edit proves only what it changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.drafts import Original, Problem, QuoteDraft, TranscriptDraft
from bot.core.proof.quote import Proof, prove_quote
from bot.core.proof.transcript import Record, prove
from bot.core.style import quote_warnings

Proved = tuple[Proof | Problem, tuple[Problem, ...]]


@dataclass(frozen=True)
class _Source:
    """A transcript, what it was proved against, and what came of it and of each quote out of it."""

    of: tuple[TranscriptDraft, Original, str]
    record: Record
    problems: tuple[Problem, ...]
    quotes: dict[QuoteDraft, Proved] = field(default_factory=dict)


class Proofs:
    """The sources of one folder as they were proved last. For one admission at a time."""

    def __init__(self) -> None:
        self._sources: dict[str, _Source] = {}

    def of_transcript(
        self, source: str, draft: TranscriptDraft, original: Original, url: str
    ) -> tuple[Record, tuple[Problem, ...]]:
        known = self._sources.get(source)
        if known is None or known.of != (draft, original, url):
            record, problems = prove(draft, original, url)
            known = self._sources[source] = _Source((draft, original, url), record, tuple(problems))
        return known.record, known.problems

    def of_quote(self, source: str, draft: QuoteDraft) -> Proved:
        """Its proof with warnings about its style, or why there is none. The source's transcript comes first."""
        known = self._sources[source]
        if draft not in known.quotes:
            proof = prove_quote(draft, known.record)
            warnings = () if isinstance(proof, Problem) else tuple(quote_warnings(draft, proof, known.record))
            known.quotes[draft] = proof, warnings
        return known.quotes[draft]
