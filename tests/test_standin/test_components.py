"""Buttons, selects and modals: used by people, answered by the bot."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, Self

import discord
import pytest
from discord import ui

from tests.standin import Answer, ImpossibleError, StandIn, Upload
from tests.standin.launch import running
from tests.test_standin.bots import Bot

pytestmark = pytest.mark.asyncio


class Vote(ui.DynamicItem[ui.Button[ui.View]], template=r"vote:(?P<quote>\w+)"):
    """A button that needs no memory: what it is about stands in its custom id."""

    def __init__(self, quote: str) -> None:
        super().__init__(ui.Button(label="Helpful", custom_id=f"vote:{quote}"))
        self.quote = quote

    @classmethod
    async def from_custom_id(cls, _: Any, item: ui.Item[Any], match: re.Match[str]) -> Self:
        return cls(match["quote"])

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"counted for {self.quote}", ephemeral=True)


def showing(view: ui.View | ui.LayoutView, **message: Any) -> Bot:
    """A bot whose /show sends that view."""
    bot = Bot()

    @bot.tree.command(description="Show")
    async def show(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=view, **message)

    return bot


async def test_a_dynamic_button_is_clicked(standin: StandIn) -> None:
    """By its label or its custom id; the answer is for the one who clicked."""
    view = ui.View(timeout=None).add_item(Vote("q1"))
    bot = showing(view)
    bot.add_dynamic_items(Vote)
    async with running(bot, standin):
        shown = await standin.person("asker").slash("show")
        by_label = await standin.person("friend").click(shown, "Helpful")
        by_id = await standin.person("asker").click(shown.shown, "vote:q1")
        assert by_label.text == by_id.text == "counted for q1"
        assert by_label.message.visible_to == standin.person("friend").user.id


async def test_a_click_may_change_the_message_or_just_be_noted(standin: StandIn) -> None:
    """UPDATE edits the message that holds the button; DEFERRED_UPDATE leaves it for a later edit."""

    class Buttons(ui.View):
        @ui.button(label="Close")
        async def close(self, interaction: discord.Interaction, _: Any) -> None:
            await interaction.response.edit_message(content="closed", view=None)

        @ui.button(label="Later")
        async def later(self, interaction: discord.Interaction, _: Any) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="edited")

    view = Buttons()
    async with running(showing(view, content="open"), standin):
        asker = standin.person("asker")
        shown = await asker.slash("show")
        later = await asker.click(shown, "Later")
        await later.until(lambda exchange: bool(exchange.edits))
        assert (later.callback.kind, shown.text) == (Answer.DEFERRED_UPDATE, "edited")
        closed = await asker.click(shown, "Close")
        assert closed.callback.kind is Answer.UPDATE
        assert (shown.text, shown.shown.buttons, closed.message) == ("closed", (), shown.message)
    view.stop()


async def test_only_what_can_be_pressed_is_pressed(standin: StandIn) -> None:
    """Links, disabled buttons, unknown buttons and other people's private messages raise."""
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Read", url="https://example.org/"))
    view.add_item(ui.Button(label="Off", custom_id="off", disabled=True))
    view.add_item(ui.Button(label="On", custom_id="on"))
    async with running(showing(view, ephemeral=True), standin):
        asker, friend = standin.person("asker"), standin.person("friend")
        shown = await asker.slash("show")
        for person, label in ((asker, "Read"), (asker, "Off"), (asker, "Nowhere"), (friend, "On")):
            with pytest.raises(ImpossibleError):
                person.click(shown, label)
    view.stop()


async def test_values_are_selected(standin: StandIn) -> None:
    """Options by label or value, members as members; what is not offered raises."""
    picked: list[Any] = []

    class Selects(ui.View):
        @ui.select(placeholder="Topic", options=[discord.SelectOption(label="Work", value="w")])
        async def topic(self, interaction: discord.Interaction, select: ui.Select[Any]) -> None:
            picked.extend(select.values)
            await interaction.response.defer()

        @ui.select(cls=ui.UserSelect, custom_id="who", max_values=2)
        async def who(self, interaction: discord.Interaction, select: ui.UserSelect[Any]) -> None:
            picked.extend(member.name for member in select.values)
            await interaction.response.defer()

    view = Selects()
    async with running(showing(view), standin):
        asker = standin.person("asker")
        shown = await asker.slash("show")
        await asker.select(shown, "Topic", "Work")
        await asker.select(shown, "who", standin.person("friend"), asker)
        assert picked == ["w", "friend", "asker"]
        with pytest.raises(ImpossibleError):
            asker.select(shown, "Topic", "Leisure")
        with pytest.raises(ImpossibleError):
            asker.select(shown, "who", asker, asker, asker)
    view.stop()


