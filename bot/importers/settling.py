"""What a file leaves open: who asks, whose words a line is, where it was published. Given, asked for, or guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from bot.core.drafts import Location, Written
from bot.core.phrases import counted
from bot.core.text import sentences
from bot.errors import TranscriptError
from bot.importers.dialogue import NO_PUBLICATION, Dialogue, Item, Publication, SpokenLine
from bot.importers.labels import is_name, is_unnamed
from bot.importers.paragraphs import ANSWERER, ASKER
from bot.library.formats import LINE, NAME, WEB_ADDRESS
from bot.library.shapes import Date, Fault, Scalar

NOBODY = "Unknown speaker"
_SHOWN_CHARS = 80
_PUBLICATION_QUESTIONS = {
    "title": "What is its title?",
    "url": "Where was it published (https://...)?",
    "author": "Who published it?",
    "published": "When (2020, 2020-11 or 2020-11-30)?",
}
_SHAPES: Mapping[str, Scalar[Written]] = {"title": LINE, "url": WEB_ADDRESS, "author": NAME, "published": Date()}
Ask = Callable[[str, Sequence[str]], str]  # a question and the choices, none for free text -> the answer, or ""


@dataclass(frozen=True, slots=True)
class SettledDialogue:
    """A dialogue of which everything is known that a draft needs; `doubts`: what was guessed, a sentence each."""

    dialogue: Dialogue
    about: Publication
    interviewers: frozenset[str]
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What is known beside the file: about the publication, names for speakers, and whom to ask."""

    about: Publication = NO_PUBLICATION
    names: Mapping[str, str] = field(default_factory=dict)
    ask: Ask | None = None


NOTHING_GIVEN = Given()


def settle(dialogue: Dialogue, given: Given, title: str) -> SettledDialogue:
    """Settle what is open: what is given goes before the file, then what is answered; `title` where none is known.

    Whatever else nobody knows of the publication stays empty. Raises TranscriptError where nobody is named, or where
    what is given cannot be written.
    """
    for fault in faults_of(given.about).values():
        raise TranscriptError(fault)
    doubts: list[str] = []
    ask = given.ask
    dialogue = _with_names(dialogue, given.names, ask, doubts)
    dialogue = _with_answerer(dialogue, ask, doubts)
    speakers = dialogue.speakers
    dialogue = replace(dialogue, items=tuple(_settled(item, speakers, ask) for item in dialogue.items))
    interviewers = _interviewers(dialogue, ask, doubts)

    about = _filled(given.about, without_faults(dialogue.about))
    if ask:
        missing = [name for name, value in asdict(about).items() if not value]
        about = replace(about, **{name: _told(name, ask) for name in missing})
    about = _filled(about, Publication(title))
    missing = [name for name, value in asdict(about).items() if not value]
    doubts += [f"'{name}' is not known: write it under 'source'." for name in missing]

    unsure = sum(not line.is_sure for line in dialogue.lines)
    if unsure:
        pieces, they_are = counted(len(dialogue.lines), "piece"), "it is" if unsure == 1 else "they are"
        doubts.append(f"{unsure} of {pieces} may be somebody else's: {they_are} sure: false, never quoted.")
    return SettledDialogue(dialogue, about, interviewers, tuple(doubts))


def faults_of(about: Publication, called: str = "'{}'") -> dict[str, str]:
    """Return what cannot be written, by its name: what is wrong and what to write, with the name put into `called`."""
    told = {name: Written(value, Location("")) for name, value in asdict(about).items() if value}
    read = {name: _SHAPES[name].parse(value, called.format(name)) for name, value in told.items()}
    return {name: f"{value.message} {value.fix}" for name, value in read.items() if isinstance(value, Fault)}


def without_faults(about: Publication) -> Publication:
    """Return what can be written of it."""
    return replace(about, **dict.fromkeys(faults_of(about), ""))


def _told(name: str, ask: Ask) -> str:
    """Ask for something of the publication, and once more where it cannot be written."""
    question = _PUBLICATION_QUESTIONS[name]
    answer = Publication(**{name: ask(question, ())})
    for fault in faults_of(answer, "This").values():
        answer = without_faults(Publication(**{name: ask(f"{fault} {question}", ())}))
    return str(getattr(answer, name))


