"""Short names for what has a long id, so that a button can carry several."""

from __future__ import annotations

from base64 import b32encode
from functools import lru_cache
from hashlib import blake2b

HANDLE_CHARS = 8
_DIGEST_BYTES = 5


@lru_cache(maxsize=65_536)
def handle(id: str) -> str:  # noqa: A002 - it is an id, and nothing else
    """Eight characters (a-z, 2-7) for the whole id of a quote or a topic: the same ones for ever."""
    return b32encode(blake2b(id.encode(), digest_size=_DIGEST_BYTES).digest()).decode("ascii").lower()
