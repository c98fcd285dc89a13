"""Changes under way: shown at once with what `check` says, and a little later with the answers that they move."""

from __future__ import annotations

from collections.abc import Awaitable

import discord

from bot.core.curation import Curator
from bot.discord_app import sending
from bot.discord_app.curate.pad import Pad
from bot.discord_app.curation.previews import Dressing, further_posts, preview_posts, refused_post
from bot.discord_app.curation.render import change_text
from bot.errors import EditError
from bot.service.curating import Curating
from bot.service.latest import Latest
from bot.service.previews import Preview

_OPEN = 200


class Bench:
    """What curators have on their screens: `pad` holds what they typed, `curating` makes what they confirm."""

    def __init__(self, curating: Curating) -> None:
        self.curating = curating
        self.pad = Pad()
        self._open = Latest[int, str](_OPEN)

    async def show(
        self, interaction: discord.Interaction, making: Awaitable[Preview], dressing: Dressing | None = None
    ) -> None:
        """In the place of what the interaction came from, which must have been told to wait (outbox.begin)."""
        try:
            preview = await making
        except EditError as error:
            await sending.put(interaction, refused_post(str(error), dressing.typed if dressing else 0))
            return
        dressing = dressing or Dressing(note=await self._undone(preview))
        first, *beside = preview_posts(preview, dressing)
        message = await sending.put(interaction, first)
        for post in beside:
            await sending.follow(interaction, post, is_private=True)
        self._open[message] = preview.key
        await self._show_shifts(interaction, message, preview, dressing)

    def close(self, message: discord.Message | None) -> None:
        """The preview in this message is over: nothing is put into it any more."""
        if message:
            self._open.pop(message.id, None)

    async def _undone(self, preview: Preview) -> str:
        """The change that would be taken back, as the history has it; "" where it is none."""
        number = preview.request.plan.undoes
        changes = await self.curating.history(subject=preview.subject) if number else ()
        return next((change_text(change) for change in changes if change.id == number), "")

    async def _show_shifts(
        self, interaction: discord.Interaction, message: int, preview: Preview, dressing: Dressing
    ) -> None:
        """Unless the message shows something else by now."""
        if not preview.may_be_confirmed:
            return
        shifts = await self.curating.shifts(preview)
        if self._open.get(message) == preview.key:
            first, *_ = preview_posts(preview, dressing, shifts)
            await sending.put(interaction, first)
            for post in further_posts(shifts):
                await sending.follow(interaction, post, is_private=True)


def curator_of(interaction: discord.Interaction) -> Curator:
    """As the history names them."""
    return Curator(interaction.user.id, interaction.user.display_name)
