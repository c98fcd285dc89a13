"""Presses and forms that the client offers nobody: a custom id from elsewhere, sent all the same."""

from __future__ import annotations

from bot.discord_app.components import CustomId
from tests.standin import Exchange, Message, Person
from tests.standin.exchange import Act, Ask
from tests.standin.message import Draft
from tests.standin.offers import owners_of
from tests.standin.shapes import Json


def pressed(person: Person, custom_id: CustomId, *values: str, on: Message | None = None) -> Exchange:
    """A button of this custom id or, with values, a select, below a message of the bot's."""
    data: Json = {"component_type": 3, "values": list(values)} if values else {"component_type": 2}
    return _sent(person, Ask.COMPONENT, custom_id, data, on)


def sent_in(person: Person, custom_id: CustomId, **written: str) -> Exchange:
    """A form that was never opened."""
    fields = [
        {"type": 18, "component": {"type": 4, "custom_id": name, "value": said}} for name, said in written.items()
    ]
    return _sent(person, Ask.MODAL_SUBMIT, custom_id, {"components": fields})


def _sent(person: Person, ask: Ask, custom_id: CustomId, data: Json, on: Message | None = None) -> Exchange:
    discord = person.discord
    message = on or discord.chat.post(person.channel, discord.bot, Draft(content="what stood there"))
    owners = owners_of(discord.world, person.user, person.channel)
    act = Act(
        ask, person.user, person.channel, owners, {"custom_id": custom_id.text, **data}, custom_id.action, None, message
    )
    return discord.interactions.open(act)
