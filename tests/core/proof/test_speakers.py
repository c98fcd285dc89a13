"""Where words stand: found in all voices at once, and never more of them than one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.core.proof.quote import Proof, prove_quote
from bot.core.proof.speakers import WALL, pieces
from bot.core.proof.transcript import Record, prove
from tests.core import drafts

SAID = st.lists(
    st.sampled_from(["yes.", "No", "it is", "re-do", "3.5", "“So”", "it’s", "(laughs)", "(Sam: yes.)", "*why?*"]),
    min_size=1,
    max_size=5,
).map(" ".join)


def record(*said: tuple[str, str]) -> Record:
    turns = tuple(drafts.turn(who, text.replace(" (", "|(").replace(") ", ")|")) for who, text in said)
    printed = "\n\n".join(f"{drafts.LABELS[who]} {text}" for who, text in said)
    return prove(drafts.transcript(turns, ()), drafts.original(printed), "https://example.org/talk")[0]


@given(
    st.lists(st.tuples(st.sampled_from(["ada", "sam"]), SAID), min_size=1, max_size=6),
    st.one_of(SAID, st.tuples(SAID, SAID).map(" […] ".join)),
)
def test_words_stand_where_a_voice_says_them(said: list[tuple[str, str]], words: str) -> None:
    """The index of all voices finds what each of them finds alone, in order."""
    voices = record(*said).voices
    standing = voices.standing(words)
    alone = [(voice, spans) for voice in voices.all if (spans := voice.find(pieces(words)))]
    assert [(stand.voice, stand.spans) for stand in standing.stands] == alone
    for voice, spans in alone:
        assert voices.at(voice.turn.number, spans[0][0]).speaker == voice.speaker


def test_what_is_near_holds_a_word() -> None:
    """However much of somebody else's, or of white space, lies in between."""
    aside = f"(Sam: {'no ' * 50}no)"
    voice = record(("ada", f"It was there. {aside} … It is here{'.' * 200} And now.")).voices.all[0]
    start, end = (voice.text.index(words) for words in ("It is", "And"))
    assert voice.before(voice.start + start).rstrip("… ").endswith("there.")
    assert voice.after(voice.start + end - 150).endswith("now.")
    assert WALL not in voice.before(voice.start + start)


def test_the_same_words_are_looked_up_once() -> None:
    """A talk in which everyone says the same a thousand times is no more work than any other."""
    talk = record(*[("sam", "What is it?"), ("ada", "It is a tool.")] * 200)
    for _ in range(200):
        assert isinstance(prove_quote(drafts.quote("It is a tool.", asked="What is it?"), talk), Proof)
    assert talk.voices.standing.cache_info().misses == 2
