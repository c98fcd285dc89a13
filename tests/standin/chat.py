"""The messages: kept, changed, removed, and told to the bot as events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.standin.clock import Clock, Mint
from tests.standin.components import stored_form, text_of
from tests.standin.drafts import stored_embeds
from tests.standin.gateway import Gateway
from tests.standin.message import Draft, Flag, Mentions, Message, MessageKind, Reaction, mentions_in
from tests.standin.message_payloads import message_event, message_payload, without_content
from tests.standin.news import News
from tests.standin.payloads import FILE_LIMIT_BYTES, member_payload
from tests.standin.permissions import Permission, permissions_in
from tests.standin.refusals import too_large, unknown_message
from tests.standin.shapes import Attachment, Json, Upload
from tests.standin.world import Channel, Intent, User, World


@dataclass(frozen=True, slots=True)
class Manner:
    """How a message is sent, apart from what it says."""

    allowed_mentions: Json | None = None
    reply_to: Message | None = None
    nonce: str | int | None = None
    kind: MessageKind = MessageKind.DEFAULT
    interaction: Json | None = None
    webhook: int | None = None
    visible_to: int | None = None


class Chat:
    """All messages of all channels, newest version of each."""

    def __init__(self, world: World, gateway: Gateway, mint: Mint, clock: Clock, news: News) -> None:
        self._world = world
        self._gateway = gateway
        self._mint = mint
        self._clock = clock
        self._news = news
        self._messages: dict[int, Message] = {}
        self._order: defaultdict[int, list[int]] = defaultdict(list)
        self._nonces: dict[tuple[int, str], int] = {}
        self.files: dict[str, Upload] = {}
        """Uploads by the path under which they are served."""
        self.file_base = ""
        self.deleted: list[Message] = []

    def get(self, message_id: int) -> Message | None:
        return self._messages.get(message_id)

    def fetch(self, channel_id: int, message_id: int) -> Message:
        """The message, or the refusal that Discord gives when it is not in that channel."""
        message = self._messages.get(message_id)
        if message is None or message.channel_id != channel_id or message.is_ephemeral:
            raise unknown_message()
        return message

    def history(self, channel_id: int) -> list[Message]:
        """What was said in a channel and still stands, oldest first."""
        return [self._messages[i] for i in self._order[channel_id] if i in self._messages]

    def sent_with(self, channel_id: int, nonce: str | int) -> Message | None:
        """The message that was sent with this nonce before."""
        return self._messages.get(self._nonces.get((channel_id, str(nonce)), 0))

    def keep(self, channel_id: int) -> Callable[[Upload, str | None], Attachment]:
        """A function that stores uploads of a channel."""

        def kept(upload: Upload, description: str | None) -> Attachment:
            if len(upload.content) > FILE_LIMIT_BYTES:
                raise too_large()
            number = self._mint()
            path = f"/attachments/{channel_id}/{number}/{upload.filename}"
            self.files[path] = upload
            kind, url = upload.content_type, self.file_base + path
            return Attachment(number, upload.filename, len(upload.content), kind, url, description)

        return kept

    def post(self, channel: Channel, author: User, draft: Draft, manner: Manner | None = None) -> Message:
        """Keeps a new message and tells the bot of it, unless it is not the bot's to see."""
        how = manner or Manner()
        blank = Message(self._mint(), channel.id, channel.guild_id, author, self._clock(), kind=how.kind)
        reply_to = how.reply_to
        message = replace(
            self._filled(blank, draft),
            mentions=self._pinged(blank, draft, how),
            reply_to=reply_to.id if reply_to else None,
            nonce=how.nonce,
            interaction=how.interaction,
            webhook=how.webhook,
            visible_to=how.visible_to,
        )
        self._order[channel.id].append(message.id)
        if how.nonce is not None:
            self._nonces[channel.id, str(how.nonce)] = message.id
        return self._stand(message, "MESSAGE_CREATE")

    def revise(self, message: Message, draft: Draft, allowed_mentions: Json | None = None) -> Message:
        """Puts a new version in place of a message. What was still loading is loaded now."""
        is_first = Flag.LOADING in message.flags
        replied = self._replied(message)
        still_pinged = replied if replied is not None and replied.author.id in message.mentions.users else None
        revised = replace(
            self._filled(message, draft),
            mentions=self._pinged(message, draft, Manner(allowed_mentions, still_pinged)),
            edited_at=None if is_first else self._clock(),
        )
        return self._stand(replace(revised, flags=revised.flags & ~Flag.LOADING), "MESSAGE_UPDATE")

    def remove(self, message: Message) -> None:
        del self._messages[message.id]
        self.deleted.append(message)
        self._announce("MESSAGE_DELETE", message, _address(message, "id"))
        self._news.ring()

    def react(self, message: Message, emoji: str, user: User) -> None:
        reaction = Reaction(emoji, user.id)
        if reaction not in message.reactions:
            self._messages[message.id] = replace(message, reactions=(*message.reactions, reaction))
            self._announce_reaction("MESSAGE_REACTION_ADD", message, reaction)

    def unreact(self, message: Message, emoji: str, user: User) -> None:
        reaction = Reaction(emoji, user.id)
        if reaction in message.reactions:
            left = tuple(r for r in message.reactions if r != reaction)
            self._messages[message.id] = replace(message, reactions=left)
            self._announce_reaction("MESSAGE_REACTION_REMOVE", message, reaction)

    def payload(self, message: Message) -> Json:
        return message_payload(self._world, message, self._replied(message))

    def readable_payload(self, message: Message) -> Json:
        """A message as REST gives it to the application: emptied where it may not read content."""
        payload = self.payload(message)
        if Intent.MESSAGE_CONTENT in self._world.application.privileged:
            return payload
        return without_content(self._world, message, self._replied(message), payload)

    def _filled(self, message: Message, draft: Draft) -> Message:
        return replace(
            message,
            content=draft.content,
            embeds=stored_embeds(draft.embeds, draft.attachments),
            components=stored_form(draft.components, draft.attachments),
            attachments=tuple(draft.attachments),
            flags=draft.flags,
        )

    def _pinged(self, message: Message, draft: Draft, manner: Manner) -> Mentions:
        text = f"{draft.content}\n{text_of(draft.components)}"
        replied = manner.reply_to.author.id if manner.reply_to else None
        mentions = mentions_in(text, manner.allowed_mentions, replied)
        abilities = permissions_in(self._world, self._world.channels[message.channel_id], message.author.id)
        return replace(mentions, everyone=mentions.everyone and Permission.MENTION_EVERYONE in abilities)

    def _stand(self, message: Message, event: str) -> Message:
        self._messages[message.id] = message
        replied = self._replied(message)
        payload = message_event(self._world, message, replied)
        emptied = without_content(self._world, message, replied, payload)
        self._announce(event, message, payload, emptied)
        self._news.ring()
        return message

    def _replied(self, message: Message) -> Message | None:
        return self._messages.get(message.reply_to) if message.reply_to else None

    def _announce(self, event: str, message: Message, payload: Json, emptied: Json | None = None) -> None:
        in_guild = message.guild_id is not None
        intent = Intent.GUILD_MESSAGES if in_guild else Intent.DIRECT_MESSAGES
        if self._is_seen_by_bot(message):
            self._gateway.dispatch(event, payload, guild_id=message.guild_id, intent=intent, without_content=emptied)

    def _announce_reaction(self, event: str, message: Message, reaction: Reaction) -> None:
        in_guild = message.guild_id is not None
        payload: Json = {
            **_address(message, "message_id"),
            "user_id": str(reaction.user_id),
            "emoji": {"id": None, "name": reaction.emoji},
            "burst": False,
            "type": 0,
        }
        if message.guild_id is not None and event == "MESSAGE_REACTION_ADD":
            payload["member"] = member_payload(self._world, message.guild_id, reaction.user_id)
        intent = Intent.GUILD_MESSAGE_REACTIONS if in_guild else Intent.DIRECT_MESSAGE_REACTIONS
        if self._is_seen_by_bot(message):
            self._gateway.dispatch(event, payload, guild_id=message.guild_id, intent=intent)

    def _is_seen_by_bot(self, message: Message) -> bool:
        if message.is_ephemeral:
            return False
        channel = self._world.channels[message.channel_id]
        return Permission.VIEW_CHANNEL in permissions_in(self._world, channel, self._world.bot.id)


def _address(message: Message, id_key: str) -> Json:
    address: Json = {id_key: str(message.id), "channel_id": str(message.channel_id)}
    return address | ({"guild_id": str(message.guild_id)} if message.guild_id is not None else {})
