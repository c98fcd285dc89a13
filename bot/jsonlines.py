"""One line of a file of JSON lines: an object, or one sentence that says why it is none."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any, NoReturn

_SHOWN_CHARS = 40


def read_object(line: bytes, example: str) -> dict[str, Any]:
    """The object of a line. Raises ValueError with one sentence, which shows the example to whoever wrote no object."""
    fields = _parsed(line)
    if not isinstance(fields, dict):
        raise ValueError(f"A line is an object such as {example}.")
    return fields


def written(row: dict[str, Any]) -> bytes:
    """One line, without its end; half a character, which JSON can hold, is written as an escape."""
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": ")).encode("utf-8", "backslashreplace")


def _parsed(line: bytes) -> object:
    try:
        text = line.decode("utf-8-sig")
        return json.loads(text, parse_constant=_refuse, parse_float=_float, parse_int=_int)
    except UnicodeDecodeError:
        raise ValueError("This line is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"This line is not JSON: {error.msg} at column {error.colno}.") from None
    except RecursionError:
        raise ValueError("This line is nested too deep.") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"This line is not JSON: {constant} is no JSON value.")


def _float(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _too_large(text)
    return number


def _int(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _too_large(text) from None


def _too_large(text: str) -> ValueError:
    shown = text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
    return ValueError(f"{shown} is too large a number.")
