"""What the log holds of failures, and what a member is told of one."""

from __future__ import annotations

import logging
import re

import pytest


def incidents(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name == "bot.discord_app.errors"]


def assert_told(text: str, caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    """One kind sentence with an id that the log holds; gives what it holds."""
    found = re.search(r"^Something went wrong on my side\..* id: (\w{8})\.$", text)
    assert found
    [record] = [record for record in incidents(caplog) if found[1] in record.getMessage()]
    return record
