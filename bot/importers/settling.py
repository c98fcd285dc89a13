"""What a file leaves open: who asks, whose words a line is, where it was published. Guessed, told, or asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from bot.core.text import sentences
from bot.importers.dialogue import Dialogue, Item, Publication, SpokenLine, is_name
from bot.importers.paragraphs import ANSWERER, ASKER

NOBODY = "Unknown speaker"
NOT_KNOWN = Publication("", "https://example.org/", "Not known", "")
_SHOWN_CHARS = 80
Ask = Callable[[str, Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class SettledDialogue:
    """A talk of which everything is known that a draft needs; `doubts`: what of it was guessed, a sentence each."""

    talk: Dialogue
    about: Publication
    interviewers: frozenset[str]
    doubts: tuple[str, ...]


def settle(talk: Dialogue, told: Publication, fallback: Publication, ask: Ask | None) -> SettledDialogue:
    """`told` wins over the file, `fallback` is what a draft says in the end; `ask` is given a question and choices."""
    doubts: list[str] = []
    talk = _with_answerer(talk, ask, doubts)
    speakers = talk.speakers
    talk = replace(talk, items=tuple(_named(item, speakers, ask) for item in talk.items))
    asking = _interviewers(talk, ask, doubts)
    given = _first(told, talk.about)
    if ask:
        asked = {f.name: ask(_ASKED[f.name], ()) for f in fields(Publication) if not getattr(given, f.name)}
        given = replace(given, **asked)
    likely = replace(fallback, author=next(iter(sorted(asking - {NOBODY, ASKER})), NOT_KNOWN.author))
    missing = (field.name for field in fields(Publication) if not getattr(given, field.name))
    doubts += [f"{name} is not told: {getattr(likely, name)} stands in for it." for name in missing]
    unsure = sum(not line.is_sure for line in talk.lines)
    if unsure:
        doubts.append(
            f"{unsure} of {len(talk.lines)} pieces may be somebody else's: they are sure: false, never quoted."
        )
    return SettledDialogue(talk, _first(given, likely), asking, tuple(doubts))


_ASKED = {
    "title": "What is its title?",
    "url": "Where was it published (https://...)?",
    "author": "Who published it?",
    "published": "When (2020, 2020-11 or 2020-11-30)?",
}


def _first(about: Publication, other: Publication) -> Publication:
    return Publication(*(getattr(about, field.name) or getattr(other, field.name) for field in fields(Publication)))


def _with_answerer(talk: Dialogue, ask: Ask | None, doubts: list[str]) -> Dialogue:
    """The talk in which whoever answers has a name, if somebody knows it."""
    if ANSWERER not in talk.speakers:
        return talk
    name = ask("Who answers the questions?", ()) if ask else ""
    if not is_name(name) or name in talk.speakers:
        doubts.append(f"Nobody is named who answers: write a name in place of {ANSWERER} under 'speakers'.")
        return talk
    items = (
        replace(item, who=name) if isinstance(item, SpokenLine) and item.who == ANSWERER else item
        for item in talk.items
    )
    return replace(talk, items=tuple(items))


def _named(item: Item, speakers: Sequence[str], ask: Ask | None) -> Item:
    """An unsure line as somebody answered, or as it was."""
    if not isinstance(item, SpokenLine) or item.is_sure:
        return item
    flat = " ".join(item.text.split())
    who = ask(f"Who says “{flat[:_SHOWN_CHARS]}”?", speakers) if ask else ""
    return replace(item, who=who, is_sure=True) if who in speakers else replace(item, who=item.who or NOBODY)


def _interviewers(talk: Dialogue, ask: Ask | None, doubts: list[str]) -> frozenset[str]:
    """Whoever is no guest where guests are told; else the one whose turns mostly ask."""
    named = [name for name in talk.speakers if name not in (NOBODY, ASKER)]
    apart = frozenset(talk.speakers) & {NOBODY, ASKER}
    guests = {name for name in named if any(_is_called(guest, name) for guest in talk.guests)}
    if guests:
        return frozenset(named) - guests | apart
    if talk.guests:
        doubts.append("None of the guests that the file tells is among those who speak.")
    if len(named) == 1:
        if not apart:
            doubts.append(f"Only {named[0]} speaks: there is no question that somebody else asks.")
        return apart
    if ASKER in apart:
        return apart
    shares = sorted(((_share(talk, name), name) for name in named), reverse=True)
    guess = shares[0][1]
    if shares[0][0] < 2 * shares[1][0]:
        guess = (ask("Who asks the questions?", named) if ask else "") or guess
        doubts.append(f"{guess} seems to ask the questions: correct the roles under 'speakers' if not.")
    return frozenset({guess}) | apart


def _share(talk: Dialogue, name: str) -> float:
    """Of the lines of one who talks, how many end as a question."""
    said = [line.text for line in talk.lines if line.who == name and line.is_sure]
    return sum(sentences(text)[-1].rstrip().endswith("?") for text in said) / max(1, len(said))


def _is_called(guest: str, name: str) -> bool:
    """Whether "josemaria" or "José María" is José."""
    return "".join(_letters(guest)).startswith("".join(_letters(name)))


def _letters(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return (character for character in plain if character.isalnum())
