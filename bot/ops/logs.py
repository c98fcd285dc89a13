"""The log: lines for people in a terminal, JSON for a service. Everything that ends the bot or a thread goes there."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal, TextIO

from bot.errors import OnTheRecordError

Form = Literal["auto", "text", "json"]
Redact = Callable[[str], str]
Filter = Callable[[logging.LogRecord], bool]

_TEXT = "%(asctime)s %(levelname)-8s %(message)s"

_log = logging.getLogger(__name__)


class Redacted(logging.Formatter):
    """Another formatter's lines, without secrets: message, fields and traceback alike."""

    def __init__(self, inner: logging.Formatter, redact: Redact) -> None:
        super().__init__()
        self._inner = inner
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self._redact(self._inner.format(record))


@contextmanager
def logging_to(
    stream: TextIO, form: Form, redact: Redact, filters: Iterable[Filter] = (), level: int = logging.INFO
) -> Iterator[None]:
    """Log there until the block ends: with `auto`, as text in a terminal and as JSON elsewhere.

    A mistake that ends the block is logged too, and nowhere else shown: it ends the program with 1.
    """
    shown = logging.StreamHandler(stream)
    shown.setFormatter(Redacted(formatter(form, is_terminal=stream.isatty()), redact))
    for each in filters:
        shown.addFilter(each)
    root, hook = logging.getLogger(), threading.excepthook
    level_before = root.level
    root.addHandler(shown)
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended
    try:
        yield
    except (OnTheRecordError, OSError):
        raise
    except Exception:  # noqa: BLE001 - it must not be printed past the log
        _log.critical("the bot ended by a mistake of its own", exc_info=True)
        raise SystemExit(1) from None
    finally:
        threading.excepthook = hook
        logging.captureWarnings(capture=False)
        root.setLevel(level_before)
        root.removeHandler(shown)


def formatter(form: Form, *, is_terminal: bool = False) -> logging.Formatter:
    """JSON is one object a line: when, how bad, whose, what, and the fields that the line was given."""
    if form == "text" or (form == "auto" and is_terminal):
        return logging.Formatter(_TEXT)
    from pythonjsonlogger.json import JsonFormatter

    renamed = {"levelname": "level", "name": "logger", "exc_info": "traceback"}
    return JsonFormatter(["levelname", "name", "message"], timestamp="at", rename_fields=renamed)


def _thread_ended(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    name = args.thread.name if args.thread else "?"
    _log.error("the thread %s ended by a mistake of its own", name, exc_info=(args.exc_type, error, args.exc_traceback))


_HIDDEN = "[token]"

_IN_ADDRESS = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?#\"'\\]+")
_IN_PAYLOAD = re.compile(r"(\\*[\"']token\\*[\"']\s*:\s*\\*[\"'])[^\"'\\]+")
_OF_A_BOT = re.compile(r"(?<![\w-])[\w-]{23,32}\.[\w-]{6,7}\.[\w-]{27,}")
_OF_AN_INTERACTION = re.compile(r"aW50ZXJhY3Rpb246[\w-]+={0,2}")  # "interaction:" as Discord encodes it


def redacting(*secrets: str) -> Callable[[str], str]:
    """A function that blots out these secrets, and whatever has the look or the place of a token."""
    known = sorted(filter(None, secrets), key=len, reverse=True)

    def redacted(text: str) -> str:
        for secret in known:
            text = text.replace(secret, _HIDDEN)
        for pattern in (_IN_ADDRESS, _IN_PAYLOAD):
            text = pattern.sub(rf"\g<1>{_HIDDEN}", text)
        for pattern in (_OF_A_BOT, _OF_AN_INTERACTION):
            text = pattern.sub(_HIDDEN, text)
        return text

    return redacted
