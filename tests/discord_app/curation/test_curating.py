"""Curating from Discord, with real files: adding and changing quotes, each previewed and confirmed."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot.app import Serving
from bot.core.curation.impact import Impact
from bot.core.phrases import curating, curators
from bot.discord_app.client import Bot
from bot.discord_app.components import CustomId
from bot.discord_app.markdown import MESSAGE_CHARS
from bot.service.curating import Preview
from bot.service.memory import Memory
from tests.discord_app.client_view import quoted_in, seen
from tests.discord_app.curating_room import (
    ASKED,
    NEW,
    PROJECT,
    TITLE,
    WORDS,
    answered,
    compared,
    confirmed,
    curating_bot,
    first,
    remembered,
    sent,
    serving_of,
    told,
    whispered,
    with_long_answer,
)
from tests.discord_app.curators_room import curator, name_curators, take_role
from tests.discord_app.forging import pressed
from tests.standin import Flag, StandIn
from tests.standin.launch import running


async def test_words_become_a_quote_and_are_taken_back(
    discord: StandIn, curators_bot: Bot, file: Path, memory: Memory
) -> None:
    """The walk: paste words, preview, confirm, ask, get the new quote, undo."""
    before = file.read_bytes()
    form = await curator(discord).slash("curate add")
    preview = await sent(discord, form, words=f"> {WORDS}", title=TITLE, phrasings=ASKED)
    assert preview.is_ephemeral
    assert WORDS in seen(preview.text)
    assert file.read_bytes() == before
    done = await confirmed(discord, preview)
    answer = await discord.person("asker").slash("ask", question=ASKED)
    assert WORDS in seen(answer.text)
    await remembered(memory, NEW)
    undo = await compared(curator(discord).click(done, curators.TAKE_BACK))
    await told(curator(discord).click(undo, curators.CONFIRM), "1 corrected")
    assert file.read_bytes() == before
    assert WORDS not in seen((await discord.person("asker").slash("ask", question=ASKED)).text)


async def test_the_preview_is_what_everybody_sees(discord: StandIn, curators_bot: Bot) -> None:
    """To the letter; with what check says, and all without a public word."""
    form = await curator(discord).slash("curate add", topic="how-to-start")
    preview = await sent(discord, form, words=WORDS)
    said = preview.text
    await confirmed(discord, preview)
    shown = (await discord.person("asker").slash("quote", id=NEW)).text
    assert shown.split("\n-# ")[0] in said
    assert curating.STANDS_ALREADY.format(quotes=PROJECT) in said
    assert [message for message in discord.messages_in("questions") if Flag.EPHEMERAL not in message.flags][1:] == []


async def test_the_nearest_topic_is_proposed_and_another_chosen(
    discord: StandIn, curators_bot: Bot, file: Path
) -> None:
    """Where none was named; the form for a new one is the last choice."""
    preview = await sent(discord, await curator(discord).slash("curate add"), words=WORDS)
    assert "under *What helped most at the start?*" in preview.text
    other = "What would you do differently today?"
    moved = await told(curator(discord).select(preview, curators.ANOTHER_TOPIC, other), re.escape(f"under *{other}*"))
    form = await curator(discord).select(moved, curators.ANOTHER_TOPIC, curators.A_NEW_TOPIC)
    assert form.modal.title == curators.ADD_TITLE
    renamed = await told(curator(discord).submit(form, {"title": TITLE}), re.escape(f"under *{TITLE}*"))
    await confirmed(discord, renamed)
    assert f"title: {TITLE}" in file.read_text(encoding="utf-8")


async def test_words_of_a_message_are_added(discord: StandIn, curators_bot: Bot) -> None:
    """By a right click on it."""
    message = discord.person("asker").says("questions", "Nobody ever said these words.")
    found = await answered(curator(discord).menu(curators.ADD_AS_QUOTE, message))
    assert found.is_ephemeral
    assert found.text.startswith("**Nothing was changed.**")
    message = discord.person("asker").says("questions", f"“{WORDS}”")
    preview = await compared(curator(discord).menu(curators.ADD_AS_QUOTE, message))
    assert WORDS in seen(preview.text)


async def test_words_that_nobody_said_are_mended_in_the_form(discord: StandIn, curators_bot: Bot) -> None:
    """With the nearest passage, and all that was typed."""
    form = await curator(discord).slash("curate add", topic="how-to-start")
    wrong = await answered(
        curator(discord).submit(form, {"words": WORDS.replace("room", "*cellar*"), "why": "heard it"})
    )
    assert wrong.text.startswith("**Nothing was changed.**")
    assert "What you wrote:\n> " in wrong.text
    assert "**cellar**" in wrong.text
    assert "What the record says:\n> " in wrong.text
    assert "**room**" in wrong.text
    again = await curator(discord).click(wrong, curators.CHANGE)
    fields = {field["custom_id"]: field.get("value") for _, field in again.modal.fields}
    assert fields["words"] == WORDS.replace("room", "*cellar*")
    assert fields["why"] == "heard it"
    assert WORDS in seen((await sent(discord, again, words=WORDS)).text)


async def test_a_quote_is_changed(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """The form has it as it stands; what is left alone stays."""
    form = await curator(discord).slash("curate edit", quote=PROJECT)
    fields = {field["custom_id"]: field.get("value") for _, field in form.modal.fields}
    assert fields["words"].startswith("One small project that real people used.")
    assert fields["asked"] == "What helped you most when you started?"
    same = await answered(curator(discord).submit(form, {}))
    assert same.text.startswith("**Nothing was changed.** That is what the quote says already")
    form = await curator(discord).click(same, curators.CHANGE)
    written = {"words": "One small project that real people used.", "title": "What helped most?", "why": "shorter"}
    preview = await sent(discord, form, **written)
    await confirmed(discord, preview)
    text = file.read_text(encoding="utf-8")
    assert "laundry" not in text.split("quotes:")[1]
    assert "    title: What helped most?\n" in text


async def test_what_is_cancelled_is_gone(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    before = file.read_bytes()
    preview = await sent(discord, await curator(discord).slash("curate add", topic="how-to-start"), words=WORDS)
    cancelled = await curator(discord).click(preview, curators.CANCEL)
    assert cancelled.text == curators.CANCELLED
    assert not cancelled.shown.buttons
    assert file.read_bytes() == before


async def test_a_double_confirm_writes_once(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """The second press is told so; the first one's news stay."""
    preview = await sent(discord, await curator(discord).slash("curate add", topic="how-to-start"), words=WORDS)
    confirmations = [curator(discord).click(preview, curators.CONFIRM) for _ in range(2)]
    assert await first(*map(whispered, confirmations)) == curating.PREVIEW_GONE
    await first(*(told(press, "It is live") for press in confirmations))
    assert file.read_text(encoding="utf-8").count(WORDS) == 2


