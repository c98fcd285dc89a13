"""Interactions under way: opened by people, answered by the bot within Discord's rules."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace

from tests.standin.chat import Chat, Manner
from tests.standin.clock import Clock, Mint
from tests.standin.drafts import changed_draft, new_draft
from tests.standin.exchange import Act, Answer, Ask, Callback, Exchange
from tests.standin.gateway import Gateway
from tests.standin.interaction_payloads import interaction_payload, metadata
from tests.standin.limits import CHOICES_RULES, DEFERRAL_RULES, MODAL_RULES, problems_with
from tests.standin.message import Draft, Flag, Message, MessageKind
from tests.standin.refusals import (
    already_acknowledged,
    expired_token,
    invalid_form,
    too_many_follow_ups,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from tests.standin.shapes import Check, Json, Problem, Upload
from tests.standin.world import World

ANSWER_WINDOW_S = 3.0
TOKEN_LIFE_S = 15 * 60.0
USER_INSTALL_FOLLOW_UPS = 5
_IN_DATA = ("data",)

_ALLOWED: Mapping[Ask, tuple[Answer, ...]] = {
    Ask.COMMAND: (Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.MODAL),
    Ask.COMPONENT: (
        Answer.MESSAGE,
        Answer.DEFERRED_MESSAGE,
        Answer.DEFERRED_UPDATE,
        Answer.UPDATE,
        Answer.MODAL,
    ),
    Ask.AUTOCOMPLETE: (Answer.CHOICES,),
    Ask.MODAL_SUBMIT: (Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE, Answer.UPDATE),
}


class Interactions:
    """Every exchange by its token."""

    def __init__(self, world: World, gateway: Gateway, chat: Chat, mint: Mint, clock: Clock) -> None:
        self._world = world
        self._gateway = gateway
        self._chat = chat
        self._mint = mint
        self._clock = clock
        self._by_token: dict[str, Exchange] = {}

    def open(self, act: Act) -> Exchange:
        """Hands an interaction to the bot; the answer will come through REST."""
        token = secrets.token_urlsafe(24)
        exchange = Exchange(act, self._mint(), token, self._clock.for_limits(), self._chat.get)
        self._by_token[token] = exchange
        payload = interaction_payload(self._world, exchange, self._source_payload(act))
        self._gateway.dispatch("INTERACTION_CREATE", payload, guild_id=act.channel.guild_id)
        return exchange

    def to_answer(self, interaction_id: int, token: str) -> Exchange:
        """The exchange for a first answer: known, in time, and not yet answered."""
        exchange = self._by_token.get(token)
        if exchange is None or exchange.id != interaction_id:
            raise unknown_interaction()
        if exchange.callback is not None:
            raise already_acknowledged()
        if self._age_s(exchange) > ANSWER_WINDOW_S:
            raise unknown_interaction()
        return exchange

    def to_continue(self, application_id: int, token: str) -> Exchange:
        """The exchange for what follows the first answer, while the token lives."""
        exchange = self._by_token.get(token)
        if exchange is None or application_id != self._world.application.id:
            raise unknown_webhook()
        if self._age_s(exchange) > TOKEN_LIFE_S:
            raise expired_token()
        if exchange.callback is None:
            raise unknown_webhook()
        return exchange

    def known(self, token: str) -> Exchange | None:
        return self._by_token.get(token)

    def answer(self, exchange: Exchange, body: Json, uploads: Mapping[int, Upload]) -> Answer:
        """Takes the first answer; returns what kind it was."""
        kind, data = self._admitted(exchange, body), body.get("data") or {}
        _ANSWERS[kind](self, exchange, data, uploads)
        exchange.callback = Callback(kind, data, self._age_s(exchange))
        exchange.news.ring()
        return kind

    def follow_up(self, exchange: Exchange, body: Json, uploads: Mapping[int, Upload]) -> Message:
        """A further message or, while the first answer is still "thinking", what takes its place."""
        limited = exchange.act.is_user_installed_only
        if limited and len(exchange.followup_ids) >= USER_INSTALL_FOLLOW_UPS:
            raise too_many_follow_ups()
        draft = new_draft(body, uploads, self._chat.keep(exchange.act.channel.id))
        if exchange.is_thinking:
            message = self._load(exchange.shown, draft, body)
        else:
            message = self._post(exchange, draft, body, exchange.message)
        exchange.followup_ids.append(message.id)
        exchange.news.ring()
        return message

    def message(self, exchange: Exchange, message_id: int | None) -> Message:
        """A message of this exchange; None means the original answer."""
        own = {exchange.original_id, *exchange.followup_ids}
        wanted = exchange.original_id if message_id is None else message_id
        message = self._chat.get(wanted) if wanted in own and wanted is not None else None
        if message is None:
            raise unknown_message()
        return message

    def edit(self, exchange: Exchange, message: Message, body: Json, uploads: Mapping[int, Upload]) -> Message:
        draft = changed_draft(message, body, uploads, self._chat.keep(message.channel_id))
        edited = self._chat.revise(message, draft, body.get("allowed_mentions"))
        if message.id == exchange.original_id:
            exchange.edits.append(body)
        exchange.news.ring()
        return edited

    def remove(self, exchange: Exchange, message: Message) -> None:
        self._chat.remove(message)
        exchange.news.ring()

    # The first answer, by kind

    def _admitted(self, exchange: Exchange, body: Json) -> Answer:
        allowed = _ALLOWED[exchange.act.ask]
        if exchange.act.ask is Ask.MODAL_SUBMIT and exchange.act.source is None:
            allowed = (Answer.MESSAGE, Answer.DEFERRED_MESSAGE)
        if body["type"] not in allowed:
            values = ", ".join(str(int(kind)) for kind in allowed)
            problem = Problem(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {{{values}}}.")
            raise invalid_form([problem])
        return Answer(body["type"])

    def _with_message(self, exchange: Exchange, data: Json, uploads: Mapping[int, Upload]) -> None:
        draft = new_draft(data, uploads, self._chat.keep(exchange.act.channel.id), _IN_DATA)
        exchange.original_id = self._post(exchange, draft, data, exchange.act.source).id

    def _with_thinking(self, exchange: Exchange, data: Json, uploads: Mapping[int, Upload]) -> None:
        _accept(data, DEFERRAL_RULES)
        draft = Draft(flags=Flag(data.get("flags") or 0) | Flag.LOADING)
        exchange.original_id = self._post(exchange, draft, data, exchange.act.source).id

    def _with_nothing(self, exchange: Exchange, data: Json, uploads: Mapping[int, Upload]) -> None:
        exchange.original_id = exchange.act.source.id if exchange.act.source else None

    def _with_update(self, exchange: Exchange, data: Json, uploads: Mapping[int, Upload]) -> None:
        source = self._chat.get(exchange.act.source.id) if exchange.act.source else None
        if source is None:
            raise unknown_message()
        draft = changed_draft(source, data, uploads, self._chat.keep(source.channel_id), _IN_DATA)
        exchange.original_id = self._chat.revise(source, draft, data.get("allowed_mentions")).id

    def _with_choices(self, exchange: Exchange, data: Json, uploads: Mapping[int, Upload]) -> None:
        _accept(data, CHOICES_RULES)

    def _with_modal(self, exchange: Exchange, data: Json, uploads: Mapping[int, Upload]) -> None:
        _accept(data, MODAL_RULES)

    # Messages of an exchange

    def _post(self, exchange: Exchange, draft: Draft, body: Json, reply_to: Message | None) -> Message:
        act = exchange.act
        manner = Manner(
            allowed_mentions=body.get("allowed_mentions"),
            reply_to=reply_to,
            kind=MessageKind.REPLY if reply_to else _command_kind(act),
            interaction=metadata(exchange),
            visible_to=act.user.id if Flag.EPHEMERAL in draft.flags else None,
        )
        return self._chat.post(act.channel, self._world.bot, draft, manner)

    def _load(self, message: Message, draft: Draft, body: Json) -> Message:
        seen_by = message.flags & Flag.EPHEMERAL
        filled = replace(draft, flags=(draft.flags & ~Flag.EPHEMERAL) | seen_by)
        return self._chat.revise(message, filled, body.get("allowed_mentions"))

    def _source_payload(self, act: Act) -> Json | None:
        return self._chat.payload(act.source) if act.source is not None else None

    def _age_s(self, exchange: Exchange) -> float:
        return self._clock.for_limits() - exchange.opened_at


_ANSWERS: Mapping[Answer, Callable[[Interactions, Exchange, Json, Mapping[int, Upload]], None]] = {
    Answer.MESSAGE: Interactions._with_message,
    Answer.DEFERRED_MESSAGE: Interactions._with_thinking,
    Answer.DEFERRED_UPDATE: Interactions._with_nothing,
    Answer.UPDATE: Interactions._with_update,
    Answer.CHOICES: Interactions._with_choices,
    Answer.MODAL: Interactions._with_modal,
}


def _command_kind(act: Act) -> MessageKind:
    return MessageKind.SLASH_COMMAND if act.menu_target is None else MessageKind.MENU_COMMAND


def _accept(data: Json, rules: tuple[Check, ...]) -> None:
    problems = problems_with(data, rules, _IN_DATA)
    if problems:
        raise invalid_form(problems)
