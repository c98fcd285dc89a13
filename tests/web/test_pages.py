"""Every page: it opens, axe has nothing to say, nothing hangs over a phone's edge, and hostile words stay words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.core.curation.requests import EditTopic
from bot.core.records import Reason, Unanswered
from tests.web.conftest import ADA, Served, signed_in

PAGES = (
    "/",
    "/record/example-2024",
    "/record/example-2024/turn/2",
    "/record/example-2024/quote?mark=2.118.170",
    "/quote/example-2024/one-small-project",
    "/change/edit?quote=example-2024/one-small-project",
    "/change/retire?quote=example-2024/one-small-project",
    "/change/topic?topic=how-to-start",
    "/change/undo?number=1",
    "/change/give?group=1&newest=9",
    "/topics",
    "/asking?topic=how-to-start",
    "/try?q=what+helped+Ada+most%3F",
    "/try?q=what+is+the+weather%3F",
    "/unanswered",
    "/import",
    "/history",
    "/figures?answer_at=20&suggest_at=10",
)
VIEWS = {
    "desktop": {"viewport": {"width": 1200, "height": 850}},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "is_mobile": True, "has_touch": True},
}


async def test_a_phone_gives_the_words_its_whole_width(browser: Browser, served: Served) -> None:
    """Who speaks stands above them."""
    async with signed_in(browser, served, **VIEWS["phone"]) as page:
        await page.goto(served.url + "/record/example-2024")
        words = await page.locator("#t2 .words").bounding_box()
        who = await page.locator("#t2 .who").bounding_box()
    assert words
    assert who
    assert words["width"] > 300
    assert words["y"] >= who["y"] + who["height"] - 1


async def filled(served: Served) -> None:
    """Something of everything: questions asked in vain, with known answers, a change."""
    memory, curating = served.memory, served.serving.curating
    for text in ("Which laptop does Ada use?", "which laptop does ada use", "Who paid for it?"):
        memory.keep_unanswered(Unanswered(text, 1, 2, 3, text, Reason.ABSTENTION, ("how-to-start",), memory.now()))
    questions = [
        {"id": "q1", "q": "what helped Ada most?", "kind": "tried", "spans": ["One small project"]},
        {"id": "q2", "q": "what is the weather?", "kind": "tried", "spans": []},
    ]
    file = Path(served.config.state.folder) / "questions.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in questions), encoding="utf-8")
    preview = await curating.propose(
        EditTopic("how-to-start", add=("how did it all begin for her?",)), ADA, "asked for"
    )
    await curating.confirm(preview.key, ADA)


async def settled(page: Page) -> None:
    """What is loaded later is there."""
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)


@pytest.mark.parametrize("view", VIEWS)
async def test_every_page_is_for_everybody(browser: Browser, served: Served, view: str) -> None:
    """No violation of axe's rules; on a phone, and at 200 % on a small screen, nothing hangs over the edge."""
    await filled(served)
    wrong = []
    async with signed_in(browser, served, **VIEWS[view]) as page:
        for path in PAGES:
            response = await page.goto(served.url + path)
            assert response is not None
            assert response.status == 200, path
            await settled(page)
            found = await Axe().run(page)
            wrong += [f"{path}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found.response["violations"]]
            over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{path}: hangs {over} px over the edge"] if over else []
    assert wrong == []


# At 200 % a window 1,280 px wide has room for 640; whoever doubles the size of text alone keeps all 1,280.
ZOOMS = {"page": (640, 100), "text": (1280, 200), "text on a phone": (360, 200)}
CUT_OFF = """() => {
    const shown = (element) => element.checkVisibility() && !element.closest(".unseen, .skip");
    const wide = document.documentElement.clientWidth;
    const name = (element) => element.outerHTML.slice(0, 120);
    const scrolls = (element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX);
    const wrong = [];
    for (const element of document.querySelectorAll("body *")) {
        if (!shown(element)) continue;
        const box = element.getBoundingClientRect();
        const style = getComputedStyle(element);
        const within = element.closest(".top, pre");  // which scroll by themselves
        const isOver = box.width && (box.right > wide + 1 || box.left < -1) && !within;
        if (isOver) wrong.push(`over the edge: ${name(element)}`);
        const isTooWide = element.clientWidth && element.scrollWidth > element.clientWidth + 1;
        if (isTooWide && style.overflowX === "hidden") wrong.push(`cut off: ${name(element)}`);
        const isStuck = isTooWide && element.matches("pre, .top") && !scrolls(element);
        if (isStuck) wrong.push(`cannot be scrolled: ${name(element)}`);
    }
    const controls = document.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select, summary");
    for (const control of controls) {
        if (!shown(control)) continue;
        control.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
        const box = control.getClientRects()[0];
        const at = box && document.elementFromPoint(box.left + Math.min(box.width / 2, 20), box.top + box.height / 2);
        if (!at || !(control.contains(at) || at.contains(control))) wrong.push(`out of reach: ${name(control)}`);
    }
    return wrong;
}"""


@pytest.mark.parametrize("zoom", ZOOMS)
async def test_twice_as_large_nothing_is_lost(browser: Browser, served: Served, zoom: str) -> None:
    """No page scrolls sideways, nothing is cut off, and every control can be reached."""
    await filled(served)
    width, percent = ZOOMS[zoom]
    wrong = []
    async with signed_in(browser, served, viewport={"width": width, "height": 512}) as page:
        await page.add_init_script(
            f"addEventListener('DOMContentLoaded', () => document.documentElement.style.fontSize = '{percent}%')"
        )
        for path in PAGES:
            await page.goto(served.url + path)
            await settled(page)
            await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
            over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            wrong += [f"{path}: hangs {over} px over the edge"] if over else []
            wrong += [f"{path}: {told}" for told in await page.evaluate(CUT_OFF)]
    assert wrong == []
