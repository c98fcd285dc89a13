"""What moderators set, one thing at a time, is there in one piece."""

from __future__ import annotations

from bot.core.records import ChannelMode, DailyQuote, ServerSettings
from bot.state.store import Store

EVENING = DailyQuote(12, "19:30", "Europe/Berlin")


def test_a_server_of_which_nothing_is_known(store: Store) -> None:
    """It has what holds anywhere."""
    found = store.settings.get(1)
    assert found == ServerSettings()
    assert found.mode_of(10) is ChannelMode.MENTION


def test_each_setting_leaves_the_others_alone(store: Store) -> None:
    """And the other servers."""
    store.settings.set_sources(1, ("b", "a"))
    store.settings.set_mode(1, 10, ChannelMode.OFF)
    store.settings.set_daily(1, EVENING)
    store.settings.set_privacy(1, is_private=True)
    store.settings.set_mode(1, 11, ChannelMode.QUESTIONS)
    modes = {10: ChannelMode.OFF, 11: ChannelMode.QUESTIONS}
    assert store.settings.get(1) == ServerSettings(is_private=True, sources=("b", "a"), daily=EVENING, modes=modes)
    assert store.settings.get(2) == ServerSettings()


def test_what_is_set_again_is_replaced(store: Store) -> None:
    """Also by nothing."""
    store.settings.set_mode(1, 10, ChannelMode.OFF)
    store.settings.set_mode(1, 10, ChannelMode.MENTION)
    store.settings.set_sources(1, ("a",))
    store.settings.set_sources(1, ())
    store.settings.set_daily(1, EVENING)
    store.settings.set_daily(1, None)
    assert store.settings.get(1) == ServerSettings(modes={10: ChannelMode.MENTION})


def test_a_channel_and_the_server_above_it(store: Store) -> None:
    """What is taken back is as if it had never been set; a thread has what its channel has."""
    store.settings.set_mode(1, None, ChannelMode.OFF)
    store.settings.set_privacy(1, is_private=True)
    store.settings.set_mode(1, 10, ChannelMode.QUESTIONS)
    store.settings.set_privacy(1, 10, is_private=False)
    store.settings.set_privacy(1, 11, is_private=False)
    found = store.settings.get(1)
    assert found.channels == (10, 11)
    assert (found.mode_of(9), found.mode_of(10), found.mode_of(50, parent=10)) == ("off", "questions", "questions")
    assert [found.is_private_in(channel) for channel in (9, 10, 11)] == [True, False, True]
    assert not found.is_private_in(50, parent=10)
    store.settings.set_mode(1, None, None)
    store.settings.set_mode(1, 10, None)
    store.settings.set_privacy(1, is_private=None)
    store.settings.set_privacy(1, 11, is_private=None)
    assert store.settings.get(1) == ServerSettings(privacies={10: False})


def test_where_the_bot_is_silent_answers_are_private() -> None:
    """Whatever else is set there."""
    settings = ServerSettings(modes={10: ChannelMode.OFF}, privacies={10: False})
    assert settings.is_private_in(10)
    assert settings.is_silent_in(50, parent=10)
    assert not settings.is_private_in(11)


def test_the_servers_with_a_daily_quote(store: Store) -> None:
    """Of those that have one."""
    store.settings.set_daily(1, EVENING)
    store.settings.set_daily(2, None)
    store.settings.set_privacy(3, is_private=True)
    assert store.settings.dailies() == {1: EVENING}


def test_a_thread_follows_its_channel() -> None:
    """Unless it has a mode of its own."""
    settings = ServerSettings(modes={10: ChannelMode.OFF, 99: ChannelMode.QUESTIONS})
    assert settings.mode_of(50, parent=10) is ChannelMode.OFF
    assert settings.mode_of(99, parent=10) is ChannelMode.QUESTIONS
    assert settings.mode_of(50, parent=11) is ChannelMode.MENTION
