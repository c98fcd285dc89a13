"""Messages in channels, threads and DMs: what the bot sees of them and may do there."""

from __future__ import annotations

from pathlib import Path

import discord
import pytest

from tests.standin import (
    Application,
    Flag,
    ImpossibleError,
    Intent,
    Overwrite,
    PatientClock,
    Permission,
    StandIn,
    Upload,
    course,
)
from tests.standin.launch import running
from tests.test_standin.bots import Bot, until
from tests.test_standin.conftest import Raw

pytestmark = pytest.mark.asyncio


class Replier(Bot):
    """Replies to direct messages and to what mentions it."""

    async def on_message(self, message: discord.Message) -> None:
        await super().on_message(message)
        if message.author != self.user and (message.guild is None or self.user in message.mentions):
            await message.reply(f"you said {message.content}", allowed_mentions=discord.AllowedMentions.none())


async def test_a_mention_is_replied_to(standin: StandIn) -> None:
    """A mention brings the content along, and the reply refers to it without pinging."""
    async with running(Replier(), standin):
        said = standin.person("asker").says("general", "hello", mentions=[standin.bot])
        reply = await standin.reply_to(said)
        assert (reply.content, reply.reply_to) == (f"you said {standin.bot.mention} hello", said.id)
        assert not reply.mentions


async def test_a_reply_to_the_bot_mentions_it(standin: StandIn) -> None:
    """With the ping on, a reply counts as a mention; without, it does not."""
    async with running(Replier(), standin) as bot:
        asker = standin.person("asker")
        first = await standin.reply_to(asker.says("general", "hello", mentions=[standin.bot]))
        second = await standin.reply_to(asker.says("general", "and again", reply_to=first))
        assert second.content == "you said and again"
        asker.says("general", "quietly", reply_to=second, pings=False)
        await standin.gateway.settled()
        assert bot.heard[-1].content == ""


async def test_direct_messages_work_both_ways(standin: StandIn) -> None:
    """The bot answers a DM, and opens one itself."""
    async with running(Replier(), standin) as bot:
        asker = standin.person("asker")
        assert (await standin.reply_to(asker.says(asker.dm, "psst"))).content == "you said psst"
        user = await bot.fetch_user(standin.world.user("friend").id)
        await user.send("hello friend")
        assert standin.messages_in(standin.person("friend").dm)[0].content == "hello friend"


async def test_a_thread_is_answered_in(standin: StandIn) -> None:
    """Messages in threads and forum posts arrive as such."""
    async with running(Replier(), standin) as bot:
        for name in ("side talk", "first steps"):
            said = standin.person("asker").says(name, "hi", mentions=[standin.bot])
            await standin.reply_to(said)
        heard = [message.channel for message in bot.heard if message.author != bot.user]
        assert [type(channel) for channel in heard] == [discord.Thread] * 2


async def test_threads_and_posts_are_created(standin: StandIn) -> None:
    """From a message, without one, and as a post in a forum."""
    async with running(Bot(), standin) as bot:
        general = bot.get_channel(standin.channel("general").id)
        forum = bot.get_channel(standin.channel("ask-forum").id)
        message = await general.send("topic")
        thread = await message.create_thread(name="about it")
        await thread.send("inside")
        await thread.join()
        free = await general.create_thread(name="free", type=discord.ChannelType.public_thread)
        post = await forum.create_thread(name="a question", content="what now?")
        assert (thread.id, free.parent_id) == (message.id, general.id)
        assert standin.messages_in("about it")[0].content == "inside"
        assert post.message.content == standin.messages_in("a question")[0].content == "what now?"
        with pytest.raises(discord.HTTPException, match="160004"):
            await message.create_thread(name="again")


