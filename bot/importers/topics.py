"""Topics drafted from what is said: one for each passage of an answer, called by the question it answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.core.asking import FEWEST_ASKED_WORDS, Remark, asked_together, open_question, questions_in
from bot.core.drafting.form import names_nothing
from bot.core.model import FreeIds, as_id
from bot.core.text import CUT, folded, sentences, words
from bot.importers.passages import FEWEST_CHARS, passages
from bot.importers.titles import Titles
from bot.importers.turns import SpokenTurn

_FEWEST_WORDS = 8
_ID_WORDS = 6
_HOUSEKEEPING = "a greeting, thanks or housekeeping"
_OUTER_CUT = re.compile(r"^(?:\s*\[…\][\s.,;:!?]*)+|(?:\s*\[…\][\s.,;:!?]*)+$")
_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SOUNDS_LIKE_IT = re.compile(
    r"""\b(?:thanks?(?: you)?(?: so much| a lot| very much| again)? (?:for (?:having|inviting|coming|joining"""
    r"""|listening|attending|watching|being|your|the (?:invitation|introduction|question))|everyone|everybody|guys"""
    r"""|all|to)|welcome(?: back)?(?: to)?|hello|hi,? (?:everyone|everybody|all|guys|there)|good (?:morning|evening)"""
    r"""|good[- ]?bye|bye|see you|take care|have a (?:great|nice|good|lovely)|(?:nice|great|good|happy|glad|pleasure"""
    r"""|pleased|excited|honou?red)(?: to be| being)? (?:to (?:meet|be|see|have)|here|having you)"""
    r"""|(?:share|see|sharing) (?:my|your|the) screen|can you (?:see|hear)|you(?:'re|’re| are) (?:muted|on mute)"""
    r"""|unmute|slido|subscribe|newsletter|slack|(?:in|to) the (?:description|chat|comments)|follow (?:me|us)"""
    r"""|this (?:event|podcast|show) is|events per week|as a podcast"""
    r"""|our (?:sponsor|events?|community|next guest)|next week(?:'s)?|(?:upcoming|next) (?:event"""
    r"""|episode|talk)|another talk|upvote|your questions|asking (?:your )?questions|(?:any|more|other) questions\?"""
    r"""|out of time|my notes|wrap up|that(?:'s|’s| is) (?:all|it) (?:for|from)|let(?:'s| us) start|next question"""
    r"""|thank you)\b""",
    re.IGNORECASE,
)
_MOST_ASIDE = 0.45  # of the characters of a passage, in whole sentences
_MOST_ASIDE_AT_THE_START = 0.25  # where shows introduce themselves
_START = 3  # passages


@dataclass(frozen=True, slots=True)
class DraftedQuote:
    """A passage of one turn, and what was asked before it, in `asked_turn` if not directly; `speaker` is a name."""

    id: str
    speaker: str
    text: str
    asked: str = ""
    asked_turn: int | None = None


@dataclass(slots=True)
class DraftedTopic:
    """A topic with one quote."""

    title: str
    quotes: list[DraftedQuote]
    questions: list[str] = field(default_factory=list)
    id: str = ""


@dataclass(frozen=True, slots=True)
class ExistingIds:
    """Ids of the topics and keys of the questions that a folder holds already."""

    topics: AbstractSet[str] = frozenset()
    questions: AbstractSet[str] = frozenset()


NO_IDS = ExistingIds()


class SetAside(NamedTuple):
    """A passage that is not quoted, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class DraftedTopics:
    """What is quoted, and what is set aside."""

    topics: list[DraftedTopic]
    set_aside: list[SetAside]


class _Passage(NamedTuple):
    """Words that may be quoted; `questions`: what was asked directly before them, none for the rest of an answer."""

    turn: SpokenTurn
    text: str
    asked: str = ""
    asked_turn: int | None = None
    questions: tuple[str, ...] = ()


def drafted(turns: Sequence[SpokenTurn], interviewers: AbstractSet[str], existing: ExistingIds) -> DraftedTopics:
    """Draft a topic for each passage of those who answer; greetings, thanks, housekeeping and scraps are set aside."""
    found = list(_passages(turns, interviewers))
    kept: list[_Passage] = []
    aside: list[SetAside] = []
    for number, passage in enumerate(found):
        most = _MOST_ASIDE_AT_THE_START if number < _START else _MOST_ASIDE
        if reason := _why_aside(passage.text, most):
            aside.append(SetAside(passage.text, reason))
            continue
        before, text, after = _trimmed(passage.text)
        kept.append(passage._replace(text=text))
        aside += [SetAside(words, _HOUSEKEEPING) for words in (before, after) if words]
    topic_ids, quote_ids, asked = FreeIds(existing.topics), FreeIds(), set(existing.questions)
    titles = Titles([passage.text for passage in kept])
    topics = []
    for passage in kept:
        name = quote_ids.give(as_id(" ".join(words(passage.text)[:_ID_WORDS])) or "quote")
        quote = DraftedQuote(name, passage.turn.line.who, passage.text, passage.asked, passage.asked_turn)
        telling = [question for question in passage.questions if not names_nothing(question)]
        is_question = passage.asked.startswith(tuple(questions_in(passage.asked)[:1]))
        together = [passage.asked] if is_question and not names_nothing(passage.asked) else []
        topic = DraftedTopic(titles.title(passage.text, (*telling, *together)), [quote])
        topic.id = topic_ids.give(as_id(topic.title) or "topic")
        for question in telling:
            if key(question) not in asked:
                asked.add(key(question))
                topic.questions.append(question)
        topics.append(topic)
    return DraftedTopics(topics, aside)


def key(question: str) -> str:
    """Return what two questions share that the proof of the knowledge takes for the same."""
    return folded(question).casefold().rstrip("?!. ") or question


def _passages(turns: Sequence[SpokenTurn], interviewers: AbstractSet[str]) -> Iterator[_Passage]:
    """Return the passages of all answers; a question goes to the first words that answer it, or to none."""
    remarks: list[Remark] = []
    for turn in turns:
        asks, runs = turn.line.who in interviewers, [run for run in turn.runs if run]
        if turn.line.is_sure and not asks:
            asking = open_question(remarks)
            for text in _texts(runs):
                yield _answer(turn, text, turns[asking.turn - 1], asking.text) if asking else _Passage(turn, text)
                asking = None
        remarks.append(Remark(turn.number, runs[-1] if runs and asks else " ".join(runs), asks, turn.line.is_sure))


def _texts(runs: Iterable[str]) -> Iterator[str]:
    for run in runs:
        for start, end in passages(run):
            if text := _OUTER_CUT.sub("", run[start:end]).strip():
                yield text


def _answer(turn: SpokenTurn, text: str, asking: SpokenTurn, said: str) -> _Passage:
    """Return the first passage of an answer, with what was asked."""
    asked = asked_together(said)
    telling = (question for run in asking.runs for question in questions_in(run) if CUT not in question)
    questions = tuple(question for question in telling if len(words(question)) >= FEWEST_ASKED_WORDS)
    if CUT in asked:
        return _Passage(turn, text, questions=questions)
    return _Passage(turn, text, asked, None if asking.number == turn.number - 1 else asking.number, questions)


def _why_aside(text: str, most_aside: float) -> str:
    """Return why a passage is not quoted; "" where it is."""
    if _word_count(text) < _FEWEST_WORDS:
        return "too short to make sense alone"
    said = sentences(text)
    aside = sum(len(sentence) for sentence in said if _SOUNDS_LIKE_IT.search(sentence))
    return _HOUSEKEEPING if aside > most_aside * len(text) else ""


def _trimmed(text: str) -> tuple[str, str, str]:
    """Cut a passage before and behind what is no greeting, thanks or housekeeping, where enough is left."""
    said = sentences(text)
    own = [number for number, sentence in enumerate(said) if not _SOUNDS_LIKE_IT.search(sentence)]
    first, last = (own[0], own[-1] + 1) if own else (0, len(said))
    kept = "".join(said[first:last]).strip()
    if len(kept) < FEWEST_CHARS or _word_count(kept) < _FEWEST_WORDS:
        return "", text, ""
    return "".join(said[:first]).strip(), kept, "".join(said[last:]).strip()


def _word_count(text: str) -> int:
    """Count words; in scripts without spaces, two characters are one."""
    return len(words(_WITHOUT_SPACES.sub(" ", text))) + len(_WITHOUT_SPACES.findall(text)) // 2
