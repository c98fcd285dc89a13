"""The version a page carries is that of the knowledge it shows, so that an outdated page renews itself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.core.drafting.prompt import keys_of
from bot.errors import EditError
from bot.service.curating import Curating
from bot.web import phrasings, record
from bot.web.visits import Visit, version_of
from tests.web.conftest import Served
from tests.web.test_looking import Client, client
from tests.web.test_pages import PAGES

__all__ = ["client"]  # a fixture

TITLE, NEW_TITLE = "Ada Example on starting small", "Ada Example on going on"
TOPIC, NEW_TOPIC = "What helped most at the start?", "What helped most of all?"


def change(served: Served) -> None:
    """A change of somebody else's comes live."""
    text = served.file.read_text(encoding="utf-8").replace(TITLE, NEW_TITLE).replace(TOPIC, NEW_TOPIC)
    served.file.write_text(text, encoding="utf-8")
    served.serving.reloading.refresh()


def shown_version(page: str) -> str:
    [found] = re.findall('data-version="([^"]*)"', page)
    return str(found)


def live_version(served: Served) -> str:
    return version_of(served.serving.reloading.status)


def changing_meanwhile(served: Served, work: Any) -> Any:
    """The same work, while which a change comes live."""

    def worked(*args: Any, **kwargs: Any) -> Any:
        change(served)
        return work(*args, **kwargs)

    return worked


@pytest.mark.parametrize(
    ("path", "module", "name", "title", "new"),
    [
        ("/", record, "coverage", TITLE, NEW_TITLE),
        ("/record/example-2024", record, "read_turns", TITLE, NEW_TITLE),
        ("/topics", phrasings, "findability", TOPIC, NEW_TOPIC),
    ],
)
async def test_a_page_is_of_one_snapshot(
    served: Served,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    module: object,
    name: str,
    title: str,
    new: str,
) -> None:
    """What comes live while it is made is neither shown nor told to be shown; the next page shows it."""
    before = live_version(served)
    with monkeypatch.context() as patched:
        patched.setattr(module, name, changing_meanwhile(served, getattr(module, name)))
        page = await client.get(path)
    assert live_version(served) != before
    assert shown_version(page) == before
    assert title in page
    assert new not in page
    page = await client.get(path)
    assert shown_version(page) == live_version(served)
    assert new in page


@pytest.mark.parametrize("path", [path for path in PAGES if "undo" not in path and "give" not in path])
async def test_no_page_has_the_version_of_what_it_does_not_show(
    served: Served, client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Whatever comes live just before it is rendered."""
    before, render = live_version(served), Visit.page

    async def page(visit: Visit, *args: Any, **kwargs: Any) -> Any:
        change(served)
        return await render(visit, *args, **kwargs)

    monkeypatch.setattr(Visit, "page", page)
    assert shown_version(await client.get(path)) == before


async def test_a_preview_is_of_what_the_files_hold(served: Served, client: Client) -> None:
    """Previewing brings a change of the files live: the form shows it, with its version."""
    text = served.file.read_text(encoding="utf-8").replace(TOPIC, NEW_TOPIC)
    served.file.write_text(text, encoding="utf-8")
    before = live_version(served)
    page = await client.post("/change/topic", topic="how-to-start", title=NEW_TOPIC, add="how did she begin?")
    assert live_version(served) != before
    assert shown_version(page) == live_version(served)
    assert TOPIC not in page


async def test_what_could_not_be_taken_is_shown_beside_what_was(
    served: Served, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the first of two changes is written and the second refused, the page is of what is live by then."""
    confirm, written = Curating.confirm, []

    async def once(curating: Curating, *args: Any) -> Any:
        if written:
            raise EditError("The disk is full.")
        written.append(await confirm(curating, *args))
        return written[0]

    monkeypatch.setattr(Curating, "confirm", once)
    key = keys_of(served.serving.answering.snapshot.knowledge.topics)["how-to-start"]
    way = "which single thing taught her more than courses did?"
    answer = f"{key}\n- {way}\n\nnear_misses:\n- what did her courses cost?\n"
    before = live_version(served)
    page = await client.post("/asking/take", answer=answer)
    assert "The disk is full." in page
    assert live_version(served) != before
    assert shown_version(page) == live_version(served)
