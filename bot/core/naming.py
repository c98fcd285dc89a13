"""Ids made of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

MAX_ID_CHARS = 48


def as_id(text: str) -> str:
    """An id made of the letters of `text` ("Master's degree": "masters-degree"), or "" where it has none."""
    letters = unicodedata.normalize("NFKD", text).lower().replace("'", "").replace("’", "")
    ascii_only = letters.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:MAX_ID_CHARS].strip("-")


def free_id(wanted: str, taken: Container[str]) -> str:
    """The id itself where nobody has it, else the first free of wanted-2, wanted-3 and so on."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted[: MAX_ID_CHARS - len(str(number)) - 1]}-{number}"
    return name
