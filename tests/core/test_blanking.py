"""What could tell who asked is blanked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.unanswered import blanked

KNOWN = {"phd", "alexey", "berlin", "python", "i", "machine"}


def is_known(word: str) -> bool:
    return word.casefold() in KNOWN


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Should I do a PhD in Berlin?", "Should I do a PhD in Berlin?"),
        ("<@123> and <@!4> ask in <#5> for <@&6> <:smile:7>", "… and … ask in … for …"),
        ("@everyone @anna.b does Alexey like it", "… does Alexey like it"),
        ("see https://x.org/a?b=c, www.x.org or x.org/me", "see … or …"),
        ("join <https://discord.gg/abc> discord.gg/abc", "join …"),
        ("mail anna@x.org or call +49 (30) 123-456", "mail … or call …"),
        ("I am 35, is it too late? in 2024?", "I am …, is it too late? in …?"),
        ("is word2vec, k8s or s3 worth it", "is word2vec, k8s or s3 worth it"),
        ("my friend Anna Müller's boss Jean-Luc", "my friend … boss …"),
        ("Anna, should I? Bob: why", "…, should I? …: why"),
        ("hi Anna! I'm Bob. My name is Carl", "hi …! I'm …. My name is …"),
        ("Wondering about AWS. Kubernetes too", "Wondering about AWS. Kubernetes too"),
        ("does\n\nit   work", "does it work"),
        ("", ""),
    ],
)
def test_mentions_names_links_and_numbers(typed: str, shown: str) -> None:
    """What the record itself uses stays, and what cannot tell."""
    assert blanked(typed, is_known) == shown


PIECES = st.sampled_from(
    ["<@12345>", "anna@x.org", "https://x.org/1", "@bob", "+49 30 1234", " ", "why", "\n", "Anna", "…"]
)


@given(st.lists(PIECES, max_size=12).map(" ".join))
def test_nothing_of_it_is_left(text: str) -> None:
    """Property: however it is put together; and what was blanked is not blanked again."""
    shown = blanked(text, is_known)
    assert not any(character.isdigit() or character in "@<\n" for character in shown)
    assert "x.org" not in shown
    assert blanked(shown, is_known) == shown


@given(st.text(max_size=200))
def test_whatever_is_typed(text: str) -> None:
    """Property: one line."""
    assert "\n" not in blanked(text, is_known)
