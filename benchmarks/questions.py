"""Quality beside rivals on a question set: python benchmarks/questions.py [QUESTIONS.jsonl] [--keep FILE.json]

One table, all measured in the same run on the same knowledge: the bot with each tier that is on this machine, and
rapidfuzz's token_set_ratio and WRatio over the topics' titles and ways of asking. The figures are those of
`ontherecord eval`. A rival has no thresholds of its own, so the last column gives each the answer threshold that
serves it best. --keep writes all of it, with the curves, for the page of figures: benchmarks/questions.json.
"""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz, process, utils
from tables import show

from bot.app import build_answering, choose_tier, policy_of
from bot.cli.evaluation.text import share_text, slips
from bot.config import Config, Matching
from bot.core.answer import Abstention, Policy
from bot.core.evaluation.metrics import Figures, JudgedQuestion, Outcome, Share, by_kind, figures
from bot.core.evaluation.tuning import curve, tune
from bot.core.matching import Match, Ranking
from bot.core.model import Knowledge
from bot.library.questions import read_questions
from bot.service.checking import evaluate

DEFAULT = Path(__file__).parent.parent / "tests" / "eval" / "questions.jsonl"
PRECISION = 0.92
BEST = f"coverage at {PRECISION:.0%}"
COLUMNS = ("hit@1", "hit@3", "AUROC", "characters shown", BEST)
THRESHOLDS: dict[str, Callable[[Figures], Share]] = {
    "precision": lambda found: found.precision,
    "coverage": lambda found: found.coverage,
    "false answers": lambda found: found.false_answers,
    "false replies": lambda found: found.false_replies,
}

Row = dict[str, Any]


def fuzzy(knowledge: Knowledge, scorer: Callable[..., float]) -> Callable[[JudgedQuestion], Outcome]:
    """The matcher one writes in an hour: the most similar title or way of asking names the topic."""
    owners = [topic for topic in knowledge.topics.values() for _ in (topic.title, *topic.questions)]
    topics = knowledge.topics.values()
    texts = [utils.default_process(text) for topic in topics for text in (topic.title, *topic.questions)]

    def ask(asked: JudgedQuestion) -> Outcome:
        found = process.extract(utils.default_process(asked.text), texts, scorer=scorer, limit=60)
        matches: dict[str, Match] = {}
        for _, score, row in found:
            for quote in owners[row].quotes:
                matches.setdefault(quote.id, Match(quote, owners[row], score / 100, {}, (0, len(quote.text))))
        ranking = Ranking(tuple(matches.values())[:3], found[0][1] / 100, ())
        return Outcome(asked, ranking, Abstention(), ranking, Abstention())

    return ask


def row(name: str, outcomes: Sequence[Outcome], policy: Policy | None) -> Row:
    """All figures of one engine; what follows from thresholds only where it has thresholds, with `policy`."""
    found, best = figures(outcomes), tune(outcomes, PRECISION, policy_of(Config())).policy
    return {
        "engine": name,
        "is_ours": policy is not None,
        "hit@1": kept(found.hit_1),
        "hit@3": kept(found.hit_3),
        "AUROC": round(found.auroc or 0, 3),
        "characters shown": found.shown_chars,
        BEST: kept(figures([o.at(best) for o in outcomes]).coverage) if best else None,
        "set": {name: kept(of(found)) for name, of in THRESHOLDS.items()} if policy else None,
        "kinds": {kind: kept(kin.hit_1) for kind, kin in by_kind(outcomes).items() if kin.answerable},
        "curve": [[round(point.coverage.value, 4), round(point.precision.value, 4)] for point in curve(outcomes)],
    }


def kept(share: Share) -> list[int]:
    return [share.count, share.total]


def cell(figure: object) -> str:
    return share_text(Share(*figure)) if isinstance(figure, list) else "-" if figure is None else f"{figure:g}"


def rows_of(questions: Sequence[JudgedQuestion]) -> list[Row]:
    """The bot's tiers, those that are here, then the rivals over the same knowledge."""
    rows = []
    for name, wanted in (("lexical", "off"), ("static", "static"), ("transformer", "transformer")):
        config = Config(matching=Matching(semantic=wanted))
        tier, missing = choose_tier(config, os.environ)
        if missing:
            print(f"Without {wanted}: {missing}", file=sys.stderr)
            continue
        answering, policy = build_answering(config, tier), policy_of(config)
        rows.append(row(f"On the Record, {name}", evaluate(questions, answering, policy).outcomes, policy))
    knowledge = answering.snapshot.knowledge
    for name, scorer in (("token_set_ratio", fuzz.token_set_ratio), ("WRatio", fuzz.WRatio)):
        ask = fuzzy(knowledge, scorer)
        rows.append(row(f"rapidfuzz {name}", [ask(asked) for asked in questions], None))
    return rows


def main() -> None:
    given = ArgumentParser()
    given.add_argument("questions", nargs="?", type=Path, default=DEFAULT)
    given.add_argument("--keep", type=Path)
    options = given.parse_args()
    questions, problems = read_questions(options.questions)
    if problems:
        sys.exit(slips(problems))
    rows = rows_of(questions)
    show(["", *COLUMNS], [[of_one["engine"], *(cell(of_one[name]) for name in COLUMNS)] for of_one in rows])
    print()
    kinds = list(rows[0]["kinds"])
    show(["hit@1", *kinds], [[of_one["engine"], *(cell(of_one["kinds"][kind]) for kind in kinds)] for of_one in rows])
    if options.keep:
        lines = ",\n".join(json.dumps(of_one) for of_one in rows)
        options.keep.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
