"""Quality beside rivals on a question set: python benchmarks/questions.py [QUESTIONS.jsonl]

One table, all measured in the same run on the same knowledge: the bot with each tier that is on this machine, and
rapidfuzz's token_set_ratio and WRatio over the topics' titles and ways of asking. The figures are those of
`ontherecord eval`. A rival has no thresholds of its own, so the last line gives each the answer threshold that serves
it best.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from bot.app import build_answering, choose_tier, policy_of
from bot.config import Config, Matching
from bot.core.answer import Abstention
from bot.core.evaluation import Asked, Outcome, by_kind, figures
from bot.core.matching import Match, Ranking
from bot.core.model import Knowledge
from bot.core.thresholds import tune
from bot.questions import read_questions
from bot.scores.tables import AUROC, HIT_1, HIT_3, SHOWN, share_text
from bot.scores.text import slips
from bot.service.evaluating import evaluate

DEFAULT = Path(__file__).parent.parent / "tests" / "eval" / "questions.jsonl"
PRECISION = 0.92


def fuzzy(knowledge: Knowledge, scorer: Callable[..., float]) -> Callable[[Asked], Outcome]:
    """The matcher one writes in an hour: the most similar title or way of asking names the topic."""
    owners = [topic for topic in knowledge.topics.values() for _ in (topic.title, *topic.questions)]
    topics = knowledge.topics.values()
    texts = [utils.default_process(text) for topic in topics for text in (topic.title, *topic.questions)]

    def ask(asked: Asked) -> Outcome:
        found = process.extract(utils.default_process(asked.text), texts, scorer=scorer, limit=60)
        matches: dict[str, Match] = {}
        for _, score, row in found:
            for quote in owners[row].quotes:
                matches.setdefault(quote.id, Match(quote, owners[row], score / 100, {}, (0, len(quote.text))))
        ranking = Ranking(tuple(matches.values())[:3], found[0][1] / 100, ())
        return Outcome(asked, ranking, Abstention(), ranking, Abstention())

    return ask


def column(outcomes: Sequence[Outcome]) -> dict[str, str]:
    found = figures(outcomes)
    kinds = {f"hit@1, {kind}": share_text(kin.hit_1) for kind, kin in by_kind(outcomes).items() if kin.answerable}
    policy = tune(outcomes, PRECISION, policy_of(Config())).policy
    coverage = share_text(figures([o.at(policy) for o in outcomes]).coverage) if policy else "-"
    rows = {figure.name: figure.text(found) for figure in (HIT_1, HIT_3, AUROC, SHOWN)}
    return rows | kinds | {f"coverage at {PRECISION:.0%}": coverage}


def main() -> None:
    questions, problems = read_questions(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
    if problems:
        sys.exit(slips(problems))
    columns = {}
    for wanted in ("off", "static", "transformer"):
        config = Config(matching=Matching(semantic=wanted))
        tier, _ = choose_tier(config, os.environ)
        answering = build_answering(config, tier)
        columns[tier.named.removeprefix("words and meaning ")] = column(
            evaluate(questions, answering, policy_of(config)).outcomes
        )
    knowledge = answering.snapshot.knowledge
    rivals = {"token_set_ratio": fuzzy(knowledge, fuzz.token_set_ratio), "WRatio": fuzzy(knowledge, fuzz.WRatio)}
    columns |= {name: column([ask(asked) for asked in questions]) for name, ask in rivals.items()}
    print(f"{len(questions)} questions, {len(knowledge.quotes)} quotes, {len(knowledge.topics)} topics")
    print(f"{'':20}" + "".join(f"{name:28}" for name in columns))
    for figure in columns["words alone"]:
        print(f"{figure:20}" + "".join(f"{found[figure]:28}" for found in columns.values()))


if __name__ == "__main__":
    main()
