"""What the record leaves open: questions that got no answer, those that ask alike as one, counted, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.records import Reason, Unanswered
from bot.core.text import folded, words

_NEAREST = 5

Grouped = Callable[[Mapping[str, int]], Iterable[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions that ask alike.

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
    def first_id(self) -> int:
        """What the gap is known by: no other holds it."""
        return self.ids[0]


def gaps(questions: Iterable[Unanswered], grouped: Grouped) -> tuple[Gap, ...]:
    """What most people asked comes first. The order of the questions makes no difference.

    `grouped` puts wordings that ask alike together, given how often each was used.
    """
    alike: dict[str, list[Unanswered]] = {}
    for question in sorted(questions, key=lambda question: question.id):
        alike.setdefault(_key(question.text), []).append(question)
    asked = {_usual(same): same for same in alike.values()}
    groups = grouped({text: len(same) for text, same in asked.items()})
    found = (_gap({text: asked[text] for text in group}) for group in groups)
    return tuple(sorted(found, key=lambda gap: (-gap.people, -gap.times, gap.first_id)))


def _gap(asked: Mapping[str, Sequence[Unanswered]]) -> Gap:
    questions = sorted((each for same in asked.values() for each in same), key=lambda question: question.id)
    nearest = Counter(topic for question in questions for topic in question.nearest)
    return Gap(
        wordings={text: len(same) for text, same in asked.items()},
        people=len({question.asker for question in questions}),
        reasons=Counter(question.reason for question in questions),
        nearest=tuple(topic for topic, _ in nearest.most_common(_NEAREST)),
        ids=tuple(question.id for question in questions),
        last_at=max(question.kept_at for question in questions),
    )


def _key(text: str) -> str:
    """The same for wordings that differ in case, marks or white space alone."""
    return " ".join(words(folded(text))).casefold() or text.strip()


def _usual(same: Sequence[Unanswered]) -> str:
    """As it was typed most often, the first time if there is a tie."""
    return Counter(question.text.strip() for question in same).most_common(1)[0][0]
