"""Topics drafted from headings or from what was asked, each with the words that answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from bot.core.model import FreeIds, as_id
from bot.core.text import FEWEST_ASKED_WORDS, asked_last, folded, questions_in, sentences, words
from bot.importers.turns import SpokenTurn

QUOTE_CHARS = 800
MAX_TITLE_CHARS = 150
_FEWEST_WORDS = 8
_ID_WORDS = 6
_OUTER_CUT = re.compile(r"^(?:\s*\[…\][\s.,;:!?]*)+|(?:\s*\[…\][\s.,;:!?]*)+$")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class DraftedQuote:
    """Whole sentences of one turn, and what was asked before them; `speaker` is a name."""

    id: str
    speaker: str
    text: str
    asked: str = ""
    asked_turn: int = 0


@dataclass(slots=True)
class DraftedTopic:
    """A topic that is written only where it has quotes."""

    title: str
    questions: list[str] = field(default_factory=list)
    quotes: list[DraftedQuote] = field(default_factory=list)
    id: str = ""


@dataclass(frozen=True, slots=True)
class ExistingIds:
    """Ids of the topics and keys of the questions that a folder holds already."""

    topics: AbstractSet[str] = frozenset()
    questions: AbstractSet[str] = frozenset()


NO_IDS = ExistingIds()


def drafted(
    turns: Sequence[SpokenTurn], interviewers: AbstractSet[str], title: str, existing: ExistingIds
) -> list[DraftedTopic]:
    """Draft a topic for each heading, else for each turn that asks, else, where nobody asks, for each turn."""
    topics = [topic for topic in _Drafting(turns, interviewers, title).topics() if topic.quotes]
    ids, asked = FreeIds(existing.topics), set(existing.questions)
    for topic in topics:
        topic.id = ids.give(as_id(topic.title) or "topic")
        questions, topic.questions = topic.questions, []
        for question in questions:
            if key(question) not in asked:
                asked.add(key(question))
                topic.questions.append(question)
    return topics


def key(question: str) -> str:
    """Return what two questions share that the proof of the knowledge takes for the same."""
    return folded(question).casefold().rstrip("?!. ") or question


class _Drafting:
    """One walk over the turns; `_asked` is what was asked last, and in which turn."""

    def __init__(self, turns: Sequence[SpokenTurn], interviewers: AbstractSet[str], title: str) -> None:
        self._turns = turns
        self._interviewers = interviewers
        self._by_heading = len({turn.heading for turn in turns if turn.line.is_sure}) > 1
        self._topics = [DraftedTopic(title)]
        self._heading = ""
        self._asked, self._asked_turn = "", 0
        self._ids = FreeIds()

    def topics(self) -> list[DraftedTopic]:
        for turn in self._turns:
            if self._by_heading and turn.heading != self._heading:
                self._heading = turn.heading
                self._topics.append(DraftedTopic(_short(turn.heading)))
            if not turn.line.is_sure:
                self._asked, self._asked_turn = "", 0
            elif turn.line.who in self._interviewers:
                self._ask(turn)
            else:
                for run in turn.runs:
                    self._answer(turn, run)
        return self._topics

    def _ask(self, turn: SpokenTurn) -> None:
        questions = [question for run in turn.runs for question in questions_in(run)]
        self._asked, self._asked_turn = asked_last(questions), turn.number if questions else 0
        telling = [question for question in questions if len(words(question)) >= FEWEST_ASKED_WORDS]
        if telling and not self._by_heading:
            self._topics.append(DraftedTopic(_short(max(telling, key=len))))
        self._topics[-1].questions += telling

    def _answer(self, turn: SpokenTurn, text: str) -> None:
        is_monologue = not self._interviewers and not self._by_heading
        if is_monologue and len(words(text)) >= _FEWEST_WORDS:
            self._topics.append(DraftedTopic(_short(_telling(text))))
        for passage in (_OUTER_CUT.sub("", whole) for whole in _passages(text)):
            if _word_count(passage) < _FEWEST_WORDS:
                continue
            name = self._ids.give(as_id(" ".join(words(passage)[:_ID_WORDS])) or "quote")
            is_before = self._asked_turn == turn.number - 1
            asked_turn = 0 if is_before or not self._asked else self._asked_turn
            self._topics[-1].quotes.append(DraftedQuote(name, turn.line.who, passage, self._asked, asked_turn))


def _word_count(text: str) -> int:
    """Count words; in scripts without spaces, two characters are one."""
    return len(words(_WITHOUT_SPACES.sub(" ", text))) + len(_WITHOUT_SPACES.findall(text)) // 2


def _telling(text: str) -> str:
    """Return a sentence that may stand for a passage: one that asks, else the first that says something."""
    said = [sentence.strip() for sentence in sentences(text)]
    asked = [sentence for sentence in said if sentence.endswith("?")]
    return next((sentence for sentence in (*asked, *said) if len(words(sentence)) >= FEWEST_ASKED_WORDS), said[0])


def _passages(text: str) -> Iterator[str]:
    """Return runs of whole sentences, each as long as fits."""
    passage = ""
    for sentence in sentences(text):
        if passage and len(passage) + len(sentence) > QUOTE_CHARS:
            yield passage.strip()
            passage = ""
        passage += sentence
    if passage.strip():
        yield passage.strip()


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_TITLE_CHARS else flat[: flat.rfind(" ", 0, MAX_TITLE_CHARS)].rstrip() + "…"