async def test_a_preview_from_before_a_restart_says_so(
    discord: StandIn, curators_bot: Bot, file: Path, memory: Memory
) -> None:
    """So does the form."""
    preview = await sent(discord, await curator(discord).slash("curate add", topic="how-to-start"), words=WORDS)
    await curators_bot.close()
    async with running(curating_bot(serving_of(file, memory), memory, name_curators(discord)), discord):
        late = await whispered(curator(discord).click(preview, curators.CONFIRM))
        assert late == curating.PREVIEW_GONE
        assert (await curator(discord).click(preview, curators.CHANGE)).text == curators.FORM_GONE


async def test_the_form_names_the_topic_that_it_renames(discord: StandIn, file: Path, memory: Memory) -> None:
    """Another topic, further up, uses the quote too."""
    text = file.read_text(encoding="utf-8")
    uses = "quotes:\n      - use: ask-for-help-sooner\n"
    file.write_text(text.replace("quotes:\n", uses, 1), encoding="utf-8")
    async with running(curating_bot(serving_of(file, memory), memory, name_curators(discord)), discord):
        form = await curator(discord).slash("curate edit", quote="example-2024/ask-for-help-sooner")
        fields = {field["custom_id"]: field.get("value") for _, field in form.modal.fields}
        assert f"title: {fields['title']}\n" in text.split("asking-for-help:\n")[1]
        preview = await sent(discord, form, title="When to ask?")
        await confirmed(discord, preview)
    first_topic, second = file.read_text(encoding="utf-8").split("  asking-for-help:\n")
    assert "When to ask?" not in first_topic
    assert "title: When to ask?\n" in second


async def test_words_of_whoever_asks_are_asked_about(discord: StandIn, curators_bot: Bot) -> None:
    """They may be meant; mostly they are not."""
    form = await curator(discord).slash("curate add", topic="how-to-start")
    preview = await sent(discord, form, words="What helped you most when you started?")
    assert "Is it meant so? These are words of Sam Sample, who asks the questions." in seen(preview.text)


