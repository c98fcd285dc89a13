"""Tokens: nothing that looks like one, or stands where one does, gets through."""

from __future__ import annotations

import json

import pytest

from bot.ops.logs import redacting

ID = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ"
TOKEN = f"{ID}.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB"
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
