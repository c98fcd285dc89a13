"""In a real browser: words are marked and become a quote; others change the record meanwhile."""

from __future__ import annotations

import hashlib
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, Page, expect

from bot.core.curation.requests import Curator
from bot.core.model import Question
from tests.ports import free_port
from tests.web.conftest import Served, serving_pages, signed_in

RECORD = "/record/example-2024"
PROJECT = "example-2024/one-small-project"


async def mark(page: Page, turn: int, start: str, end: str) -> None:
    """Drag the mouse from the first letter of some words to the last one of others."""
    points = await page.evaluate(
        """async ([turn, start, end]) => {
            const words = document.querySelector(`#t${turn} .words`);
            // What comes into sight gets its true height only then, which moves the words a moment later.
            for (let top = NaN, calm = 0; calm < 3; await new Promise((later) => setTimeout(later, 30))) {
                words.scrollIntoView({block: "center", behavior: "instant"});
                calm = words.getBoundingClientRect().top === top ? calm + 1 : 0;
                top = words.getBoundingClientRect().top;
            }
            const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
            const place = (text, atEnd) => {
                walker.currentNode = words;
                while (walker.nextNode()) {
                    const at = walker.currentNode.data.indexOf(text);
                    if (at < 0) continue;
                    const range = document.createRange();
                    range.setStart(walker.currentNode, atEnd ? at + text.length - 1 : at);
                    range.setEnd(walker.currentNode, atEnd ? at + text.length : at + 1);
                    const box = range.getBoundingClientRect();
                    return [atEnd ? box.right - 1 : box.left + 1, (box.top + box.bottom) / 2];
                }
            };
            return [place(start, false), place(end, true)];
        }""",
        [turn, start, end],
    )
    await page.mouse.move(*points[0])
    await page.mouse.down()
    await page.mouse.move(*points[1], steps=5)
    await page.mouse.up()


async def test_marked_words_become_a_live_quote(browser: Browser, served: Served) -> None:
    """Mark, choose a topic, preview, confirm: it is on the page, in the history, and it answers."""
    async with signed_in(browser, served) as page:
        await page.goto(served.url + RECORD)
        await mark(page, 2, "ine told", "laundry room")
        await expect(page.locator("#count")).to_contain_text("8 words")
        await page.get_by_role("button", name="Quote").click()
        await expect(page.get_by_label("The words")).to_have_value(
            "Mine told my neighbours when the laundry room was free."
        )
        await expect(page.get_by_label("What had been asked")).to_have_value("What helped you most when you started?")
        await page.get_by_label("Or the title of a new topic").fill("What was the first project?")
        await page.get_by_label("More ways of asking").fill("which first project did Ada make?")
        preview = page.get_by_label("Preview")
        await expect(preview.locator("h2")).to_contain_text("would be added")
        await expect(preview.locator("em")).to_have_text("What was the first project?")
        await expect(preview.locator(".discord")).to_contain_text("Mine told my neighbours")
        await expect(preview).to_contain_text("questions")
        await preview.get_by_role("button", name="Confirm").click()
        await expect(page.locator(".done")).to_contain_text("It is change 1.")
        assert page.url.endswith("#t2")
        await page.goto(served.url + "/history")
        await expect(page.locator("main")).to_contain_text("Added example-2024/mine-told-my-neighbours-when-the")
        await expect(page.locator("main")).to_contain_text("Ada")
    reply = served.serving.answering.reply(Question("which first project did Ada make?"))
    assert reply.decision.matches[0].quote.text.startswith("Mine told my neighbours")  # type: ignore[union-attr]


async def test_the_nearest_topic_is_confirmed_at_once(browser: Browser, served: Served) -> None:
    """Mark, Quote, Confirm: what was filled in for whoever marked the words is what they confirm."""
    async with signed_in(browser, served) as page:
        await page.goto(served.url + RECORD)
        await mark(page, 2, "ine told", "laundry room")
        await page.get_by_role("button", name="Quote").click()
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.locator(".done")).to_contain_text("It is change 1.")
        await expect(page.locator("#t2 mark").last).to_have_text(
            "Mine told my neighbours when the laundry room was free."
        )
    quotes = served.serving.answering.snapshot.knowledge.quotes.values()
    [quote] = [one for one in quotes if one.text.startswith("Mine told")]
    assert quote.asked == "What helped you most when you started?"


async def test_another_topic_is_confirmed_at_once(browser: Browser, served: Served) -> None:
    """A topic is chosen and *Confirm* pressed: it waits for the preview of that topic, and asks for nothing more."""
    async with signed_in(browser, served) as page:
        await page.goto(served.url + RECORD)
        await mark(page, 2, "ine told", "laundry room")
        await page.get_by_role("button", name="Quote").click()
        other = page.locator("[name=topic]").nth(1)
        topic = await other.get_attribute("value")
        await other.check()
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.locator(".done")).to_contain_text("It is change 1.")
    quotes = served.serving.answering.snapshot.knowledge.topics[topic or ""].quotes
    assert "Mine told my neighbours when the laundry room was free." in [quote.text for quote in quotes]


