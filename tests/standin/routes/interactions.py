"""The first answer to an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.standin.exchange import Answer, Exchange
from tests.standin.record import Call
from tests.standin.routes.endpoint import NOTHING, Endpoint, Reply
from tests.standin.shapes import Json

if TYPE_CHECKING:
    from tests.standin.server import StandIn

_SHOWN_AT_ONCE = (Answer.MESSAGE, Answer.UPDATE)


def answer_interaction(discord: StandIn, call: Call) -> Reply:
    token = call.params["interaction_token"]
    exchange = discord.interactions.to_answer(call.id("interaction_id"), token)
    kind = discord.interactions.answer(exchange, call.body, call.uploads)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return NOTHING
    return Reply(body=_told(exchange) | _resource(discord, exchange, kind))


def _told(exchange: Exchange) -> Json:
    told: Json = {"id": str(exchange.id), "type": int(exchange.act.ask)}
    message = exchange.message
    if message is not None:
        told |= {
            "response_message_id": str(message.id),
            "response_message_loading": exchange.is_thinking,
            "response_message_ephemeral": message.is_ephemeral,
        }
    return {"interaction": told | {"channel_id": str(exchange.act.channel.id)}}


def _resource(discord: StandIn, exchange: Exchange, kind: Answer) -> Json:
    if kind not in _SHOWN_AT_ONCE:
        return {}
    return {"resource": {"type": int(kind), "message": discord.chat.payload(exchange.shown)}}


ENDPOINTS = (
    Endpoint(
        "POST",
        "/interactions/{interaction_id}/{interaction_token}/callback",
        answer_interaction,
        needs_token=False,
    ),
)
