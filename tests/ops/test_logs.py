"""The log: two forms, no tokens, and nothing that ends without a line."""

from __future__ import annotations

import io
import json
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.errors import TokenError
from bot.ops import logs
from bot.ops.logs import redacting

ID = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ"
TOKEN = f"{ID}.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextmanager
def logged(form: logs.Form = "json", stream: io.StringIO | None = None) -> Iterator[io.StringIO]:
    stream = stream or io.StringIO()
    with logs.logging_to(stream, form, redacting(TOKEN)):
        yield stream


@pytest.mark.parametrize("form", ["text", "json"])
def test_half_a_character_ends_nothing(form: logs.Form) -> None:
    """Members can send what no encoding can write."""
    record = logging.LogRecord("bot", logging.INFO, "", 1, "half \ud83d", (), None)
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace")
    stream.write(logs.formatter(form).format(record))


def failing() -> None:
    raise ValueError(f"refused {TOKEN}")


def test_text_is_for_people_and_json_for_programs() -> None:
    """By where it goes, unless it is set."""
    for form, stream, is_json in [
        ("auto", Terminal(), False),
        ("auto", io.StringIO(), True),
        ("text", io.StringIO(), False),
        ("json", Terminal(), True),
    ]:
        with logged(form, stream):
            logging.getLogger("bot").warning("%d quotes", 3)
        assert stream.getvalue().startswith("{") is is_json
        assert "3 quotes" in stream.getvalue()


def test_a_json_line_has_time_level_logger_message_and_the_fields_given() -> None:
    """One object a line, whatever is in it."""
    with logged() as stream:
        logging.getLogger("bot.x").info("a\nb %s", "é", extra={"quote": "talk/1", "ms": 1.5, "at_all": None})
    [line] = stream.getvalue().splitlines()
    found = json.loads(line)
    assert found.pop("at").endswith("+00:00")
    assert found == {
        "level": "INFO", "logger": "bot.x", "message": "a\nb é", "quote": "talk/1", "ms": 1.5, "at_all": None
    }  # fmt: skip


def fail_everywhere() -> None:
    log = logging.getLogger("discord.http")
    log.info("token %s", TOKEN)
    log.info("with fields", extra={"headers": {"Authorization": f"Bot {TOKEN}"}})
    log.warning("We are being rate limited. POST https://d/api/v10/interactions/1/oddtoken/callback")
    try:
        failing()
    except ValueError:
        log.exception("failed")
    thread = threading.Thread(target=failing, name="reader")
    thread.start()
    thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"unclosed {TOKEN}", ResourceWarning, stacklevel=1)
    failing()


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_token_gets_through(form: logs.Form) -> None:
    """In a message, an argument, a field, a traceback, a warning, or what ends a thread or the program."""
    stream = io.StringIO()
    with pytest.raises(SystemExit) as ended, logged(form, stream):
        fail_everywhere()
    told = stream.getvalue()
    assert ended.value.code == 1
    assert TOKEN not in told
    assert "oddtoken" not in told
    assert told.count("refused [token]") == 3
    assert "the thread reader ended by a mistake of its own" in told
    assert "the bot ended by a mistake of its own" in told
    assert "unclosed [token]" in told


def test_what_the_operator_is_told_in_one_sentence_is_no_mistake() -> None:
    """It is shown as it is, by whoever called."""
    with pytest.raises(TokenError), logged() as stream:
        raise TokenError("There is no token.")
    assert stream.getvalue() == ""


WEBHOOK = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTp4eXo"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("started with s3cret!", "started with [token]"),
        (f"somebody pasted {TOKEN} into a question", "somebody pasted [token] into a question"),
        ("POST https://discord.com/api/v10/interactions/12/oddtoken/callback", "interactions/12/[token]/callback"),
        ("https://discord.com/api/webhooks/12/odd-token_", "webhooks/12/[token]"),
        ("webhooks/12/oddtoken/messages/@original?wait=true", "webhooks/12/oddtoken"),
        ("/webhooks/12/oddtoken/messages/@original?wait=true", "/webhooks/12/[token]/messages/@original?wait=true"),
        (f"the interaction {WEBHOOK} is gone", "the interaction [token] is gone"),
        ("{'token': 'oddtoken', 'id': 1}", "{'token': '[token]', 'id': 1}"),
        (json.dumps(json.dumps({"token": "oddtoken"})), r"\"token\": \"[token]\""),
        ("version 1.2.3 of knowledge.yaml:12:3", "version 1.2.3 of knowledge.yaml:12:3"),
    ],
)
def test_what_is_blotted_out(text: str, left: str) -> None:
    """And what stands beside it is left."""
    assert left in redacting("s3cret!")(text)


def test_no_secret_known_is_no_secret_everywhere() -> None:
    """An empty secret does not stand between all letters."""
    assert redacting("")("plain") == "plain"