async def test_parts_of_a_turn_with_an_emoji(browser: Browser, served: Served) -> None:
    """Two parts of one turn, marked from bottom to top, become a quote with what lies between left out."""
    change_words(served, "It does not have to be big.", "It 😀 does not have to be big 👩‍👩‍👧 at all.")
    async with signed_in(browser, served) as page:
        await page.goto(served.url + RECORD)
        await mark(page, 2, "free.", "Mine")
        await page.get_by_role("button", name="Add a part").click()
        await expect(page.locator("#count")).to_contain_text("Kept")
        await mark(page, 2, "One small", "used.")
        await expect(page.locator("#count")).to_contain_text("after another part")
        await page.get_by_role("button", name="Quote").click()
        await expect(page.get_by_label("The words")).to_have_value(
            "One small project that real people used. […] Mine told my neighbours when the laundry room was free."
        )
        await page.goto(served.url + RECORD)
        await mark(page, 2, "😀 does", "👩‍👩‍👧 at")
        await page.get_by_role("button", name="Quote").click()
        await expect(page.get_by_label("The words")).to_have_value("It 😀 does not have to be big 👩‍👩‍👧 at all.")


def change_words(served: Served, old: str, new: str) -> None:
    """The record says something else, in all its files, as if it had been published so."""
    folder = served.file.parent
    original = folder / "originals" / "example-2024.txt"
    known = hashlib.sha256(original.read_bytes()).hexdigest()
    for file in (original, folder / "transcripts" / "example-2024.yaml", served.file):
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    text = served.file.read_text(encoding="utf-8")
    served.file.write_text(text.replace(known, hashlib.sha256(original.read_bytes()).hexdigest()), encoding="utf-8")
    served.serving.reloading.refresh()


async def test_without_a_mouse_and_without_a_script(browser: Browser, served: Served) -> None:
    """The keys of a keyboard suffice: sentences are chosen, previewed, confirmed, taken back."""
    async with signed_in(browser, served, java_script_enabled=False) as page:
        await page.goto(f"{served.url}{RECORD}/turn/2")
        box = page.get_by_label("It does not have to be big.")
        await box.focus()
        await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("The words")).to_have_value("It does not have to be big.")
        await page.get_by_label("Why").fill("for the walk")
        await page.get_by_role("button", name="Preview").press("Enter")
        await page.get_by_role("button", name="Confirm").press("Enter")
        await expect(page.locator(".done")).to_contain_text("It is change 1.")
        await page.get_by_role("link", name="Take it back").press("Enter")
        await page.get_by_role("button", name="Confirm").press("Enter")
        await expect(page.locator(".done")).to_contain_text("It is change 2.")
    assert len(served.serving.answering.snapshot.knowledge.quotes) == 2


async def open_form(page: Page, served: Served, words: str) -> None:
    """The form for the quote that is there, with other words, previewed."""
    await page.goto(f"{served.url}/change/edit?quote={PROJECT}")
    await page.get_by_label("The words").fill(words)
    await expect(page.get_by_label("Preview").get_by_role("button", name="Confirm")).to_be_visible()


async def test_the_second_of_two_sees_what_changed(browser: Browser, served: Served) -> None:
    """Nothing of the first is overwritten; the second's form stays, previewed anew."""
    async with signed_in(browser, served) as first, signed_in(browser, served, Curator(8, "Grace")) as second:
        await open_form(first, served, "One small project that real people used.")
        await open_form(second, served, "It does not have to be big.")
        await first.get_by_role("button", name="Confirm").click()
        await expect(first.locator(".done")).to_contain_text("It is change 1.")
        await second.get_by_role("button", name="Confirm").click()
        await expect(second.get_by_role("alert")).to_contain_text("was changed meanwhile by Ada")
        both = second.get_by_label("What was changed meanwhile").locator(".versus p")
        first_words = "One small project that real people used."
        await expect(both).to_contain_text(["ten complaints", first_words, first_words, "not have to be big."])
        for shown in (both.nth(1), both.nth(2), both.nth(3)):
            await expect(shown).not_to_contain_text("ten complaints")
        await expect(second.get_by_label("The words")).to_have_value("It does not have to be big.")
        await second.get_by_role("button", name="Confirm").click()
        await expect(second.locator(".done")).to_contain_text("It is change 2.")


