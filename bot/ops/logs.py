"""The log: lines for people in a terminal, JSON for a service. Everything that ends the bot or a thread goes there."""

from __future__ import annotations

import logging
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
