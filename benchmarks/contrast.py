"""Near twins, by kind, and what may be promised: python benchmarks/contrast.py [REFERENCE_DATA]

The contrast set holds pairs of nearly the same words, of which the record answers one. The chances in `TWINS` were
fitted on it; figures by folds are in the table of benchmarks/fit_twins.py. The promise is that of `ontherecord eval`,
over tests/eval/questions.jsonl and tests/eval/community.jsonl together. The last table is of the pairs in
tests/eval/twins_own.jsonl: answered rightly, twins answered all the same, and how often an answerable one is surer.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sets import REFERENCE
from tables import show

from bot.app import build_answering, choose_tier, policy_of
from bot.cli.evaluation.text import share_text
from bot.config import Config, Matching
from bot.core.answer import Answer
from bot.core.evaluation.metrics import JudgedQuestion, Share, figures
from bot.core.evaluation.tuning import promise, split_promise
from bot.core.model import Question
from bot.library.questions import read_questions
from bot.service.answering import Answering
from bot.service.checking import evaluate

SETS = Path(__file__).parent.parent / "tests" / "eval"
POOLED = ("questions", "community")
WANTED = 0.98


def answered(answering: Answering, row: dict[str, object]) -> bool:
    return isinstance(answering.reply(Question(str(row["q"]))).decision, Answer)


def by_kind(answering: Answering, rows: Iterable[dict[str, object]]) -> dict[str, Share]:
    """How many of the twins that the record does not answer get an answer."""
    silent = [row for row in rows if not row["spans"]]
    kinds = dict.fromkeys(str(row["kind"]) for row in silent)
    said = {str(row["id"]): answered(answering, row) for row in silent}
    of = {kind: [said[str(row["id"])] for row in silent if row["kind"] == kind] for kind in kinds}
    of["all"] = [*said.values()]
    return {kind: Share(sum(found), len(found)) for kind, found in of.items()}


def promised(answering: Answering, config: Config, questions: list[JudgedQuestion]) -> list[str]:
    outcomes = evaluate(questions, answering, policy_of(config)).outcomes
    as_set, chosen = promise(outcomes, config.matching.answer_at), split_promise(outcomes, WANTED, policy_of(config))
    cells = []
    for found in (as_set, chosen):
        known = found is not None and found.at_most is not None
        cells += (
            [f"{found.wrong.count} of {found.wrong.total}", f"{100 * found.at_most:.1f} %"] if known else ["-", "-"]
        )
    return [*cells, f"{chosen.answer_at:g}" if chosen else "-"]


def own_twins(answering: Answering, config: Config) -> Iterator[list[str]]:
    """Yield a row for each kind of our own pairs, then one for all."""
    found = evaluate(read_questions(SETS / "twins_own.jsonl")[0], answering, policy_of(config))
    for kind, of in (*found.by_kind.items(), ("all", found.figures)):
        of_kind = [outcome for outcome in found.outcomes if kind in {outcome.asked.kind, "all"}]
        right, twins, auroc = of.coverage, of.false_answers, figures(of_kind).auroc
        yield [kind, f"{right.count} of {right.total}", f"{twins.count} of {twins.total}", f"{auroc or 0:.3f}"]


def main() -> None:
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE
    lines = (data / "eval" / "contrast.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    questions = [asked for name in POOLED for asked in read_questions(SETS / f"{name}.jsonl")[0]]
    twins, promises, own = [], [], []
    for name, wanted in (("lexical", "off"), ("static", "static"), ("transformer", "transformer")):
        config = Config(matching=Matching(semantic=wanted))
        answering = build_answering(config, choose_tier(config, os.environ)[0])
        found = by_kind(answering, rows)
        twins.append([f"On the Record, {name}", *map(share_text, found.values())])
        promises.append([f"On the Record, {name}", *promised(answering, config, questions)])
        own += [[f"On the Record, {name}", *cells] for cells in own_twins(answering, config)]
    show(["answered all the same", *found], twins)
    print()
    show(["", "wrong, as it is set", "promise", "wrong, chosen on half", "promise", "its answer_at"], promises)
    print()
    show(["", "kind", "answered rightly", "twins answered", "AUROC"], own)


if __name__ == "__main__":
    main()