async def test_what_was_changed_by_hand_is_shown_as_well(browser: Browser, served: Served) -> None:
    """What one is at, as it was and as it is; or that it was not touched."""
    async with signed_in(browser, served) as page:
        await open_form(page, served, "It does not have to be big.")
        text = served.file.read_text(encoding="utf-8")
        served.file.write_text(f"{text}# a note\n", encoding="utf-8")
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.get_by_role("alert")).to_contain_text("was changed meanwhile, so nothing")
        await expect(page.get_by_label("What was changed meanwhile")).to_contain_text("what you are at is as it was")
        shorter = text.replace("ten complaints than from any course I ever took", "ten complaints")
        served.file.write_text(shorter, encoding="utf-8")
        await page.get_by_role("button", name="Confirm").click()
        hand = page.get_by_label("What was changed meanwhile").locator(".versus").first
        await expect(hand.locator("p").nth(0)).to_contain_text("than from any course I ever took")
        await expect(hand.locator("p").nth(1)).not_to_contain_text("than from any course I ever took")
    assert await served.memory.history() == ()


async def test_a_form_that_says_something_else_is_shown_anew(browser: Browser, served: Served) -> None:
    """What is confirmed is what was previewed, also where no script looks after it."""
    async with signed_in(browser, served, java_script_enabled=False) as page:
        await page.goto(f"{served.url}/change/edit?quote={PROJECT}")
        await page.get_by_label("The words").fill("It does not have to be big.")
        await page.get_by_role("button", name="Preview").click()
        await page.get_by_label("The words").fill("One small project that real people used.")
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.get_by_role("alert")).to_contain_text("something else than what was previewed")
    assert await served.memory.history() == ()


async def test_a_role_taken_away_while_the_form_is_open(browser: Browser, served: Served) -> None:
    """Nothing is written, and the page says why."""
    async with signed_in(browser, served) as page:
        await open_form(page, served, "It does not have to be big.")
        served.refused.append("Only curators can do that.")
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.get_by_role("alert")).to_contain_text("Only curators")
    assert await served.memory.history() == ()


async def test_a_restart_under_an_open_page(browser: Browser, folder: Path) -> None:
    """Whoever was signed in stays so, and what was filled in is previewed anew; offline, it is kept as well."""
    port = free_port()
    async with serving_pages(folder, port) as served, AsyncExitStack() as stack:
        page = await stack.enter_async_context(signed_in(browser, served))
        await open_form(page, served, "It does not have to be big.")
        await page.context.set_offline(offline=True)
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
        await page.context.set_offline(offline=False)
        kept = stack.pop_all()
    async with kept, serving_pages(folder, port) as again:
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.get_by_role("alert")).to_contain_text("I do not have that preview any more")
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.locator(".done")).to_contain_text("It is change 1.")
        assert again.serving.answering.snapshot.knowledge.quotes[PROJECT].text == "It does not have to be big."


async def test_what_others_change_is_shown_at_once(browser: Browser, served: Served) -> None:
    """By hand or otherwise: a page that is only read is renewed, one that is being filled in says so."""
    async with signed_in(browser, served) as reading, signed_in(browser, served) as writing:
        await reading.goto(served.url + "/topics")
        await open_form(writing, served, "It does not have to be big.")
        text = served.file.read_text(encoding="utf-8")
        served.file.write_text(text.replace("What helped most at the start?", "What helped?"), encoding="utf-8")
        served.serving.reloading.refresh()
        await expect(reading.get_by_role("link", name="What helped?", exact=True)).to_be_visible()
        await expect(writing.locator("#changed")).to_be_visible()
        await expect(writing.get_by_label("The words")).to_have_value("It does not have to be big.")


async def test_many_tabs_are_open(browser: Browser, served: Served) -> None:
    """A browser opens six connections to a server: tabs in the background take none of them."""
    async with signed_in(browser, served) as page:
        for _ in range(7):
            tab = await page.context.new_page()
            await tab.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true })")
            await tab.goto(served.url + "/topics")
        await page.goto(served.url + "/topics")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()


async def test_a_withdrawal_and_the_way_back(browser: Browser, served: Served) -> None:
    """It asks for a reason, tells what goes, and can be restored from the interview's page."""
    async with signed_in(browser, served) as page:
        await page.goto(f"{served.url}/quote/{PROJECT}")
        await page.get_by_role("link", name="Withdraw").click()
        await page.get_by_label("Why it is withdrawn").fill("She asked for it.")
        await expect(page.get_by_text("These words go:")).to_be_visible()
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.locator(".done")).to_contain_text("It is change 1.")
        await page.get_by_role("link", name="Bring it back").click()
        await page.get_by_role("button", name="Confirm").click()
        await expect(page.locator(".done")).to_contain_text("It is change 2.")
    assert PROJECT in served.serving.answering.snapshot.knowledge.quotes
