"""Topics drafted from what was asked and from headings, each with the words that answer."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class DraftedQuote:
    """A quote to be: whole sentences of one turn, and what had been asked."""

    id: str
    speaker: str
    text: str
    asked: str = ""
    asked_turn: int = 0


@dataclass(slots=True)
class DraftedTopic:
    """A topic to be; it is kept only where something answers it."""

    title: str
    questions: list[str] = field(default_factory=list)
    words: list[DraftedQuote] = field(default_factory=list)
    id: str = ""


@dataclass(frozen=True, slots=True)
class ExistingIds:
    """What stands in the folder already: ids of topics, and questions folded."""

    topics: AbstractSet[str] = frozenset()
    questions: AbstractSet[str] = frozenset()


NOTHING_TAKEN = ExistingIds()


def drafted(
    said: Sequence[SpokenTurn], interviewers: AbstractSet[str], title: str, taken: ExistingIds
) -> list[DraftedTopic]:
    """A topic for each heading; where there are none, for each turn that asks; where nobody asks, for each turn."""
    topics = [topic for topic in _Drafting(said, interviewers, title).topics() if topic.words]
    ids, asked = FreeIds(taken.topics), set(taken.questions)
    for topic in topics:
        topic.id = ids.give(as_id(topic.title) or "topic")
        topic.questions = [question for question in topic.questions if _is_new(question, asked)]
    return topics


def key(question: str) -> str:
    """What makes a question the same as another, as the proof of the knowledge sees it."""
    return folded(question).casefold().rstrip("?!. ") or question


def _is_new(question: str, asked: set[str]) -> bool:
    is_new = key(question) not in asked
    asked.add(key(question))
    return is_new


class _Drafting:
    """One walk over the turns; `_asked` is what was asked last, and where."""

    def __init__(self, said: Sequence[SpokenTurn], interviewers: AbstractSet[str], title: str) -> None:
        self._said = said
        self._interviewers = interviewers
        self._by_heading = len({turn.heading for turn in said if turn.line.is_sure}) > 1
        self._is_monologue = not interviewers
        self._topics = [DraftedTopic(title)]
        self._heading = ""
        self._asked, self._asked_turn = "", 0
        self._ids = FreeIds()

    def topics(self) -> list[DraftedTopic]:
        for turn in self._said:
            if self._by_heading and turn.heading != self._heading:
                self._heading = turn.heading
                self._topics.append(DraftedTopic(_short(turn.heading)))
            if not turn.line.is_sure:
                self._asked, self._asked_turn = "", 0
            elif turn.line.who in self._interviewers:
                self._ask(turn)
            else:
                self._answer(turn)
        return self._topics

    def _ask(self, turn: SpokenTurn) -> None:
        questions = [question for run in turn.runs for question in questions_in(run)]
        self._asked, self._asked_turn = asked_last(questions), turn.number if questions else 0
        telling = [question for question in questions if len(words(question)) >= FEWEST_ASKED_WORDS]
        if telling and not self._by_heading:
            self._topics.append(DraftedTopic(_short(max(telling, key=len))))
        self._topics[-1].questions += telling

    def _answer(self, turn: SpokenTurn) -> None:
        for run in turn.runs:
            self._take(turn, run)

    def _take(self, turn: SpokenTurn, text: str) -> None:
        if self._is_monologue and not self._by_heading and len(words(text)) >= _FEWEST_WORDS:
            self._topics.append(DraftedTopic(_short(_telling(text))))
        for passage in _passages(text):
            if len(words(passage)) < _FEWEST_WORDS:
                continue
            name = self._ids.give(as_id(" ".join(words(passage)[:_ID_WORDS])) or "quote")
            is_before = self._asked_turn == turn.number - 1
            asked_turn = 0 if is_before or not self._asked else self._asked_turn
            self._topics[-1].words.append(DraftedQuote(name, turn.line.who, passage, self._asked, asked_turn))


def _telling(text: str) -> str:
    """A sentence that may stand for a passage: one that asks, else the first that says something."""
    said = [sentence.strip() for sentence in sentences(text)]
    asked = [sentence for sentence in said if sentence.endswith("?") and len(words(sentence)) >= FEWEST_ASKED_WORDS]
    return next((sentence for sentence in (*asked, *said) if len(words(sentence)) >= FEWEST_ASKED_WORDS), said[0])


def _passages(text: str) -> Iterator[str]:
    """Runs of whole sentences, each as long as fits."""
    held = ""
    for sentence in sentences(text):
        if held and len(held) + len(sentence) > QUOTE_CHARS:
            yield held.strip()
            held = ""
        held += sentence
    if held.strip():
        yield held.strip()


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= MAX_TITLE_CHARS else flat[: flat.rfind(" ", 0, MAX_TITLE_CHARS)].rstrip() + "…"
