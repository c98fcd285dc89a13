"""Buttons, selects and forms carry all that is needed, and every one of them is answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord_app.client import Bot
from bot.discord_app.components import CUSTOM_ID_CHARS, WORDS_CHARS, CustomId
from tests.standin import Message, StandIn
from tests.standin.exchange import Act, Ask
from tests.standin.message import Draft

LONGEST = 2**64 - 1
SHORT_IDS = st.from_regex(r"[a-z2-7]{8}(-[0-9a-z]{1,2})?", fullmatch=True)
PRESSES = st.builds(
    CustomId,
    st.from_regex("[a-z]{1,10}", fullmatch=True),
    st.integers(0, 36**3 - 1),
    st.lists(SHORT_IDS, max_size=4).map(tuple),
    st.integers(0, LONGEST),
    st.integers(0, LONGEST),
)
SEARCHES = st.builds(
    CustomId,
    st.from_regex("[a-z]{1,5}", fullmatch=True),
    st.integers(0, 36**3 - 1),
    asker=st.integers(0, LONGEST),
    words=st.text(max_size=WORDS_CHARS),
)


@given(st.one_of(PRESSES, SEARCHES))
def test_what_a_button_carries_comes_back(custom_id: CustomId) -> None:
    """Property: and it fits, whatever the ids."""
    assert len(custom_id.text) <= CUSTOM_ID_CHARS
    assert CustomId.read(custom_id.text) == custom_id


def test_the_longest_of_all_fits() -> None:
    """Four quotes with their passages, and the longest ids that Discord can give."""
    custom_id = CustomId("a" * 10, 36**3 - 1, ("abcdefgh-zz",) * 4, LONGEST, LONGEST)
    assert len(custom_id.text) == 95
    assert CustomId.read(custom_id.text) == custom_id


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "otr1",
        "otr0:next:0::1",
        "otr2:next:0::1",
        "otr1:next:0:short:1",
        "otr1:NEXT:0::1",
        "otr1:next:0::1 ",
        "vote",
    ],
)
def test_what_is_not_ours_is_not_read(custom_id: str) -> None:
    """Another version, another bot, a slip."""
    assert CustomId.read(custom_id) is None


@given(st.text(max_size=CUSTOM_ID_CHARS))
def test_no_custom_id_can_break_it(custom_id: str) -> None:
    """Property: it is read or it is not."""
    custom_id = CustomId.read(custom_id)
    assert custom_id is None or CustomId.read(custom_id.text) == custom_id


UNKNOWN = "I do not know that button any more"


def left_by(discord: StandIn, custom_id: str) -> Message:
    """A message of the bot's from long ago, with a button and a select."""
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": custom_id}
    select = {"type": 3, "custom_id": f"{custom_id}s", "options": [{"label": "a", "value": "a"}]}
    rows = [{"type": 1, "components": [button]}, {"type": 1, "components": [select]}]
    return discord.chat.post(discord.channel("general"), discord.bot, Draft("words", components=rows))


@pytest.mark.parametrize("custom_id", ["vote:3", "otr0:next:0::1", "otr1:nothing:0::1"])
async def test_what_nobody_knows_is_answered(custom_id: str, discord: StandIn, bot: Bot) -> None:
    """To whoever pressed, in one sentence: a button and a select."""
    asker, message = discord.person("asker"), left_by(discord, custom_id)
    for exchange in (await asker.click(message, "Old"), await asker.select(message, f"{custom_id}s", "a")):
        assert exchange.is_ephemeral
        assert exchange.text.startswith(UNKNOWN)


async def test_a_form_that_nobody_knows_is_answered(discord: StandIn, bot: Bot) -> None:
    """What was filled in when the bot was another one."""
    asker = discord.person("asker")
    field = {"type": 18, "id": 1, "component": {"type": 4, "id": 2, "custom_id": "words", "value": "how?"}}
    data = {"custom_id": "lost", "components": [field]}
    act = Act(Ask.MODAL_SUBMIT, asker.user, asker.channel, asker._owners(asker.channel), data, "lost")
    exchange = await discord.interactions.open(act)
    assert exchange.is_ephemeral
    assert exchange.text.startswith(UNKNOWN)


async def test_discord_py_keeps_nothing_of_what_is_sent(discord: StandIn, bot: Bot) -> None:
    """Neither a view nor a timer, privately or not: there is nothing to leak and nothing to lose at a restart."""
    message = left_by(discord, "vote:3")
    await discord.person("asker").click(message, "Old")
    kept = bot._connection._view_store
    assert not kept._views
    assert not kept._dynamic_items
    assert not kept._modals
