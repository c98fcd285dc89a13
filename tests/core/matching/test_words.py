"""From what people type to terms."""

from __future__ import annotations

import pytest

from bot.core.matching.words import Synonyms, is_follow_up, plain, plainly_asks, stem, tokens


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


@pytest.mark.parametrize("text", ["and a PhD?", "What about freelancing?", "why?", "but how"])
def test_follow_ups_open_as_such(text: str) -> None:
    """They need the question before."""
    assert is_follow_up(text)


@pytest.mark.parametrize(
    "text",
    [
        "Should I do a Master's?",
        "who won the world cup?",
        "and then I got two offers, which of them should I take?",
        "anderson",
    ],
)
def test_whole_questions_are_no_follow_ups(text: str) -> None:
    """They stand alone."""
    assert not is_follow_up(text)


def test_stems_are_kept() -> None:
    """The same word is stemmed once."""
    assert stem("deploying") == stem("deploy")


def test_groups_that_share_words_are_one() -> None:
    """Whichever comes first."""
    synonyms = Synonyms([["alpha", "beta"], ["gamma", "delta"], ["beta", "gamma"]])
    assert len({token.term for token in synonyms.merge(tokens("alpha beta gamma delta"))}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Should I do a Master's?",
        "how do i start",
        "hey, any advice on writing",
        "I got two offers. Which one? thanks",
        "is it worth it??",
    ],
)
def test_questions_plainly_ask(text: str) -> None:
    """By their mark, or by how they open."""
    assert plainly_asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "A Master's is a waste of time.",
        "lol",
        "@maria should I do a master's?",
        "<@123> should I do a master's?",
        "is this it? https://example.org",
        "```is this code?```",
        "> should I do a master's?",
        "",
    ],
)
def test_what_is_put_to_nobody_or_to_somebody_else_does_not(text: str) -> None:
    """Statements, jokes, quotations, links, code, questions to a person."""
    assert not plainly_asks(text)
