"""The custom id of a button, a select or a form: all that is needed when it is used, so that nothing is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

CUSTOM_ID_CHARS = 100
HANDLES = 4
WORDS_CHARS = 64
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NUMBER = "[0-9a-z]{1,13}"
_HANDLE = "[a-z2-7]{8}(?:-[0-9a-z]{1,2})?"
_CUSTOM_ID = re.compile(
    rf"otr1:(?P<action>[a-z]{{1,10}}):(?P<at>[0-9a-z]{{1,3}}):(?P<handles>(?:{_HANDLE}(?:\.{_HANDLE}){{0,3}})?)"
    rf":(?P<asker>{_NUMBER})(?::(?P<message>{_NUMBER}))?(?::~(?P<words>.+))?",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Press:
    """What to do, and with what: `at` counts from 0, `asker` and `message` are ids of Discord's, 0 for nobody's.

    A handle names a quote, a topic or a source; behind a dash may follow the number of a quote's passage, in base 36.
    `words` is what was searched for: 64 characters at most, and no handles then.
    """

    action: str
    at: int = 0
    handles: tuple[str, ...] = ()
    asker: int = 0
    message: int = 0
    words: str = ""

    @property
    def custom_id(self) -> str:
        """otr1:<action>:<at>:<handles>:<asker>[:<message>][:~<words>], at most 100 characters, numbers in base 36."""
        fields = ["otr1", self.action, base36(self.at), ".".join(self.handles), base36(self.asker)]
        fields += [base36(self.message)] if self.message else []
        return ":".join([*fields, f"~{self.words}"] if self.words else fields)

    @classmethod
    def read(cls, custom_id: str) -> Self | None:
        """None for what is not of this version, or not ours."""
        found = _CUSTOM_ID.fullmatch(custom_id)
        if found is None:
            return None
        handles = tuple(found["handles"].split(".")) if found["handles"] else ()
        at, asker, message = (int(found[field] or "0", 36) for field in ("at", "asker", "message"))
        return cls(found["action"], at, handles, asker, message, found["words"] or "")


def base36(number: int) -> str:
    """A number from 0, in as few letters and digits as it takes."""
    written = ""
    while number or not written:
        number, digit = divmod(number, 36)
        written = _DIGITS[digit] + written
    return written
