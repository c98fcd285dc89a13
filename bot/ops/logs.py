"""The log: text for people in a terminal, JSON for a service, and no secrets in either."""

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

_log = logging.getLogger(__name__)

_HIDDEN = "[token]"

_IN_ADDRESS = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/\s?#\"'\\]+")
_IN_PAYLOAD = re.compile(r"(\\*[\"']token\\*[\"']\s*:\s*\\*[\"'])[^\"'\\]+")
_OF_A_BOT = re.compile(r"(?<![\w-])[\w-]{23,32}\.[\w-]{6,7}\.[\w-]{27,}")
_OF_AN_INTERACTION = re.compile(r"aW50ZXJhY3Rpb246[\w-]+={0,2}")  # "interaction:" as Discord encodes it


def redacting(*secrets: str) -> Redact:
    """Return a function that replaces these secrets, and whatever looks like a token or stands where one does."""
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


class RedactingFormatter(logging.Formatter):
    """Another formatter's lines without secrets: in the message, the fields and the traceback."""

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
    """Log to the stream until the block ends: with `auto`, as text in a terminal and as JSON elsewhere.

    An unexpected exception that ends the block is logged, shown nowhere else, and ends the program with 1.
    """
    shown = logging.StreamHandler(stream)
    shown.setFormatter(RedactingFormatter(formatter(form, is_terminal=stream.isatty()), redact))
    for each in filters:
        shown.addFilter(each)

    def thread_ended(args: threading.ExceptHookArgs) -> None:
        error, name = args.exc_value or args.exc_type(), args.thread.name if args.thread else "?"
        caught = (args.exc_type, error, args.exc_traceback)
        _log.error("the thread %s ended by a mistake of its own", name, exc_info=caught)

    root, hook = logging.getLogger(), threading.excepthook
    level_before = root.level
    root.addHandler(shown)
    root.setLevel(level)
    logging.captureWarnings(capture=True)
    threading.excepthook = thread_ended
    try:
        yield
    except (OnTheRecordError, OSError):
        raise
    except Exception:  # noqa: BLE001 - it must not be printed beside the log
        _log.critical("the bot ended by a mistake of its own", exc_info=True)
        raise SystemExit(1) from None
    finally:
        threading.excepthook = hook
        logging.captureWarnings(capture=False)
        root.setLevel(level_before)
        root.removeHandler(shown)


def formatter(form: Form, *, is_terminal: bool = False) -> logging.Formatter:
    """Return a formatter for text or for JSON: one object a line with time, level, logger, message and extra fields."""
    if form == "text" or (form == "auto" and is_terminal):
        return logging.Formatter("%(asctime)s %(levelname)-8s %(message)s")
    from pythonjsonlogger.json import JsonFormatter

    renamed = {"levelname": "level", "name": "logger", "exc_info": "traceback"}
    return JsonFormatter(["levelname", "name", "message"], timestamp="at", rename_fields=renamed)
