"""A test double of Discord: REST v10 and gateway v10 on the loopback, for the real discord.py.

async with StandIn(description=file) as discord, running(bot, discord):
    asker, moderator = discord.person("asker"), discord.person("moderator")
    answer = await asker.slash("ask", question="How do I start?")
    assert "start" in answer.text
    assert (await asker.click(answer, "Helpful")).is_ephemeral
    said = asker.says("general", "how do I start?", mentions=[discord.bot])
    assert (await discord.reply_to(said)).reply_to == said.id
    form = await moderator.slash("quote add")
    await moderator.submit(form, {"Words": "Start small."})
    discord.fault("POST", "/messages$", status=503)
    discord.gateway.abort()
assert not discord.violations
"""

from __future__ import annotations

from tests.standin.clock import Clock, PatientClock
from tests.standin.description import description_file
from tests.standin.exchange import Answer, Choice, Exchange, Modal
from tests.standin.message import Flag, Message
from tests.standin.people import Person
from tests.standin.permissions import Permission
from tests.standin.scene import course, towns
from tests.standin.server import StandIn
from tests.standin.shapes import ImpossibleError, Upload
from tests.standin.world import Application, Channel, ChannelKind, Guild, Intent, Overwrite, TeamMember, User, World

__all__ = [
    "Answer",
    "Application",
    "Channel",
    "ChannelKind",
    "Choice",
    "Clock",
    "Exchange",
    "Flag",
    "Guild",
    "ImpossibleError",
    "Intent",
    "Message",
    "Modal",
    "Overwrite",
    "PatientClock",
    "Permission",
    "Person",
    "StandIn",
    "TeamMember",
    "Upload",
    "User",
    "World",
    "course",
    "description_file",
    "towns",
]
