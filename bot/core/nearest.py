"""The passage of the record that comes nearest to words that are not in it, as a word diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.core.proof.speakers import WALL, Voice, pieces
from bot.core.text import find_whole

_KEPT_WORDS = 5
_COMPARED_CHARS = 4000  # as much as several of the longest quotes


def nearest_passage(quoted: str, voices: Sequence[Voice]) -> str:
    """`[-written-]{+recorded+}` where the words differ from the nearest passage; empty without any record."""
    from rapidfuzz import fuzz  # late: where all is proved, nothing is near

    missing = _missing_piece(quoted, voices)[:_COMPARED_CHARS]
    alignments = ((fuzz.partial_ratio_alignment(missing, voice.folded.text), voice) for voice in voices)
    scored = [(found.score, voice.folded.text, found) for found, voice in alignments if found]
    if not scored or not missing:
        return ""
    _, text, found = max(scored, key=lambda scored_one: scored_one[0])
    start, end = _grown_to_words(text, found.dest_start, found.dest_end)
    return _word_diff(missing.split(), text[start:end].replace(WALL, " ").split())


def _missing_piece(quoted: str, voices: Sequence[Voice]) -> str:
    found = pieces(quoted)
    missing = (p for p in found if all(find_whole(p, voice.folded.text) < 0 for voice in voices))
    return next(missing, " ".join(found))


def _grown_to_words(text: str, start: int, end: int) -> tuple[int, int]:
    closing = text.find(" ", end)
    return text.rfind(" ", 0, start) + 1, len(text) if closing < 0 else closing


def _word_diff(written: list[str], recorded: list[str]) -> str:
    matcher = SequenceMatcher(None, written, recorded, autojunk=False)
    return " ".join(_changes(matcher, written, recorded))


def _changes(matcher: SequenceMatcher[str], written: list[str], recorded: list[str]) -> Iterator[str]:
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            yield " ".join(_shortened(written[i1:i2]))
            continue
        removed = f"[-{' '.join(written[i1:i2])}-]" if i1 < i2 else ""
        added = f"{{+{' '.join(recorded[j1:j2])}+}}" if j1 < j2 else ""
        yield removed + added


def _shortened(words: list[str]) -> list[str]:
    return words if len(words) <= 2 * _KEPT_WORDS else [*words[:_KEPT_WORDS], "…", *words[-_KEPT_WORDS:]]
