"""Questions tried, judged, unanswered; ways of asking; files brought in: what the pages do besides showing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest_asyncio

from bot.core.answer import Abstention
from bot.core.drafting.prompt import keys_of
from bot.core.model import Question
from bot.core.phrases import curating as phrases
from tests.web.conftest import Served, serving_pages
from tests.web.test_hardening import OWN, sign_in
from tests.web.test_pages import filled


class Client:
    """Somebody who is signed in, without a script."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def get(self, path: str, status: int = 200) -> str:
        async with self.session.get(path) as response:
            assert response.status == status, await response.text()
            return await response.text()

    async def post(self, path: str, status: int = 200, **form: object) -> str:
        async with self.session.post(path, data=form, headers=OWN) as response:
            assert response.status == status, await response.text()
            return await response.text()


@pytest_asyncio.fixture(loop_scope="session")
async def client(served: Served) -> AsyncIterator[Client]:
    await filled(served)
    async with aiohttp.ClientSession(served.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        await sign_in(session, served)
        yield Client(session)


async def test_a_judged_question_counts(served: Served, client: Client) -> None:
    """What the answer should have been is kept in the record's own set, and the figures ask it at once."""
    assert "2 questions with known answers" in await client.get("/figures")
    quote = "example-2024/one-small-project"
    assert "It is kept" in await client.post("/try", q="which first project?", answer=quote)
    assert "It is kept" in await client.post("/try", q="how tall is Ada?", answer="nothing")
    assert phrases.NOT_JUDGED in await client.post("/try", 409, q="and this?", answer="")
    questions = (Path(served.config.state.folder) / "questions.jsonl").read_text(encoding="utf-8")
    assert '"q3", "q": "which first project?"' in questions
    assert '"One small project that real people used."' in questions
    assert '"q": "how tall is Ada?", "kind": "tried", "spans": []' in questions
    figures = await client.get("/figures?answer_at=0&suggest_at=0")
    assert "4 questions with known answers" in figures
    assert "How tall is Ada?".lower() in figures.lower()


async def test_thresholds_show_what_they_change(client: Client) -> None:
    """Answers, silence, wrong: as they are set, and as they would be."""
    assert "Nothing changes." in await client.get("/figures")
    page = await client.get("/figures?answer_at=100&suggest_at=100")
    assert "“what helped Ada most?”: answered rightly" in page
    for odd in ("answer_at=x", "answer_at=999999", "suggest_at=-1"):
        await client.get(f"/figures?{odd}")


async def test_unanswered_questions_are_settled(served: Served, client: Client) -> None:
    """Several at once, set aside and taken back, or put on the list for the next interview."""
    review = served.server.services.review
    ids = [group.first_id for group in (await review.groups()).groups]
    assert len(ids) == 2
    newest = (await review.groups()).newest
    assert phrases.NONE_CHOSEN in await client.post("/unanswered", newest=newest, become="aside")
    page = await client.post("/unanswered", newest=newest, group=ids[0], become="aside")
    assert "Set aside as off-topic" in page
    assert len((await review.groups()).groups) == 1
    assert phrases.TAKEN_BACK in await client.post("/unanswered/back", group=ids[0])
    assert len((await review.groups()).groups) == 2
    await client.post("/unanswered", newest=newest, group=ids[1], become="next")
    assert "Who paid for it?" in await client.get("/unanswered/list")
    await client.post("/unanswered/drop", text="Who paid for it?")
    assert "Who paid" not in await client.get("/unanswered/list")


async def test_a_question_is_given_to_a_topic(served: Served, client: Client) -> None:
    """Previewed, confirmed; its group is settled with it, and open again when it is taken back."""
    review = served.server.services.review
    group = (await review.groups()).groups[0]
    form = {"group": group.first_id, "newest": (await review.groups()).newest}
    page = await client.get(f"/change/give?group={group.first_id}&newest={form['newest']}")
    assert "Which laptop does Ada use?" in page
    assert "would be changed" in page
    sent = {**form, "text": "Which laptop does Ada use?", "other": "What helped most at the start?"}
    await client.post("/confirm/give", **sent, **shown(await client.post("/change/give", **sent)))
    assert group.first_id not in [one.first_id for one in (await review.groups()).groups]
    undo = await client.get("/change/undo?number=2")
    await client.post("/confirm/undo", number=2, **shown(undo))
    assert group.first_id in [one.first_id for one in (await review.groups()).groups]


def shown(page: str) -> dict[str, str]:
    """What confirms what a page previews."""
    values = (page.partition(f'name="{name}" value="')[2].partition('"')[0] for name in ("key", "shown"))
    return dict(zip(("key", "shown"), values, strict=True))


async def test_drafted_ways_of_asking_are_taken(served: Served, client: Client) -> None:
    """The prompt, the answer in piles, and what is recommended, written in one change."""
    topics = served.serving.answering.snapshot.knowledge.topics
    key = keys_of(topics)["how-to-start"]
    assert key in await client.get("/asking?topic=how-to-start")
    assert "There is no topic none." in await client.get("/asking?topic=none", 409)
    answer = (
        f"{key}\n- which single thing taught her more than courses did?\n- how did the laundry room come into it?\n"
    )
    page = await client.post("/asking", answer=answer)
    assert "2 ways of asking drafted" in page
    assert "Take what is recommended" in page
    assert "can be read" in await client.post("/asking", answer="nothing of use")
    before = set(topics["how-to-start"].questions)
    await client.post("/asking/take", answer=answer)
    after = set(served.serving.answering.snapshot.knowledge.topics["how-to-start"].questions)
    assert len(after - before) >= 1
    assert len(await served.memory.history()) == 2


async def test_near_misses_become_out_of_scope_examples(served: Served, client: Client) -> None:
    """Each is shown with what speaks against it; those that stay are written, and the bot is silent on them."""
    key = keys_of(served.serving.answering.snapshot.knowledge.topics)["how-to-start"]
    answer = (
        f"{key}\n- which single thing taught her more than courses did?\n\n"
        "near_misses:\n- what did her courses cost?\n- What helped most at the start\n"
    )
    page = await client.post("/asking", answer=answer)
    assert "1 of 2 near misses become out-of-scope examples" in page
    assert "What helped most at the start <small>not kept: nearly the same as the way of asking" in page
    await client.post("/asking/take", answer=answer)
    silence = (served.file.parent / "silence.yaml").read_text(encoding="utf-8")
    assert "what did her courses cost?" in silence
    assert "What helped most at the start" not in silence
    assert isinstance(served.serving.answering.reply(Question("what did her courses cost?")).decision, Abstention)
    assert "Take it back" in await client.get("/history")


async def test_where_there_is_no_file_near_misses_are_not_kept(folder: Path) -> None:
    """The page says so."""
    (folder / "knowledge" / "silence.yaml").unlink()
    async with (
        serving_pages(folder) as served,
        aiohttp.ClientSession(served.url, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
    ):
        await sign_in(session, served)
        key = keys_of(served.serving.answering.snapshot.knowledge.topics)["how-to-start"]
        answer = f"{key}\n- which thing taught her most?\n\nnear_misses:\n- what did her courses cost?\n"
        page = await Client(session).post("/asking", answer=answer)
    assert "0 of 1 near misses" in page
    assert "There is no file for them" in page
