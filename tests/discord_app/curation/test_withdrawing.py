"""Withdrawing quotes from Discord, bringing them back, and the history of all that was done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.app import Serving
from bot.core.phrases import curators
from bot.core.records import Change, ChangeKind
from bot.discord_app.client import Bot
from bot.discord_app.curation.corrections import Corrections, correct
from bot.discord_app.curation.render import change_post, history_post
from bot.discord_app.markdown import MESSAGE_CHARS
from bot.service.memory import Memory
from tests.discord_app.client_view import seen
from tests.discord_app.curating_room import (
    PROJECT,
    answered,
    compared,
    confirmed,
    remembered,
    retired,
    told,
)
from tests.discord_app.curators_room import curator
from tests.discord_app.records import knowing
from tests.standin import StandIn

SAID = "One small project that real people used."


async def test_its_replies_are_corrected(discord: StandIn, curators_bot: Bot, file: Path, memory: Memory) -> None:
    """To commands and to messages: the words and the buttons go, what was asked stays."""
    asker = discord.person("asker")
    answer = await asker.at("side talk").slash("ask", question="best way to learn for newcomers")
    message = await discord.reply_to(asker.says("general", "best way to learn for newcomers", mentions=[discord.bot]))
    assert SAID in seen(answer.text)
    assert SAID in seen(message.content)
    await remembered(memory, PROJECT, 2)
    preview = await compared(curator(discord).slash("curate retire", quote=PROJECT, reason="She *said* so."))
    assert "of my replies of the last 30 days show it" in preview.text
    assert curators.GOES in preview.text
    done = await told(curator(discord).click(preview, curators.CONFIRM), "showed it")
    assert "2 corrected, 0 gone already, 0 that I could not change." in done.text
    for corrected in (answer.shown, discord.newest(message)):
        assert corrected.content.startswith(curators.WITHDRAWN_REPLY)
        assert not corrected.buttons
    assert "asked: “best way to learn" in answer.text
    assert "reason: She *said* so." in file.read_text(encoding="utf-8")


async def test_what_cannot_be_corrected_is_counted(discord: StandIn, curators_bot: Bot, memory: Memory) -> None:
    """What is gone is as good as corrected; what Discord refuses is told."""
    asker, question = discord.person("asker"), "best way to learn for newcomers"
    gone = await asker.at("general").slash("ask", question=question)
    refused = await asker.at("side talk").slash("ask", question=question)
    discord.fault("GET", f"/messages/{gone.shown.id}$", status=404)
    discord.fault("PATCH", f"/messages/{refused.shown.id}$", status=403)
    await remembered(memory, PROJECT, 2)
    done = await retired(discord)
    assert "0 corrected, 1 gone already, 1 that I could not change." in done.text
    assert SAID in seen(refused.text)


async def test_a_reply_that_shows_other_words_stays(
    discord: StandIn, curators_bot: Bot, serving: Serving, memory: Memory
) -> None:
    """Whoever pressed Next sees another quote there."""
    answer = await discord.person("asker").slash("ask", question="best way to learn for newcomers")
    while "Next" in " ".join(button.label for button in answer.shown.buttons) and SAID in seen(answer.text):
        label = next(button.label for button in answer.shown.buttons if button.label.startswith("Next"))
        await discord.person("asker").click(answer, label)
    assert SAID not in seen(answer.text)
    await remembered(memory, PROJECT)
    quote = serving.answering.snapshot.knowledge.quotes[PROJECT]
    await correct(memory, quote, serving.answering.snapshot.knowledge, curators_bot.get_partial_messageable)
    assert not answer.text.startswith(curators.WITHDRAWN_REPLY)


async def test_a_reply_with_a_former_link_is_corrected(
    discord: StandIn, curators_bot: Bot, serving: Serving, memory: Memory
) -> None:
    """The quote was moved since: what shows none of the reply's other quotes shows the withdrawn one."""
    answer = await discord.person("asker").slash("ask", question="best way to learn for newcomers")
    assert SAID in seen(answer.text)
    await remembered(memory, PROJECT)
    quotes = dict(serving.answering.snapshot.knowledge.quotes)
    moved = replace(quotes.pop(PROJECT), url="https://example.org/moved")
    done = await correct(memory, moved, knowing([*quotes.values()]), curators_bot.get_partial_messageable)
    assert done == Corrections(corrected=1)
    assert answer.text.startswith(curators.WITHDRAWN_REPLY)


async def test_it_comes_back(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """Offered by its words while it is withdrawn; the file is as it was."""
    before = file.read_bytes()
    await retired(discord)
    assert not await curator(discord).autocomplete("curate edit", quote=PROJECT)
    [choice] = await curator(discord).autocomplete("curate restore", quote="complaints")
    assert choice.value == PROJECT
    preview = await compared(curator(discord).slash("curate restore", quote=str(choice.value)))
    assert SAID in seen(preview.text)
    await confirmed(discord, preview)
    assert file.read_bytes() == before
    assert SAID in seen((await discord.person("asker").slash("quote", id=PROJECT)).text)


async def test_the_history_is_leafed_through(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """Who, what, why; each change before and after, and the way back."""
    before = file.read_bytes()
    await retired(discord, reason="She @everyone so.")
    shown = await curator(discord).slash("curate history")
    assert shown.is_ephemeral
    assert shown.text.startswith(curators.HISTORY)
    assert f"Friend: withdrawn {PROJECT}: She @everyone so." in seen(shown.text)
    assert "@everyone" not in shown.text.replace("\\@", "")
    [option] = shown.shown.selects[0]["options"]
    looked = await curator(discord).select(shown, curators.CHOOSE_CHANGE, option["label"])
    assert looked.is_ephemeral
    assert SAID in seen(looked.text)
    undo = await compared(curator(discord).click(looked, curators.TAKE_BACK))
    await confirmed(discord, undo)
    assert file.read_bytes() == before


async def test_the_last_change_of_anyone_is_taken_back(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """And an undo is undone by its number."""
    nothing = await answered(curator(discord).slash("curate undo"))
    assert nothing.text.startswith("**Nothing was changed.**")
    before = file.read_bytes()
    await retired(discord)
    after = file.read_bytes()
    undo = await compared(curator(discord).slash("curate undo"))
    assert SAID in seen(undo.text)
    await confirmed(discord, undo)
    assert file.read_bytes() == before
    redo = await compared(curator(discord).slash("curate undo", change=2))
    await told(curator(discord).click(redo, curators.CONFIRM), "showed it")
    assert file.read_bytes() == after


async def test_a_quote_that_is_none_is_told(discord: StandIn, curators_bot: Bot) -> None:
    """Typed, and not chosen from what is offered."""
    for command, rest in {"retire": {"reason": "x"}, "edit": {}, "restore": {}}.items():
        refused = await answered(curator(discord).slash(f"curate {command}", quote="*nothing* @here", **rest))
        assert refused.is_ephemeral
        assert "@here" not in refused.text.replace("\\@", "")


def change(number: int, words: str) -> Change:
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    return Change(1, words, moment, words, ChangeKind.EDIT, "talk/quote", "talk.yaml", words, words, id=number + 1)


def test_a_long_history_has_pages_that_fit() -> None:
    """Whatever was written there."""
    changes = [change(number, "*_`>@everyone " * 200) for number in range(20)]
    pages = [history_post(changes, number).text for number in range(4)]
    assert pages[0] != pages[-1]
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of" in text
        assert len(text) <= MESSAGE_CHARS
    shown = change_post(changes[0])
    assert len(shown.text) <= MESSAGE_CHARS