class Form(ui.Modal, title="Add a quote"):
    words = ui.Label(text="Words", component=ui.TextInput(max_length=20))
    note = ui.Label(text="Note", component=ui.TextInput(required=False, default="none"))
    topic = ui.Label(text="Topic", component=ui.Select(options=[discord.SelectOption(label="Work", value="w")]))
    file = ui.Label(text="Proof", component=ui.FileUpload(required=False))
    mood = ui.Label(
        text="Mood",
        component=ui.RadioGroup(options=[discord.RadioGroupOption(label=x, value=x) for x in ("good", "bad")]),
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        words, note, topic, file, mood = (
            label.component for label in (self.words, self.note, self.topic, self.file, self.mood)
        )
        told = [words.value, note.value, *topic.values, *[upload.filename for upload in file.values], mood.value]
        await interaction.response.send_message(", ".join(map(str, told)))


def opening(modal: type[ui.Modal]) -> Bot:
    bot = Bot()

    @bot.tree.command(description="Open the form")
    async def add(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(modal())

    return bot


async def test_a_modal_is_opened_filled_in_and_sent(standin: StandIn) -> None:
    """By label; what is not named keeps what the form had preset; files and choices come through."""
    async with running(opening(Form), standin):
        asker = standin.person("asker")
        opened = await asker.slash("add")
        assert (opened.modal.title, [label for label, _ in opened.modal.fields][:2]) == (
            "Add a quote",
            ["Words", "Note"],
        )
        values = {"Words": "so it is", "Topic": "w", "Proof": Upload("p.txt", b"x"), "Mood": "good"}
        assert (await asker.submit(opened, values)).text == "so it is, none, w, p.txt, good"


async def test_a_modal_is_filled_in_as_the_client_allows(standin: StandIn) -> None:
    """Missing, too long, or unknown: Discord's client would not send it."""
    async with running(opening(Form), standin):
        asker = standin.person("asker")
        opened = await asker.slash("add")
        good = {"Words": "x", "Topic": "w", "Mood": "bad"}
        for wrong in ({"Words": ""}, {"Words": "x" * 21}, {"Topic": "z"}, {"Mood": []}, {"Nothing": "x"}):
            with pytest.raises(ImpossibleError):
                asker.submit(opened, good | wrong)


async def test_a_modal_behind_a_button_may_change_the_message(standin: StandIn) -> None:
    """The submit knows the message whose button opened the form, and can edit it."""

    class Rename(ui.Modal, title="Rename"):
        name = ui.TextInput(label="Name")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.edit_message(content=self.name.value)

    class Buttons(ui.View):
        @ui.button(label="Rename")
        async def rename(self, interaction: discord.Interaction, _: Any) -> None:
            await interaction.response.send_modal(Rename())

    view = Buttons()
    async with running(showing(view, content="old"), standin):
        asker = standin.person("asker")
        shown = await asker.slash("show")
        opened = await asker.click(shown, "Rename")
        sent = await asker.submit(opened, {"Name": "new"})
        assert (shown.text, sent.callback.kind) == ("new", Answer.UPDATE)
    view.stop()


async def test_a_layout_of_components_v2_is_kept_and_read(standin: StandIn) -> None:
    """Text displays are the message's text; the flag is set; buttons inside sections are found."""
    view = ui.LayoutView(timeout=None)
    section = ui.Section(ui.TextDisplay("**So it is.**"), accessory=ui.Button(label="More", custom_id="more"))
    row = ui.ActionRow(ui.Button(label="Read", url="https://example.org/"))
    view.add_item(ui.Container(section, ui.Separator(), ui.TextDisplay("in 2020"), row, accent_colour=0x123456))
    async with running(showing(view), standin):
        shown = await standin.person("asker").slash("show")
        assert shown.shown.is_v2
        assert shown.text == "**So it is.**\nin 2020"
        assert [button.label for button in shown.shown.buttons] == ["More", "Read"]


async def test_files_and_pictures_are_kept(standin: StandIn) -> None:
    """Uploads can be fetched again, in galleries, files and embeds alike."""
    view = ui.LayoutView(timeout=None)
    picture = discord.File(BytesIO(b"picture"), "a.png")
    view.add_item(ui.MediaGallery(discord.MediaGalleryItem("attachment://a.png")))
    view.add_item(ui.File("attachment://a.png"))
    bot = showing(view, file=picture)
    async with running(bot, standin):
        shown = (await standin.person("asker").slash("show")).shown
        assert [attachment.filename for attachment in shown.attachments] == ["a.png"]
        assert shown.components[0]["items"][0]["media"]["url"] == shown.attachments[0].url
        assert await bot.http.get_from_cdn(shown.attachments[0].url) == b"picture"
