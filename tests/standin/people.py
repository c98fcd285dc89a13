"""People: what someone does in Discord's client, handed to the bot as the real payloads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.standin.chat import Manner
from tests.standin.commands import MESSAGE_MENU, SLASH, USER_MENU, Command
from tests.standin.components import Kind
from tests.standin.drafts import changed_draft, new_draft
from tests.standin.exchange import Act, Ask, Choice, Exchange
from tests.standin.forms import chosen, submitted
from tests.standin.message import Flag, Message, MessageKind
from tests.standin.offers import offered, owners_of
from tests.standin.options import being_typed, filled
from tests.standin.permissions import Permission, permissions_in, to_send_in
from tests.standin.resolved import Resolved
from tests.standin.shapes import ImpossibleError, Json, Upload
from tests.standin.world import Channel, User

if TYPE_CHECKING:
    from tests.standin.server import StandIn


@dataclass(frozen=True)
class Person:
    """Someone in a channel. Commands are used there; `at` gives the same person elsewhere."""

    discord: StandIn
    user: User
    channel: Channel

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def dm(self) -> Channel:
        """Their direct messages with the bot."""
        return self.discord.world.private_channel(self.user, self.discord.world.bot)

    def at(self, channel: Channel | str) -> Person:
        return replace(self, channel=self.discord.channel(channel))

    # Messages

    def says(
        self,
        channel: Channel | str,
        text: str,
        *,
        mentions: Iterable[User | Person] = (),
        reply_to: Message | None = None,
        pings: bool = True,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Sends a message. `mentions` are put before the text; a reply pings its author unless told not to."""
        place = self.discord.channel(channel)
        self._must(to_send_in(place), place)
        whole = " ".join([*(person.mention for person in mentions), text])
        draft = new_draft({"content": whole}, dict(enumerate(files)), self.discord.chat.keep(place.id))
        allowed = None if pings else {"parse": ["users", "roles", "everyone"], "replied_user": False}
        kind = MessageKind.REPLY if reply_to else MessageKind.DEFAULT
        return self.discord.chat.post(place, self.user, draft, Manner(allowed, reply_to, kind=kind))

    def edits(self, message: Message, text: str) -> Message:
        self._must_own(message)
        draft = changed_draft(message, {"content": text}, {}, self.discord.chat.keep(message.channel_id))
        return self.discord.chat.revise(message, draft)

    def deletes(self, message: Message) -> None:
        self._must_own(message)
        self.discord.chat.remove(message)

    def reacts(self, message: Message, emoji: str) -> None:
        self.discord.chat.react(self.discord.newest(message), emoji, self.user)

    def unreacts(self, message: Message, emoji: str) -> None:
        self.discord.chat.unreact(self.discord.newest(message), emoji, self.user)

    # Commands

    def slash(self, name: str, /, **options: Any) -> Exchange:
        """Uses a slash command; `name` goes on with group and subcommand: "quote add"."""
        command, path = self._slash_command(name)
        known = self._resolved()
        sent = filled(command.options, path, options, known)
        return self._open(Ask.COMMAND, _command_data(command) | {"options": sent} | known.payload(), command)

    def types(self, name: str, /, **options: Any) -> Exchange:
        """Fills in a slash command and is still typing the last of the options."""
        command, path = self._slash_command(name)
        typed = being_typed(command.options, path, options)
        return self._open(Ask.AUTOCOMPLETE, _command_data(command) | {"options": typed}, command)

    async def autocomplete(self, name: str, /, **options: Any) -> list[Choice]:
        """What the bot offers while the last of the options is being typed."""
        return (await self.types(name, **options)).choices

    def menu(self, name: str, target: Message | User | Person) -> Exchange:
        """Uses a context menu command on a message or on someone."""
        aim = target.user if isinstance(target, Person) else target
        known = self._resolved()
        if isinstance(aim, Message):
            command = self._offered(name, MESSAGE_MENU)
            target_id = known.message(aim, self.discord.chat.payload(aim))
        else:
            command = self._offered(name, USER_MENU)
            target_id = known.user(aim)
        data = _command_data(command) | {"target_id": target_id} | known.payload()
        return self._open(Ask.COMMAND, data, command, menu_target=aim)

    # Components and modals

    def click(self, on: Message | Exchange, button: str) -> Exchange:
        """Presses the button of that label or custom id."""
        message = self._seen(on)
        found = next((b for b in message.buttons if button in (b.label, b.custom_id)), None)
        if found is None:
            raise ImpossibleError(f"there is no button {button!r}; there are: {[b.label for b in message.buttons]}")
        if found.is_disabled or found.custom_id is None:
            raise ImpossibleError(f"{button!r} is {'disabled' if found.is_disabled else 'a link'}")
        return self._use(message, {"component_type": int(Kind.BUTTON), "custom_id": found.custom_id})

    def select(self, on: Message | Exchange, select: str, *picked: Any) -> Exchange:
        """Picks values in the select of that custom id or placeholder."""
        message, known = self._seen(on), self._resolved()
        found = next((s for s in message.selects if select in (s["custom_id"], s.get("placeholder"))), None)
        if found is None or found.get("disabled"):
            raise ImpossibleError(f"{select!r} is {'disabled' if found else 'not there'}")
        data: Json = {"component_type": found["type"], "custom_id": found["custom_id"]}
        return self._use(message, data | {"values": chosen(found, picked, known)} | known.payload())

    def submit(self, opened_by: Exchange, values: Mapping[str, Any] | None = None) -> Exchange:
        """Sends the modal that an exchange has opened, with values by label or custom id."""
        if opened_by.act.user != self.user:
            raise ImpossibleError(f"the form was opened for {opened_by.act.user.name}")
        modal, known = opened_by.modal, self._resolved()
        sent = submitted(modal, values or {}, known)
        act = replace(
            opened_by.act,
            ask=Ask.MODAL_SUBMIT,
            data={"custom_id": modal.custom_id, "components": sent} | known.payload(),
            name=modal.custom_id,
            menu_target=None,
            source=self.discord.newest(opened_by.act.source) if opened_by.act.source else None,
            parent=opened_by,
        )
        return self.discord.interactions.open(act)

    def _use(self, message: Message, data: Json) -> Exchange:
        """Uses a component: on behalf of the installation that brought its message here."""
        channel = self.discord.world.channels[message.channel_id]
        origin = message.interaction or {"authorizing_integration_owners": self._owners(channel)}
        owners = origin["authorizing_integration_owners"]
        act = Act(Ask.COMPONENT, self.user, channel, owners, data, data["custom_id"], source=message)
        return self.discord.interactions.open(act)

    def _open(self, ask: Ask, data: Json, command: Command, menu_target: Message | User | None = None) -> Exchange:
        here = self._owners(self.channel)
        owners = {key: owner for key, owner in here.items() if int(key) in command.installs}
        act = Act(ask, self.user, self.channel, owners, data, command.name, menu_target)
        return self.discord.interactions.open(act)

    def _owners(self, channel: Channel) -> Json:
        return owners_of(self.discord.world, self.user, channel)

    def _slash_command(self, name: str) -> tuple[Command, Sequence[str]]:
        first, *path = name.split()
        return self._offered(first, SLASH), path

    def _offered(self, name: str, kind: int) -> Command:
        world = self.discord.world
        return offered(world, self.discord.commands, name, kind, self.user, self.channel)

    def _resolved(self) -> Resolved:
        return Resolved(self.discord.world, self.channel, self.user, self.discord.chat.keep(self.channel.id))

    def _seen(self, on: Message | Exchange) -> Message:
        """The newest version of a message that this person can see."""
        message = self.discord.newest(on.shown if isinstance(on, Exchange) else on)
        if Flag.EPHEMERAL in message.flags and message.visible_to != self.user.id:
            raise ImpossibleError(f"{self.user.name} does not see that message")
        return message

    def _must(self, permission: Permission, place: Channel) -> None:
        if permission not in permissions_in(self.discord.world, place, self.user.id):
            raise ImpossibleError(f"{self.user.name} has no {permission.name} in {place.name!r}")

    def _must_own(self, message: Message) -> None:
        if message.author.id != self.user.id:
            raise ImpossibleError(f"{self.user.name} did not write that message")


def _command_data(command: Command) -> Json:
    data: Json = {"id": str(command.id), "name": command.name, "type": command.kind}
    return data | ({"guild_id": str(command.guild_id)} if command.guild_id is not None else {})
