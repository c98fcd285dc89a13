"""A question as people type it, read as the words they mean: chat spelling written out, typos repaired."""

from __future__ import annotations

from itertools import count

from bot.core.matching.chat import figures_written_out
from bot.core.matching.evidence import Query
from bot.core.matching.intent import asks_for_more, questions, sentences_typed
from bot.core.matching.lexicon import Lexicon
from bot.core.matching.repair import Speller
from bot.core.matching.tokens import Token, plain, rewritten
from bot.core.model import Question
from bot.core.text import words

_BEFORE_WEIGHT = 0.4
_STORY_WEIGHT = 0.5
_ENOUGH_WORDS = 16  # a shorter question may say nothing without its story: "which one should I take?"
_MOST_QUESTIONS = 4
_REPAIRED_WORDS = 200  # nobody asks in more, and each that is unknown takes its time


class Reader:
    """Reads questions with the words of a corpus."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._speller = Speller(lexicon.words)

    def query(self, question: Question) -> Query:
        """The question, and with less weight what only leads up to it, and what was asked before."""
        said = plain(question.text)
        asking = part_that_asks(said)
        terms: dict[str, float] = {}
        typed: dict[str, str] = {}
        read: list[str] = []
        before_weight = 1.0 if asks_for_more(said) else _BEFORE_WEIGHT
        story_weight = _STORY_WEIGHT if asking else 1.0
        for text, weight in ((asking, 1.0), (said, story_weight), (plain(question.after), before_weight)):
            meant, tokens = self._read(text)
            read.append(meant)
            for token in self._lexicon.merge(tokens):
                terms[token.term] = max(terms.get(token.term, 0.0), weight)
                typed.setdefault(token.term, token.word)
        asked, whole, before = read
        return Query(terms, typed, f"{before} {whole}".strip(), asked)

    def _read(self, text: str) -> tuple[str, list[Token]]:
        place = count()

        def read(word: str) -> str:
            plainly = self._lexicon.plainly(word)
            return self._speller.repair(plainly) if next(place) < _REPAIRED_WORDS else plainly

        return rewritten(figures_written_out(text), read)


def several(question: Question) -> list[Question]:
    """Each of the questions in one message; none where there is one alone."""
    asked = _asking(plain(question.text))[:_MOST_QUESTIONS]
    return [Question(one, question.sources, question.after) for one in asked] if len(asked) > 1 else []


def part_that_asks(text: str) -> str:
    """The sentences that ask, if there are others and these say enough by themselves; "" where they do not."""
    asking = _asking(text)
    part = " ".join(asking)
    return part if len(asking) < len(sentences_typed(text)) and len(words(part)) >= _ENOUGH_WORDS else ""


def _asking(text: str) -> list[str]:
    """The sentences that ask; of a single sentence it makes no difference whether it does."""
    return questions(text) if len(sentences_typed(text)) > 1 else []
