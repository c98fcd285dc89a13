"""Who asked and what was asked, as digests: equal ones stay equal, and without the key nothing can be read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from bot.core.model import Question
from bot.core.text import folded, words

KEY_BYTES = 32

_DIGEST_BYTES = 8


@dataclass(frozen=True, slots=True)
class Digests:
    """Digests under one key, as 16 hexadecimal digits. The key never shows itself."""

    key: bytes = field(repr=False)

    def of_person(self, user_id: int) -> str:
        return self._of(b"person", str(user_id))

    def of_question(self, question: Question) -> str:
        """The same for questions that differ in case, marks or white space alone."""
        said = (" ".join(words(folded(text))).casefold() for text in (question.after, question.text))
        return self._of(b"question", "\0".join((*sorted(question.sources), *said)))

    def of_itself(self) -> str:
        """Tells one key from another, and nothing about it."""
        return self._of(b"key", "")

    def _of(self, kind: bytes, text: str) -> str:
        return blake2b(text.encode(), digest_size=_DIGEST_BYTES, key=self.key, person=kind).hexdigest()
