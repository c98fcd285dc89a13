"""Drafting through an endpoint: in parts, again where nothing came, within a bound; with what the faults leave."""

from __future__ import annotations

import json
import re

import pytest

from bot.assistants.assistants import ChatEndpoint, Patience
from bot.core.drafting.prompt import keys_of
from bot.errors import RefusedAssistantError
from bot.service.drafting import DraftRequest, drafted
from bot.service.snapshots import Snapshot
from tests.assistants.chat_endpoint import StandInEndpoint, served

KEY = re.compile(r"^(T\d+) \(now called: (.*)\)$", re.MULTILINE)


def as_asked(prompt: str) -> str:
    """An answer to a prompt: two ways of asking for each key in it."""
    ways = {key: {"title": title, "ways": [f"about {title}", f"more on {title}"]} for key, title in KEY.findall(prompt)}
    return json.dumps(ways)


async def draft(
    snapshot: Snapshot, faults: list[int | str], most_tokens: int = 500_000
) -> tuple[StandInEndpoint, list[tuple[int, int]], int, int, tuple[str, ...]]:
    """Draft for thirty topics; the endpoint, what progress was told, topics with answer and without, failures."""
    topics = tuple(snapshot.knowledge.topics.values())[:30]
    progress: list[tuple[int, int]] = []
    async with served(StandInEndpoint(as_asked, faults)) as endpoint:
        assistant = ChatEndpoint(endpoint.url, "m", patience=Patience(20, ()))
        request = DraftRequest(snapshot.knowledge, topics, 2, most_tokens)
        result = await drafted(request, assistant, lambda done, total: progress.append((done, total)))
    answered = {key for text in result.texts for key in keys_of(snapshot.knowledge.topics).values() if key in text}
    return endpoint, progress, len(answered), len(result.missing), result.failures


async def test_all_topics_are_asked_about_in_parts(snapshot: Snapshot) -> None:
    """Each once, and the bar ends full."""
    endpoint, progress, answered, missing, failures = await draft(snapshot, [])
    assert len(endpoint.requests) > 2
    assert (answered, missing, failures) == (30, 0, ())
    assert progress[0][0] == 0
    assert progress[-1][0] == progress[-1][1]
    prompts = [request["messages"][0]["content"] for request in endpoint.requests]
    assert len([key for prompt in prompts for key in KEY.findall(prompt)]) == 30


@pytest.mark.parametrize("faults", [["cut"], [500], ["broken", 503]])
async def test_what_got_no_answer_is_asked_again(snapshot: Snapshot, faults: list[int | str]) -> None:
    """Only that."""
    endpoint, _, _, missing, _ = await draft(snapshot, list(faults))
    assert missing == 0
    asked = [key for r in endpoint.requests for key in KEY.findall(r["messages"][0]["content"])]
    assert 30 < len(asked) < 60


async def test_what_never_gets_an_answer_is_told(snapshot: Snapshot) -> None:
    """The rest is there all the same."""
    _, _, answered, missing, failures = await draft(snapshot, [200, *[500] * 20])
    assert 0 < missing < 30
    assert answered + missing == 30
    assert failures == (
        "127.0.0.1:{} answered with 500. It says: Not now".format(failures[0].split(":")[1].split()[0]),
    )


async def test_the_bound_holds(snapshot: Snapshot) -> None:
    """Nothing is sent beyond it."""
    endpoint, _, _, missing, failures = await draft(snapshot, [], most_tokens=4000)
    assert 0 < len(endpoint.requests) < 3
    assert missing
    assert failures == ("The bound drafting.most_tokens was reached.",)


async def test_a_wrong_address_ends_it_at_once(snapshot: Snapshot) -> None:
    with pytest.raises(RefusedAssistantError, match="404"):
        await draft(snapshot, [404] * 30)