async def test_a_file_saved_meanwhile_is_told(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """Nothing is written over it."""
    preview = await sent(discord, await curator(discord).slash("curate add", topic="how-to-start"), words=WORDS)
    file.write_text(f"{file.read_text(encoding='utf-8')}# mine\n", encoding="utf-8")
    late = await whispered(curator(discord).click(preview, curators.CONFIRM))
    assert "was changed meanwhile" in late
    assert WORDS not in file.read_text(encoding="utf-8").split("- id:")[-1]


async def test_another_curators_preview_is_theirs(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """Nobody confirms what they have not seen, even with its custom id."""
    before = file.read_bytes()
    preview = await sent(discord, await curator(discord).slash("curate add", topic="how-to-start"), words=WORDS)
    [confirm] = [button.custom_id for button in preview.shown.buttons if button.label == curators.CONFIRM]
    guild = discord.world.guild()
    discord.world.add_member(guild, discord.world.user("asker"), discord.world.role("Curators", guild))
    custom_id = CustomId.read(confirm or "")
    assert custom_id
    late = await whispered(pressed(discord.person("asker"), custom_id))
    assert late == curating.PREVIEW_GONE
    assert file.read_bytes() == before


async def test_a_role_taken_away_with_the_form_open(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """Nothing of it is looked at; a preview that was open cannot be confirmed any more."""
    before = file.read_bytes()
    preview = await sent(discord, await curator(discord).slash("curate add", topic="how-to-start"), words=WORDS)
    form = await curator(discord).slash("curate add", topic="how-to-start")
    take_role(discord)
    assert (await curator(discord).submit(form, {"words": WORDS})).text == curators.MAY_NOT_CURATE
    assert (await curator(discord).click(preview, curators.CONFIRM)).text == curators.MAY_NOT_CURATE
    assert file.read_bytes() == before


async def test_names_are_offered(discord: StandIn, curators_bot: Bot) -> None:
    """To curators alone."""
    typing = {"curate edit": "quote", "curate retire": "quote", "curate add": "topic"}
    for command, option in typing.items():
        assert await curator(discord).autocomplete(command, **{option: "o"})
    assert [choice.value for choice in await curator(discord).autocomplete("curate add", source="ada")] == [
        "example-2024"
    ]
    take_role(discord)
    assert await curator(discord).autocomplete("curate edit", quote="o") == []


async def test_what_is_long_stands_in_a_message_of_its_own(discord: StandIn, curators_bot: Bot, file: Path) -> None:
    """Both are private, and nothing in them is acted on."""
    words = with_long_answer(file)
    preview = await sent(discord, await curator(discord).slash("curate add", topic="how-to-start"), words=words)
    assert curators.SO_SHOWN_BELOW in preview.text
    [below] = preview.followups
    assert below.is_ephemeral
    [quoted] = quoted_in([below.content])
    assert words.startswith(quoted.removesuffix(" […]"))
    assert len(preview.text) <= MESSAGE_CHARS


async def test_what_comes_late_does_not_hide_what_was_done(
    discord: StandIn, curators_bot: Bot, serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answers that a change moves are told to its preview, and not to what stands in its place by then."""
    ready = asyncio.Event()
    impact = serving.curating.impact

    async def slow(preview: Preview) -> Impact:
        await ready.wait()
        return await impact(preview)

    monkeypatch.setattr(serving.curating, "impact", slow)
    form = await curator(discord).slash("curate add", topic="how-to-start")
    preview = await told(curator(discord).submit(form, {"words": WORDS}), re.escape(curators.ASKING_ALL))
    done = await confirmed(discord, preview)
    ready.set()
    later = await curator(discord).slash("curate add", topic="asking-for-help")
    await sent(discord, later, words="I sat alone with problems for weeks")  # one preview is compared after the other
    assert "It is live" in done.text


async def test_hostile_words_stay_words(discord: StandIn, curators_bot: Bot) -> None:
    """In titles, reasons and ways of asking."""
    form = await curator(discord).slash("curate add")
    preview = await sent(
        discord, form, words=WORDS, title="**@everyone** [x](http://e.org)", phrasings="<@1> `a`\n||b||"
    )
    assert "@everyone" not in preview.text.replace("\\@", "")
    assert "[x](http" not in preview.text
    assert "**@" not in preview.text.replace("\\*", "")