@pytest.mark.parametrize("granted", [False, True])
async def test_content_is_withheld_without_the_intent(granted: bool, description: Path | None) -> None:
    """Content, embeds and files are empty unless granted; own, mentioning and direct messages are never emptied."""
    application = Application(privileged=Intent.MESSAGE_CONTENT if granted else Intent(0))
    intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=granted)
    async with (
        StandIn(course(application), description=description, clock=PatientClock()) as standin,
        running(Replier(intents=intents), standin) as bot,
    ):
        asker = standin.person("asker")
        said = asker.says("general", "in the open", files=[Upload("a.txt", b"x")])
        await until(lambda: bot.heard)
        fetched = await bot.get_channel(said.channel_id).fetch_message(said.id)
        for seen in (bot.heard[0], fetched):
            assert (seen.content, len(seen.attachments)) == (("in the open", 1) if granted else ("", 0))
        await standin.reply_to(asker.says("general", "for you", mentions=[standin.bot]))
        await standin.reply_to(asker.says(asker.dm, "in private"))
        await standin.gateway.settled()
        rest = [message.content for message in bot.heard[1:]]
        assert all(rest)
        assert len(rest) == 4


async def test_a_mention_opens_only_its_own_message(standin: StandIn) -> None:
    """A message that mentions the bot and replies to someone else does not give that one's words away."""
    async with running(Replier(), standin) as bot:
        asker, friend = standin.person("asker"), standin.person("friend")
        private = friend.says("general", "not for the bot")
        await standin.reply_to(asker.says("general", "look", mentions=[standin.bot], reply_to=private))
        seen = next(message for message in bot.heard if message.author.id == asker.user.id)
        assert seen.content.endswith("look")
        assert seen.reference.resolved.content == ""


async def test_edits_deletions_and_reactions_arrive(standin: StandIn) -> None:
    """Of people and of the bot alike."""
    intents = discord.Intents(guilds=True, guild_messages=True, guild_reactions=True)
    async with running(Replier(intents=intents), standin) as bot:
        asker = standin.person("asker")
        said = asker.says("general", "first", mentions=[standin.bot])
        reply = await standin.reply_to(said)
        asker.edits(said, f"{standin.bot.mention} second")
        asker.reacts(reply, "👍")
        asker.unreacts(reply, "👍")
        mine = await bot.get_channel(reply.channel_id).fetch_message(reply.id)
        await mine.edit(content="corrected")
        await mine.add_reaction("✅")
        assert standin.newest(reply).content == "corrected"
        assert standin.newest(reply).reactions[0].emoji == "✅"
        await mine.remove_reaction("✅", bot.user)
        await mine.delete()
        asker.deletes(said)
        await standin.gateway.settled()
        assert standin.messages_in("general") == []
        for event in ("MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE"):
            assert event in bot.events


async def test_people_change_only_their_own_messages(standin: StandIn) -> None:
    """And write only where they may."""
    asker, friend = standin.person("asker"), standin.person("friend")
    said = asker.says("general", "mine")
    for act in (lambda: friend.edits(said, "no"), lambda: friend.deletes(said), lambda: friend.says("staff", "hi")):
        with pytest.raises(ImpossibleError):
            act()


async def test_history_is_read_newest_first(standin: StandIn) -> None:
    """With limit and before, as the library asks for it."""
    async with running(Bot(), standin) as bot:
        channel = bot.get_channel(standin.channel("general").id)
        sent = [await channel.send(str(n)) for n in range(5)]
        assert [m.content async for m in channel.history(limit=2)] == ["4", "3"]
        assert [m.content async for m in channel.history(before=sent[2])] == ["1", "0"]
        assert [m.content async for m in channel.history(after=sent[2])] == ["3", "4"]


async def test_permissions_are_checked(standin: StandIn) -> None:
    """A channel one cannot see, one cannot write to, a thread there, a forum, a closed DM, an archived thread."""
    world = standin.world
    silent = world.add_thread(standin.channel("readonly"), "silent thread", world.user("asker"))
    old = world.add_thread(standin.channel("general"), "old", world.user("asker"), is_archived=True, is_locked=True)
    hermit = world.add_user("hermit", accepts_dms=False)
    async with running(Bot(), standin) as bot:
        dm = await (await bot.fetch_user(hermit.id)).create_dm()
        for place, code in (
            (standin.channel("vault"), 50001),
            (standin.channel("readonly"), 50013),
            (silent, 50013),
            (standin.channel("ask-forum"), 50008),
            (dm, 50007),
            (old, 50083),
        ):
            with pytest.raises(discord.HTTPException) as refused:
                await bot.get_partial_messageable(place.id).send("hello")
            assert refused.value.code == code


