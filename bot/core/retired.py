"""Quotes that were withdrawn: their ids stay taken, and their words are known again."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.drafts import Problem, QuoteDraft, RetiredDraft, Severity, UseDraft, Written
from bot.core.text import folded


class Retired:
    """Every retired quote of a knowledge folder, by its whole id ("source/quote")."""

    def __init__(self) -> None:
        self._by_id: dict[str, RetiredDraft] = {}
        self._by_words: dict[tuple[str, str], RetiredDraft] = {}

    @property
    def topics(self) -> set[str]:
        """Where they stood."""
        return {draft.topic.text for draft in self._by_id.values()}

    def __contains__(self, whole_id: str) -> bool:
        return whole_id in self._by_id

    def take(self, draft: RetiredDraft, source_id: str) -> Problem | None:
        """Note it; a Problem where its id is noted already."""
        whole_id = f"{source_id}/{draft.id}"
        if first := self._by_id.get(whole_id):
            message = f"The quote {draft.id} is retired already at {first.id.place}."
            return Problem(draft.id.place, message, "Remove one of the two.")
        self._by_id[whole_id] = draft
        self._by_words[source_id, _key(draft.text)] = draft
        return None

    def returned(self, draft: QuoteDraft, source_id: str) -> Problem | None:
        """A Problem where a quote has the id of a retired one."""
        retired = self._by_id.get(f"{source_id}/{draft.id}")
        if retired is None:
            return None
        message = f"The quote {draft.id} was withdrawn on {retired.since}: {retired.reason}"
        return Problem(draft.id.place, message, "Give this one another id, or take the old one out of 'retired'.")

    def warnings(self, draft: QuoteDraft, source_id: str) -> Iterator[Problem]:
        """Where the very words were withdrawn under another id."""
        if retired := self._by_words.get((source_id, _key(draft.text))):
            message = f"These words were withdrawn on {retired.since} as {retired.id}: {retired.reason}"
            mend = f"Leave them out; or, if they are right again, restore {retired.id}."
            yield Problem(draft.text.place, message, mend, Severity.WARNING)


def resting_use(listed: QuoteDraft | UseDraft, whole_id: str) -> Iterator[Problem]:
    """A topic may go on using a quote while it is retired: it comes back there when it is restored."""
    if isinstance(listed, UseDraft):
        message = f"The quote {whole_id} was withdrawn, so it is not shown here."
        mend = "Remove this line if the quote is never to come back."
        yield Problem(listed.quote.place, message, mend, Severity.ADVICE)


def emptied_topic(title: Written, name: str) -> Problem:
    """Nobody's slip, but the topic's ways of asking lead nowhere."""
    message = f"The topic {name} cannot be answered since its quote was withdrawn."
    return Problem(title.place, message, "Give it another quote, or remove it.", Severity.WARNING)


def _key(text: Written) -> str:
    return folded(text.text).casefold()
