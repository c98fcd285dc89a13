"""Text to the numbers of its tokens, as a model's tokenizer.json says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_PROBE = "Known, unknown ☃ and 東京"  # some tokenizers fail only at a character that they do not know


class Tokens:
    """A tokenizer without padding. `limit` cuts what is longer, `are_framed` keeps the marks around a text."""

    def __init__(self, path: Path, *, are_framed: bool, limit: int | None = None) -> None:
        self._tokenizer = _read(path)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        if limit is not None:
            self._tokenizer.enable_truncation(limit)
        self._are_framed = are_framed

    def require_below(self, rows: int, path: Path) -> None:
        """Raises EncoderError where a token could have a number for which the weights hold no row."""
        if self._tokenizer.get_vocab_size() > rows:
            raise EncoderError(
                f"{path} holds fewer vectors than its tokenizer has tokens. The files must belong together."
            )

    def ids(self, text: str) -> list[int]:
        """The tokens' numbers; none for a text without a letter or a digit."""
        if not any(map(str.isalnum, text)):
            return []
        writable = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text to the library
        return self._tokenizer.encode(writable, add_special_tokens=self._are_framed).ids


def _read(path: Path) -> Tokenizer:
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise EncoderError("The library 'tokenizers' is missing. Install it: pip install tokenizers") from None
    try:
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.encode(_PROBE)
    except Exception as error:  # the library raises nothing more telling
        raise EncoderError(f"{path} is no tokenizer that the installed library can use: {error}.") from error
    return tokenizer
