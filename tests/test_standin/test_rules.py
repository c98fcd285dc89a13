"""The rules and reckonings that need no bot: each rule has an edge, each permission its reason."""

from __future__ import annotations

from typing import Any

import pytest

from tests.standin import Clock, Flag, Overwrite, PatientClock, Permission, course
from tests.standin.clock import Mint
from tests.standin.limits import CHOICES_RULES, COMMANDS_RULES, DEFERRAL_RULES, MESSAGE_RULES, MODAL_RULES
from tests.standin.message import Draft
from tests.standin.permissions import ALL, NONE, permissions_in
from tests.standin.shapes import Attachment, Check
from tests.test_standin.edges import CHOICES, COMMANDS, MESSAGES, MODALS, V2


def draft(body: dict[str, Any]) -> Draft:
    given = {key: body[key] for key in ("embeds", "components") if key in body}
    return Draft(content=body.get("content", "").strip(), flags=Flag(body.get("flags", 0)), **given)


FILE = Attachment(1, "a.txt", 1, "text/plain", "http://127.0.0.1/a.txt")
WRONG = (
    (MESSAGE_RULES, [*(draft(edge.outside) for edge in MESSAGES), Draft(attachments=[FILE] * 11)]),
    (CHOICES_RULES, [edge.outside for edge in CHOICES]),
    (MODAL_RULES, [edge.outside for edge in MODALS]),
    (COMMANDS_RULES, [edge.outside for edge in COMMANDS]),
    (DEFERRAL_RULES, [{"flags": V2}]),
)


@pytest.mark.parametrize(
    ("rule", "subjects"),
    [(rule, subjects) for rules, subjects in WRONG for rule in rules],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_every_rule_is_broken_by_an_edge(rule: Check, subjects: list[Any]) -> None:
    """No rule is without a test that goes just too far."""
    assert any(next(rule(subject), None) for subject in subjects)


def test_permissions_follow_roles_and_overwrites() -> None:
    """Owner and administrator may everything; a member's overwrite beats a role's, a role's beats everyone's."""
    world = course()
    guild, channel = world.guild(), world.channel("questions")
    owner, asker, stranger = (world.user(name) for name in ("owner", "asker", "stranger"))
    role = world.add_role(guild, "Muted")
    world.add_member(guild, asker, role)
    send = Permission.SEND_MESSAGES

    def may_send(*overwrites: Overwrite) -> bool:
        return send in permissions_in(world, world.overwrite(channel, *overwrites), asker.id)

    assert permissions_in(world, channel, owner.id) == ALL
    assert permissions_in(world, channel, stranger.id) == NONE
    assert may_send()
    assert not may_send(Overwrite(guild.id, deny=send))
    assert may_send(Overwrite(guild.id, deny=send), Overwrite(role.id, allow=send))
    own = Overwrite(asker.id, deny=send, is_member=True)
    assert not may_send(Overwrite(role.id, allow=send), own)
    assert not may_send(Overwrite(guild.id, deny=Permission.VIEW_CHANNEL), Overwrite(role.id, allow=send))
    world.add_member(guild, asker, world.add_role(guild, "Boss", Permission.ADMINISTRATOR))
    assert may_send(own)


def test_a_thread_is_ruled_by_its_parent() -> None:
    """What is denied in a channel is denied in its threads."""
    world = course()
    general, thread, asker = world.channel("general"), world.channel("side talk"), world.user("asker")
    world.overwrite(general, Overwrite(world.guild().id, deny=Permission.VIEW_CHANNEL))
    assert permissions_in(world, thread, asker.id) == NONE


def test_ids_grow_and_carry_their_time() -> None:
    """Unique however fast they are made, and younger by what the clock was advanced."""
    clock = Clock()
    mint = Mint(clock)
    ids = [mint() for _ in range(5000)]
    assert ids == sorted(set(ids))
    clock.advance(3600)
    assert 3600_000 <= (mint() >> 22) - (ids[0] >> 22) < 3602_000


@pytest.mark.parametrize(("made", "late_s"), [(Clock, 14.0), (PatientClock, 4.0)])
def test_a_patient_clock_calls_nothing_late_on_a_busy_machine(
    made: type[Clock], late_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It tells the time as any other; only a test makes an answer late by it."""
    monkeypatch.setattr("time.time", lambda: 1000.0)
    clock = made()
    began_s = clock.for_limits()
    monkeypatch.setattr("time.time", lambda: 1010.0)
    clock.advance(4)
    assert clock.for_limits() - began_s == late_s
    assert clock() == 1014


def test_names_that_nobody_has_are_told_with_those_that_are() -> None:
    """A slip in a test is found from its message."""
    with pytest.raises(LookupError, match=r"'questoins'.*questions, general"):
        course().channel("questoins")
