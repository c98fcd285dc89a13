"""The objects that an interaction mentions by id, which Discord sends along in full."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.standin.components import Kind
from tests.standin.interaction_payloads import place_payload
from tests.standin.message import Message
from tests.standin.payloads import member_payload, role_payload, user_payload
from tests.standin.shapes import Attachment, ImpossibleError, Json, Upload
from tests.standin.world import Channel, Role, User, World

Keep = Callable[[Upload, str | None], Attachment]


class Resolved:
    """Collects what is mentioned; each method gives the id that stands for it."""

    def __init__(self, world: World, place: Channel, who: User, keep: Keep) -> None:
        self._world = world
        self._place = place
        self._who = who
        self._keep = keep
        self._found: dict[str, dict[str, Json]] = {}

    def payload(self) -> Json:
        """{"resolved": ...}, or nothing when nothing was mentioned."""
        return {"resolved": self._found} if self._found else {}

    def user(self, user: Any) -> str:
        user = _expected(user, User)
        guild_id = self._place.guild_id
        if guild_id is not None and user.id in self._world.members[guild_id]:
            member = member_payload(self._world, guild_id, user.id, with_user=False)
            self._add("members", user.id, member | {"permissions": "0"})
        return self._add("users", user.id, user_payload(user))

    def role(self, role: Any) -> str:
        role = _expected(role, Role)
        return self._add("roles", role.id, role_payload(role))

    def mentionable(self, thing: Any) -> str:
        return self.role(thing) if isinstance(thing, Role) else self.user(thing)

    def channel(self, channel: Any) -> str:
        channel = _expected(channel, Channel)
        return self._add("channels", channel.id, place_payload(self._world, channel, self._who))

    def message(self, message: Message, payload: Json) -> str:
        return self._add("messages", message.id, payload)

    def attachment(self, upload: Any) -> str:
        attachment = self._keep(_expected(upload, Upload), None)
        return self._add("attachments", attachment.id, attachment.payload())

    def for_select(self, kind: int) -> Callable[[Any], str]:
        """The method for what a select of this component type holds."""
        return {
            Kind.USER_SELECT: self.user,
            Kind.ROLE_SELECT: self.role,
            Kind.MENTIONABLE_SELECT: self.mentionable,
            Kind.CHANNEL_SELECT: self.channel,
            Kind.FILE_UPLOAD: self.attachment,
        }[Kind(kind)]

    def _add(self, group: str, number: int, payload: Json) -> str:
        self._found.setdefault(group, {})[str(number)] = payload
        return str(number)


def _expected(value: Any, kind: type[Any]) -> Any:
    """The value as a record; whoever acts as a person stands for their user."""
    value = getattr(value, "user", value)
    if not isinstance(value, kind):
        raise ImpossibleError(f"{value!r} is no {kind.__name__}")
    return value
