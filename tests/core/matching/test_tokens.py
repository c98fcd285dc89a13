"""From what people type to terms."""

from __future__ import annotations

import pytest

from bot.core.matching.tokens import Synonyms, plain, stem, tokens, without_interjections


def terms(text: str) -> list[str]:
    return [token.term for token in tokens(plain(text))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Master's", "masters"),
        ("don’t", "dont"),
        ("WRITING", "writes"),
        ("résumé", "resume"),
        ("ｆｕｌｌ", "full"),
        ("**bold** __words__", "bold words"),
    ],
)
def test_spellings_of_a_word_are_one_term(one: str, other: str) -> None:
    """Case, apostrophes, accents, width, endings and Markdown make no difference."""
    assert terms(one) == terms(other)


@pytest.mark.parametrize(
    "mark",
    [
        "<@123456>",
        "<@!123456>",
        "<@&123456>",
        "<#123456>",
        "<:wave:123456>",
        "<a:wave:123456>",
        "<t:1600000000:R>",
        "</ask:123456>",
        "https://example.org/should-i-do-a-masters?x=1",
        "<https://example.org>",
        "discord.gg/abc",
        "```python\nprint('master')\n```",
        "🎓",
    ],
)
def test_what_discord_puts_in_is_not_asked(mark: str) -> None:
    """Mentions, links, emoji, times and code are no words of the question."""
    assert terms(f"hello {mark} there") == ["hello", "there"]


def test_the_word_is_kept_as_it_was_typed() -> None:
    """For telling why something matched."""
    assert [token.word for token in tokens("Master’s degree?")] == ["Master’s", "degree"]


def test_synonyms_count_as_one_term() -> None:
    """Single words and phrases, the longest first; groups that share a member are one."""
    synonyms = Synonyms([["master's", "masters", "msc", "grad school"], ["school", "university"], ["msc", "m.sc"]])
    merged = {
        phrase: [t.term for t in synonyms.merge(tokens(phrase))]
        for phrase in ("MSc", "grad school", "m.sc", "university")
    }
    assert merged["MSc"] == merged["grad school"] == merged["m.sc"]
    assert merged["university"] != merged["MSc"]
    assert [t.word for t in synonyms.merge(tokens("is Grad school it"))] == ["is", "Grad school", "it"]


def test_no_synonyms_change_nothing() -> None:
    """An empty list is fine."""
    assert [t.term for t in Synonyms([]).merge(tokens("a b"))] == ["a", "b"]


def test_stems_are_kept() -> None:
    """The same word is stemmed once."""
    assert stem("deploying") == stem("deploy")


def test_groups_that_share_words_are_one() -> None:
    """Whichever comes first."""
    synonyms = Synonyms([["alpha", "beta"], ["gamma", "delta"], ["beta", "gamma"]])
    assert len({token.term for token in synonyms.merge(tokens("alpha beta gamma delta"))}) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("yo u think a masters is worth it or nah", "u think a masters is worth it"),
        ("lol ok, is a phd needed tho?", "is a phd needed?"),
        ("bro should i join a startup or not fr", "should i join a startup"),
        ("should I do it or should I not do it?", "should I do it or should I not do it?"),
        ("hello", "hello"),
        ("", ""),
    ],
)
def test_what_chats_begin_and_end_with_says_nothing(typed: str, said: str) -> None:
    assert without_interjections(typed) == said


@pytest.mark.parametrize("text", ["yo " * 2000, "x " + "lol " * 2000 + "y", " ," * 3000 + "x", "ha" * 3000])
def test_endless_interjections_take_no_time(text: str) -> None:
    """A message is looked at once."""
    assert without_interjections(text)
