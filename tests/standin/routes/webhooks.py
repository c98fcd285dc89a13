"""What follows the first answer, through the webhook that every interaction's token opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standin.exchange import Exchange
from tests.standin.message import Message
from tests.standin.record import Call
from tests.standin.routes.endpoint import NOTHING, Endpoint, Reply

if TYPE_CHECKING:
    from tests.standin.server import StandIn

WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = WEBHOOK + "/messages/@original"
MESSAGE = WEBHOOK + "/messages/{message_id}"


def follow_up(discord: StandIn, call: Call) -> Reply:
    message = discord.interactions.follow_up(_exchange(discord, call), call.body, call.uploads)
    return Reply(body=discord.chat.payload(message))


def get_message(discord: StandIn, call: Call) -> Reply:
    return Reply(body=discord.chat.payload(_message(discord, call)))


def update_message(discord: StandIn, call: Call) -> Reply:
    exchange, message = _exchange(discord, call), _message(discord, call)
    edited = discord.interactions.edit(exchange, message, call.body, call.uploads)
    return Reply(body=discord.chat.payload(edited))


def delete_message(discord: StandIn, call: Call) -> Reply:
    discord.interactions.remove(_exchange(discord, call), _message(discord, call))
    return NOTHING


def _exchange(discord: StandIn, call: Call) -> Exchange:
    return discord.interactions.to_continue(call.id("webhook_id"), call.params["webhook_token"])


def _message(discord: StandIn, call: Call) -> Message:
    """The message in the path, which is the original answer where the path says @original."""
    message_id = call.id("message_id") if "message_id" in call.params else None
    return discord.interactions.message(_exchange(discord, call), message_id)


ENDPOINTS = (
    Endpoint("POST", WEBHOOK, follow_up, needs_token=False),
    *(
        Endpoint(method, template, answer, needs_token=False)
        for template in (ORIGINAL, MESSAGE)
        for method, answer in (("GET", get_message), ("PATCH", update_message), ("DELETE", delete_message))
    ),
)
