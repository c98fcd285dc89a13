"""Questions that got no answer: those that ask alike as one group, counted, without names; and those to ask next."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.citing import marked
from bot.core.matching.tokens import DISCORD_TAG
from bot.core.phrases import curating as phrases
from bot.core.records import Reason, Unanswered
from bot.core.text import folded, words

_NEAREST = 5

Grouped = Callable[[Mapping[str, int]], Iterable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class UnansweredGroup:
    """Questions that ask alike; the first of its `ids` names the group.

    `wordings`: each way it was asked with how often, the most central first; `people`: how many asked; `nearest`: the
    ids of the topics that came nearest, the most frequent first; `ids`: those of the questions, in order.
    """

    wordings: Mapping[str, int]
    people: int
    reasons: Mapping[Reason, int]
    nearest: tuple[str, ...]
    ids: tuple[int, ...]
    last_at: datetime

    @property
    def text(self) -> str:
        """The most central wording."""
        return next(iter(self.wordings))

    @property
    def times(self) -> int:
        return len(self.ids)

    @property
    def not_asked(self) -> int:
        """How many of them got an answer that was not what was asked."""
        return self.reasons.get(Reason.NOT_ASKED, 0)

    @property
    def first_id(self) -> int:
        """The id of the first question, by which the group is known: no other holds it."""
        return self.ids[0]


def groups_of(questions: Iterable[Unanswered], grouped: Grouped) -> tuple[UnansweredGroup, ...]:
    """Return the groups, what most people asked first. The order of the questions makes no difference.

    `grouped` puts wordings that ask alike together, given how often each was used.
    """
    same_words: dict[str, list[Unanswered]] = {}
    for question in sorted(questions, key=lambda question: question.id):
        key = " ".join(words(folded(question.text))).casefold() or question.text.strip()
        same_words.setdefault(key, []).append(question)
    # as it was typed most often, the first time if there is a tie
    asked = {Counter(one.text.strip() for one in same).most_common(1)[0][0]: same for same in same_words.values()}
    times = {text: len(same) for text, same in asked.items()}

    found: list[UnansweredGroup] = []
    for wordings in grouped(times):
        similar = sorted((one for text in wordings for one in asked[text]), key=lambda question: question.id)
        nearest = Counter(topic for question in similar for topic in question.nearest)
        group = UnansweredGroup(
            wordings={text: times[text] for text in wordings},
            people=len({question.asker for question in similar}),
            reasons=Counter(question.reason for question in similar),
            nearest=tuple(topic for topic, _ in nearest.most_common(_NEAREST)),
            ids=tuple(question.id for question in similar),
            last_at=max(question.kept_at for question in similar),
        )
        found.append(group)
    return tuple(sorted(found, key=lambda group: (-group.people, -group.times, group.first_id)))


BLANK = "…"

# One after the other, each from where its run of characters begins: a long run that is nothing of it is read once.
_NEVER_SHOWN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        DISCORD_TAG.pattern,
        r"(?<!\S)\S*[^\s@<>]@[^\s@<>]+\.\w\S*(?<![?!.,;:)])",  # an address of mail, and what is written in one with it
        r"[<@]?\b(?:https?://|www\.)\S+|\bdiscord(?:app)?\.(?:gg|com)/\S+",
        r"(?<![\w@.-])[\w@.-]*[\w-]\.[a-z]{2,}/\S*",
        r"(?<!\w)@[\w.]+",
        r"(?<!\w)[+(#]?\d(?:[\d\s().,:/#-]*\d)?(?!\w)",  # the number of a telephone, a house, an account
    )
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’]s$")
_BEFORE_SENTENCE = re.compile(r"(?:^|[.!?…][\"'”’)]*\s)\W*")
_HAILING = re.compile(r"\s*[,:!]")
_BEFORE_NAME = re.compile(
    r"\b(?:i am|i['’]m|my name is|call me|this is|hi|hello|hey|dear|thanks|thank you),? ", re.IGNORECASE
)
_BLANKS = re.compile(rf"{BLANK}(?:[\s,-]*{BLANK})+")


def blanked(text: str, is_known: Callable[[str], bool]) -> str:
    """Return a text on one line, with a blank for each mention, link, number, and for what looks like a name.

    A name is a word with a capital letter which the record does not use (`is_known`), unless a sentence begins with it
    and does not go on as if somebody were hailed. So names in small letters stay: somebody has to look it over.
    """
    shown = " ".join(text.split())
    for pattern in _NEVER_SHOWN:
        shown = pattern.sub(BLANK, shown)
    sentences, names = ({before.end() for before in mark.finditer(shown)} for mark in (_BEFORE_SENTENCE, _BEFORE_NAME))
    openings = sentences - names

    def without_name(word: re.Match[str]) -> str:
        name = _POSSESSIVE.sub("", word[0])
        opens_sentence = word.start() in openings and not _HAILING.match(shown, word.end())
        is_name = name.istitle() and len(name) > 1 and not is_known(name)
        return BLANK if is_name and not opens_sentence else word[0]

    return _BLANKS.sub(BLANK, _WORD.sub(without_name, shown))


KEY = "interview:questions"  # of the single value that holds the list


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """A question as it is to be asked; by how many people, and how often, it was asked before."""

    text: str
    people: int
    times: int


def with_question(listed: Iterable[NextQuestion], question: NextQuestion) -> tuple[NextQuestion, ...]:
    """Return the list with one more; one that is listed already, but for case and spacing, counts more people."""
    known = [*listed]
    same = [one for one in known if _is_same(one.text, question.text)] + [question]
    asked = NextQuestion(question.text, sum(one.people for one in same), sum(one.times for one in same))
    return (*without_question(known, question.text), asked)


def without_question(listed: Iterable[NextQuestion], text: str) -> tuple[NextQuestion, ...]:
    return tuple(known for known in listed if not _is_same(known.text, text))


def as_markdown(listed: Iterable[NextQuestion]) -> str:
    """Return a heading and the list, to be taken to the interview."""
    lines = [f"- {marked(one.text)} ({phrases.asked(one.times, one.people)})" for one in listed]
    return "\n".join([f"# {phrases.NEXT_INTERVIEW}", "", *(lines or [phrases.NOTHING_LISTED])])


def written(listed: Iterable[NextQuestion]) -> str:
    return json.dumps([[one.text, one.people, one.times] for one in listed], ensure_ascii=False)


def read(value: str | None) -> tuple[NextQuestion, ...]:
    """Return the list that `written` wrote; nothing where it cannot be read."""
    try:
        return tuple(
            NextQuestion(str(text), int(people), int(times)) for text, people, times in json.loads(value or "")
        )
    except (TypeError, ValueError):
        return ()


def _is_same(text: str, other: str) -> bool:
    return " ".join(folded(text).casefold().split()) == " ".join(folded(other).casefold().split())