def _filled(about: Publication, other: Publication) -> Publication:
    return replace(other, **{name: value for name, value in asdict(about).items() if value})


def _with_names(dialogue: Dialogue, names: Mapping[str, str], ask: Ask | None, doubts: list[str]) -> Dialogue:
    """Call speakers as they are given; those with a number or a role for a name are asked for, not guessed."""
    called = {name.casefold(): name for name in dialogue.speakers}
    given = {called[old.casefold()]: new for old, new in names.items() if old.casefold() in called}
    doubts += [f"Nobody in it is called {old}." for old in names if old.casefold() not in called]
    for name in dialogue.speakers:
        if name in given or name in (ASKER, ANSWERER) or not is_unnamed(name):
            continue
        answer = ask(f"Who is {name}?", ()) if ask else ""
        if is_name(answer):
            given[name] = answer
        else:
            doubts.append(f"{name} has no name: import it with --name \"{name}=...\" or write one under 'speakers'.")
    if not given:
        return dialogue
    labels = {given.get(name, name): label for name, label in dialogue.labels.items()}
    is_merged = len(labels) < len(dialogue.labels)  # then no text prints one label for each
    return replace(_called(dialogue, given), labels=labels, text=None if is_merged else dialogue.text)


def _called(dialogue: Dialogue, names: Mapping[str, str]) -> Dialogue:
    """Give the lines of some speakers other names."""
    items = (
        replace(item, who=names.get(item.who, item.who)) if isinstance(item, SpokenLine) else item
        for item in dialogue.items
    )
    return replace(dialogue, items=tuple(items))


def _with_answerer(dialogue: Dialogue, ask: Ask | None, doubts: list[str]) -> Dialogue:
    """Give whoever answers a name, if somebody knows it."""
    if ANSWERER not in dialogue.speakers:
        return dialogue
    name = ask("Who answers the questions?", ()) if ask else ""
    if not is_name(name) or name in dialogue.speakers:
        doubts.append(f"Nobody is named who answers: write a name in place of {ANSWERER} under 'speakers'.")
        return dialogue
    return _called(dialogue, {ANSWERER: name})


def _settled(item: Item, speakers: Sequence[str], ask: Ask | None) -> Item:
    """Return an unsure line as somebody answered, anything else as it was."""
    if not isinstance(item, SpokenLine) or item.is_sure:
        return item
    who = ask(f"Who says “{' '.join(item.text.split())[:_SHOWN_CHARS]}”?", speakers) if ask else ""
    return replace(item, who=who, is_sure=True) if who in speakers else replace(item, who=item.who or NOBODY)


def _interviewers(dialogue: Dialogue, ask: Ask | None, doubts: list[str]) -> frozenset[str]:
    """Return whoever is no guest where guests are known; else the one whose turns mostly ask.

    Raises TranscriptError where nobody is named.
    """
    named = [name for name in dialogue.speakers if name not in (NOBODY, ASKER)]
    if not named:
        raise TranscriptError("nobody is named in it, so nobody can be quoted.")
    unnamed = frozenset(dialogue.speakers) & {NOBODY, ASKER}
    guests = {name for name in named if any(_letters(guest).startswith(_letters(name)) for guest in dialogue.guests)}
    if guests:
        return frozenset(named) - guests | unnamed
    if dialogue.guests:
        doubts.append("None of the guests that the file tells is among those who speak.")
    if len(named) == 1:
        if not unnamed:
            doubts.append(f"Only {named[0]} speaks: there is no question that somebody else asks.")
        return unnamed
    if ASKER in unnamed:
        return unnamed

    shares: list[tuple[float, str]] = []
    for name in named:
        said = [line.text for line in dialogue.lines if line.who == name and line.is_sure]
        asked = sum(sentences(text)[-1].rstrip().endswith("?") for text in said)
        shares.append((asked / max(1, len(said)), name))
    shares.sort(reverse=True)
    guess = shares[0][1]
    if shares[0][0] < 2 * shares[1][0]:
        guess = (ask("Who asks the questions?", named) if ask else "") or guess
        doubts.append(f"{guess} seems to ask the questions: correct the roles under 'speakers' if not.")
    return frozenset({guess}) | unnamed


def _letters(text: str) -> str:
    """Return the letters alone: those of "José María" are "josemaria"."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text.casefold())))
