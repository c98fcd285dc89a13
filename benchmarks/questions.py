"""Quality on a question set: python benchmarks/questions.py [QUESTIONS.jsonl]

One table, all rivals in the same run on the same knowledge: the engine, and rapidfuzz's token_set_ratio and WRatio
over the topics' titles and ways of asking. A result is right if its words (600 characters at most) hold one of the
question's spans, typography, Markdown marks and white space folded. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import median

from rapidfuzz import fuzz, process, utils

from bot.app import build_snapshot, shipped_knowledge
from bot.core.answer import Answer, Mode, Policy, decide
from bot.core.matching import Ranking
from bot.core.model import Knowledge, Question
from bot.core.text import fold
from bot.service.live import Snapshot

DEFAULT = Path(__file__).parent.parent / "tests" / "eval" / "questions.jsonl"
SILENT = {"oos_near", "oos_far", "chat"}


@dataclass(frozen=True)
class Asked:
    """One question of a set; `spans` is empty where the record does not answer."""

    id: str
    q: str
    kind: str
    spans: tuple[str, ...]

    def is_answered_by(self, text: str) -> bool:
        shown = fold(text[:600]).text
        return any(fold(span).text in shown for span in self.spans)


@dataclass(frozen=True)
class Outcome:
    """What an engine gave: the words of its results, best first, its confidence, its decisions (None: it has none)."""

    asked: Asked
    texts: tuple[str, ...]
    confidence: float
    answers: bool | None = None
    replies: bool | None = None

    def is_right(self, top: int = 1) -> bool:
        return any(self.asked.is_answered_by(text) for text in self.texts[:top])


def read(path: Path) -> list[Asked]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Asked(row["id"], row["q"], row["kind"], tuple(row["spans"])) for row in rows]


def engine(snapshot: Snapshot, policy: Policy) -> Callable[[Asked], Outcome]:
    def ask(asked: Asked) -> Outcome:
        ranking: Ranking = snapshot.matcher.rank(Question(asked.q), 3)
        answers, replies = (isinstance(decide(ranking, policy, mode), Answer) for mode in Mode)
        return Outcome(asked, tuple(m.text for m in ranking.matches), ranking.confidence, answers, replies)

    return ask


def fuzzy(knowledge: Knowledge, scorer: Callable[..., float]) -> Callable[[Asked], Outcome]:
    """The matcher one writes in an hour: the most similar title or way of asking names the topic."""
    owners = [topic for topic in knowledge.topics.values() for _ in (topic.title, *topic.questions)]
    texts = [
        utils.default_process(text) for topic in knowledge.topics.values() for text in (topic.title, *topic.questions)
    ]

    def ask(asked: Asked) -> Outcome:
        found = process.extract(utils.default_process(asked.q), texts, scorer=scorer, limit=60)
        quotes = dict.fromkeys(quote.text for _, _, row in found for quote in owners[row].quotes)
        return Outcome(asked, tuple(quotes)[:3], found[0][1] / 100)

    return ask


def interval(right: int, total: int) -> str:
    """Share and Wilson's 95 % interval in per cent."""
    if not total:
        return "-"
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{100 * share:.1f} [{100 * (middle - half):.0f}-{100 * (middle + half):.0f}]"


def auroc(outcomes: Sequence[Outcome]) -> float:
    """The chance that an answerable question gets more confidence than a silent one; ties count half."""
    inside = [o.confidence for o in outcomes if o.asked.spans]
    outside = [o.confidence for o in outcomes if not o.asked.spans]
    wins = sum((a > b) + 0.5 * (a == b) for a in inside for b in outside)
    return wins / (len(inside) * len(outside))


def share(outcomes: Iterable[Outcome], is_so: Callable[[Outcome], bool]) -> str:
    chosen = list(outcomes)
    return interval(sum(map(is_so, chosen)), len(chosen))


def figures(outcomes: Sequence[Outcome]) -> dict[str, str]:
    answerable = [o for o in outcomes if o.asked.spans]
    rows = {
        "hit@1": share(answerable, Outcome.is_right),
        "hit@3": share(answerable, lambda o: o.is_right(3)),
        "AUROC": f"{100 * auroc(outcomes):.1f}",
        "characters shown, median": f"{median(len(o.texts[0]) if o.texts else 0 for o in answerable):.0f}",
    }
    if outcomes[0].answers is not None:
        asked = [o for o in outcomes if o.asked.kind != "chat"]
        rows |= {
            "precision": share([o for o in asked if o.answers], Outcome.is_right),
            "coverage": share(answerable, lambda o: bool(o.answers) and o.is_right()),
            "false answers": share([o for o in asked if not o.asked.spans], lambda o: bool(o.answers)),
            "false replies": share([o for o in outcomes if not o.asked.spans], lambda o: bool(o.replies)),
        }
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in answerable:
        by_kind[outcome.asked.kind].append(outcome)
    return rows | {f"hit@1, {kind}": share(found, Outcome.is_right) for kind, found in by_kind.items()}


def main() -> None:
    questions = read(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
    snapshot = build_snapshot(shipped_knowledge())
    rivals = {
        "On the Record": engine(snapshot, Policy()),
        "token_set_ratio": fuzzy(snapshot.knowledge, fuzz.token_set_ratio),
        "WRatio": fuzzy(snapshot.knowledge, fuzz.WRatio),
    }
    columns = {name: figures([ask(asked) for asked in questions]) for name, ask in rivals.items()}
    print(
        f"{len(questions)} questions, {len(snapshot.knowledge.quotes)} quotes, {len(snapshot.knowledge.topics)} topics"
    )
    print(f"{'':26}" + "".join(f"{name:>20}" for name in rivals))
    for figure in next(iter(columns.values())):
        print(f"{figure:26}" + "".join(f"{column.get(figure, '-'):>20}" for column in columns.values()))


if __name__ == "__main__":
    main()
