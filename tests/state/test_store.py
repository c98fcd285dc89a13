"""What concerns people, servers and time goes through all that is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bot.core.records import ChannelMode, Personal, ServerSettings, daily_key
from bot.state.database import Database
from bot.state.sqlite import NAME, SqliteFile
from bot.state.store import Store
from tests.state.values import MINUTE, NOON, change, question, reply, vote


def test_a_person_is_forgotten(store: Store) -> None:
    """Counted first, then gone, and nobody else with them."""
    for asker in ("p" * 16, "q" * 16):
        store.replies.add(reply(asker=asker, question_message=ord(asker[0])))
        store.unanswered.add(question(asker=asker))
        store.feedback.put(vote(voter=asker))
    store.feedback.put(vote(answer_message=201))
    assert store.count_person("p" * 16) == Personal(replies=1, questions=1, votes=2)
    assert store.forget_person("p" * 16) == Personal(replies=1, questions=1, votes=2)
    assert store.count_person("p" * 16).total == 0
    assert store.count_person("q" * 16).total == 3


def test_a_server_is_forgotten(store: Store) -> None:
    """With its settings; changes of the knowledge belong to none."""
    for guild in (1, 2):
        store.replies.add(reply(guild=guild, question_message=guild))
        store.unanswered.add(question(guild=guild))
        store.feedback.put(vote(guild=guild, answer_message=guild))
        store.settings.set_mode(guild, 10, ChannelMode.OFF)
        store.settings.set_privacy(guild, is_private=True)
        store.single.put(daily_key(guild), "deck", NOON)
    store.changes.append(change())
    assert store.forget_guild(1) == 5
    assert store.settings.get(1) == ServerSettings()
    assert [not store.replies.of_question(guild) for guild in (1, 2)] == [True, False]
    assert store.settings.get(2).is_private
    assert [store.single.get(daily_key(guild)) for guild in (1, 2)] == [None, "deck"]
    assert len(store.changes.history()) == 1


def test_a_deleted_message_takes_its_question_along(store: Store) -> None:
    """Nobody reads in the list what was deleted in the channel."""
    store.replies.add(reply())
    store.unanswered.add(question())
    assert store.forget_message(100) == 2
    assert store.unanswered.open_ones() == ()


def test_what_is_old_goes(store: Store) -> None:
    """Replies, questions and votes; settings and changes stay."""
    for kept_at in (NOON - MINUTE, NOON):
        store.replies.add(reply(kept_at=kept_at, question_message=kept_at.minute))
        store.unanswered.add(question(kept_at=kept_at))
        store.feedback.put(vote(kept_at=kept_at, answer_message=kept_at.minute))
    store.settings.set_privacy(1, is_private=True)
    store.changes.append(change(changed_at=NOON - MINUTE))
    assert store.prune(NOON, NOON) == 3
    assert store.replies.of_question(NOON.minute)
    assert (len(store.unanswered.open_ones()), len(store.changes.history())) == (1, 1)


def test_what_is_forgotten_is_not_in_the_file(tmp_path: Path) -> None:
    """SQLite would leave it in pages that it does not use any longer."""
    store = Store(Database(SqliteFile(tmp_path / NAME)))
    store.unanswered.add(question(text="something I regret"))
    store.forget_person("p" * 16)
    store.close()
    assert b"something I regret" not in (tmp_path / NAME).read_bytes()


def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    """Whoever wrote last."""
    for number in range(3):
        store = Store(Database(SqliteFile(tmp_path / NAME)))
        store.replies.add(reply(question_message=number))
        assert [bool(store.replies.of_question(n)) for n in range(3)] == [n <= number for n in range(3)]
        store.close()


def test_many_write_at_once(tmp_path: Path) -> None:
    """From threads and through two connections to the file: nothing is lost."""
    stores = [Store(Database(SqliteFile(tmp_path / NAME))) for _ in range(2)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: stores[n % 2].replies.add(reply(question_message=n)), range(200)))
    assert all(stores[0].replies.of_question(number) for number in range(200))
    for store in stores:
        store.close()
