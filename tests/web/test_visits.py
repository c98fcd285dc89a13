"""Where a visit goes on: to a page of ours, whatever the address says."""

from __future__ import annotations

from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.web.visits import own_path
from tests.web.conftest import Served
from tests.web.test_looking import Client, client, shown

__all__ = ["client"]  # a fixture

OURS = "http://127.0.0.1:8090"
ODD = ("//[", "/[", "//[::1", "http://[", "[", "//]", "/\\[", "///[", "\\[")
PIECES = st.sampled_from([*"/\\[]:@?#. \t\n%a", "//", "http:", "evil.example", "record", "\u2100", "\ud800"])


@example("//[")
@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=20))
def test_no_text_leads_elsewhere(text: str) -> None:
    """Nor is there one that cannot be judged; a browser takes a backslash for a slash."""
    path = own_path(text, "/history")
    assert path in (text, "/history")
    assert path.startswith("/")
    assert path.isprintable()
    joined = urljoin(OURS, path.replace("\\", "/"))
    assert urlsplit(joined).netloc == urlsplit(OURS).netloc


@pytest.mark.parametrize("path", ["/", "/record/talk?done=3#t7", "/topics", "/[", "/a//b", "/é"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert own_path(path, "/history") == path


@pytest.mark.parametrize("back", ODD)
async def test_an_odd_address_to_go_back_to_is_no_failure(client: Client, back: str) -> None:
    query = urlencode({"quote": "example-2024/one-small-project", "back": back})
    assert "Change a quote" in await client.get(f"/change/edit?{query}")


async def test_a_change_with_an_odd_address_to_go_back_to_is_told(served: Served, client: Client) -> None:
    """It is written by then, so that a failure would tell something else than what was done."""
    sent = {"topic": "how-to-start", "add": "how did she begin?", "back": "//["}
    confirming = shown(await client.post("/change/topic", **sent))
    assert "was changed" in await client.post("/confirm/topic", **sent, **confirming)
