"""Edits of what the bot is not to answer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.drafts import Written
from bot.core.edits.base import ImpossibleError, follower, inserted, new


@dataclass(frozen=True, slots=True)
class AddSilence:
    """Note a message that no interview answers."""

    text: str
    before: str = ""

    def applied_to(self, silence: tuple[Written, ...]) -> tuple[Written, ...]:
        if any(message.text == self.text for message in silence):
            raise ImpossibleError(f"“{self.text}” stands in the silence already.")
        return inserted(silence, new(self.text), self.before, str)

    def taken_back(self, silence: tuple[Written, ...]) -> RemoveSilence:  # noqa: ARG002 - as every edit
        return RemoveSilence(self.text)


@dataclass(frozen=True, slots=True)
class RemoveSilence:
    """Take out a message that is answered by now."""

    text: str

    def applied_to(self, silence: tuple[Written, ...]) -> tuple[Written, ...]:
        gone = self._found(silence)
        return tuple(message for message in silence if message is not gone)

    def taken_back(self, silence: tuple[Written, ...]) -> AddSilence:
        return AddSilence(self.text, follower(silence, self._found(silence), str))

    def _found(self, silence: tuple[Written, ...]) -> Written:
        found = next((message for message in silence if message.text == self.text), None)
        if found is None:
            raise ImpossibleError(f"“{self.text}” does not stand in the silence.")
        return found