async def test_overwrites_may_change_while_the_bot_runs(standin: StandIn) -> None:
    """A channel closed later is closed at once."""
    guild, questions = standin.world.guild(), standin.channel("questions")
    async with running(Bot(), standin) as bot:
        channel = bot.get_partial_messageable(questions.id)
        await channel.send("fine")
        standin.world.overwrite(questions, Overwrite(guild.id, deny=Permission.VIEW_CHANNEL))
        with pytest.raises(discord.Forbidden, match="50001"):
            await channel.send("not any more")


async def test_the_bot_changes_only_what_it_may(standin: StandIn) -> None:
    """Other people's messages are neither edited nor deleted; unknown ones are unknown."""
    async with running(Bot(), standin) as bot:
        said = standin.person("asker").says("general", "mine")
        message = bot.get_partial_messageable(said.channel_id).get_partial_message(said.id)
        with pytest.raises(discord.Forbidden, match="50005"):
            await message.edit(content="yours")
        with pytest.raises(discord.Forbidden, match="50013"):
            await message.delete()
        with pytest.raises(discord.NotFound, match="10008"):
            await message.channel.fetch_message(1)


async def test_a_nonce_is_honoured(standin: StandIn, raw: Raw) -> None:
    """The same nonce gives the first message again; a second one is not posted."""
    path = f"/channels/{standin.channel('general').id}/messages"
    body = {"content": "once", "nonce": "n1", "enforce_nonce": True}
    first, second = await raw("POST", path, body), await raw("POST", path, body | {"content": "twice"})
    assert first[1]["id"] == second[1]["id"]
    assert [message.content for message in standin.messages_in("general")] == ["once"]


async def test_a_reply_to_nothing_fails_unless_told_not_to(standin: StandIn, raw: Raw) -> None:
    """fail_if_not_exists."""
    path = f"/channels/{standin.channel('general').id}/messages"
    for fails, expected in ((True, 400), (False, 200)):
        reference = {"message_id": "1", "fail_if_not_exists": fails}
        assert (await raw("POST", path, {"content": "re", "message_reference": reference}))[0] == expected
    standin.violations.clear()


async def test_pings_follow_allowed_mentions(standin: StandIn) -> None:
    """With parse=[] nobody is pinged, whatever the text says; everyone needs a permission besides."""
    async with running(Bot(), standin) as bot:
        channel = bot.get_partial_messageable(standin.channel("general").id)
        text = f"{standin.person('asker').mention} @everyone <@&{standin.world.role('Moderators').id}>"
        for allowed in (discord.AllowedMentions.none(), None, discord.AllowedMentions(users=True, roles=False)):
            await channel.send(text, allowed_mentions=allowed)
        quiet, loud, users = (message.mentions for message in standin.messages_in("general"))
        assert not quiet
        assert (bool(loud.users), bool(loud.roles), loud.everyone) == (True, True, False)
        assert (bool(users.users), bool(users.roles)) == (True, False)


async def test_an_edit_says_again_whether_embeds_are_suppressed(standin: StandIn) -> None:
    """discord.py sends flags with every edit: without `suppress` embeds come back."""
    async with running(Bot(), standin) as bot:
        channel = bot.get_partial_messageable(standin.channel("general").id)
        sent = await channel.send("https://example.org/", suppress_embeds=True)
        await sent.edit(content="https://example.org/2", suppress=True)
        assert Flag.SUPPRESS_EMBEDS in standin.messages_in("general")[0].flags
        await sent.edit(content="https://example.org/3")
        assert standin.messages_in("general")[0].flags == 0
