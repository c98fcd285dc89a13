"""The figures of `eval` for programs; docs/operators.md explains each field."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.core.drafts import Problem
from bot.core.evaluation.errors import Confusion
from bot.core.evaluation.metrics import Figures, Outcome, Share, shown
from bot.core.evaluation.tuning import Point, Tuning, false_suggestions
from bot.core.matching import Match
from bot.service.checking import Evaluation

Row = dict[str, Any]


def as_json(evaluation: Evaluation) -> str:
    """One object."""
    row = {
        "quotes": len(evaluation.knowledge.quotes),
        "topics": len(evaluation.knowledge.topics),
        "thresholds": asdict(evaluation.policy),
        "figures": _figures(evaluation.figures),
        "kinds": {kind: _figures(found) for kind, found in evaluation.by_kind.items()},
        "curve": [_point(point) for point in evaluation.curve],
        "misses": [_miss(outcome) for outcome in evaluation.misses],
        "confusions": [_confusion(confusion) for confusion in evaluation.confusions],
        "outcomes": [_outcome(outcome) for outcome in evaluation.outcomes],
        "warnings": [_warning(problem) for problem in evaluation.warnings],
        "tuning": _tuning(evaluation.tuning, evaluation) if evaluation.tuning else None,
    }
    return json.dumps(row, ensure_ascii=False, indent=2)


def _figures(figures: Figures) -> Row:
    return {
        "questions": figures.questions,
        "answerable": figures.answerable,
        "silent": figures.silent,
        "hit_1": _share(figures.hit_1),
        "hit_3": _share(figures.hit_3),
        "auroc": None if figures.auroc is None else round(figures.auroc, 4),
        "precision": _share(figures.precision),
        "coverage": _share(figures.coverage),
        "false_answers": _share(figures.false_answers),
        "false_replies": _share(figures.false_replies),
        "shown_chars": figures.shown_chars,
    }


def _share(share: Share) -> Row | None:
    if not share.total:
        return None
    low, high = share.interval
    return {
        "share": round(share.value, 4),
        "count": share.count,
        "total": share.total,
        "low": round(low, 4),
        "high": round(high, 4),
    }


def _point(point: Point) -> Row:
    return {
        "threshold": point.threshold,
        "precision": round(point.precision.value, 4),
        "coverage": round(point.coverage.value, 4),
        "answers": point.precision.total,
    }


def _outcome(outcome: Outcome) -> Row:
    return {
        "id": outcome.asked.id,
        "line": outcome.asked.location.line,
        "kind": outcome.asked.kind,
        "q": outcome.asked.text,
        "silent": outcome.asked.is_silent,
        "decision": "answer" if outcome.is_answer else "suggest" if outcome.is_suggestion else "abstain",
        "reply": outcome.is_reply,
        "confidence": round(outcome.confidence, 4),
        "right": outcome.right_place or None,
        "results": [match.quote.id for match in outcome.ranking.matches],
    }


def _miss(outcome: Outcome) -> Row:
    results = [_result(match) for match in outcome.ranking.matches]
    more = {"wanted": list(outcome.asked.spans), "matched": list(outcome.ranking.matched), "results": results}
    return _outcome(outcome) | more


def _result(match: Match) -> Row:
    return {
        "quote": match.quote.id,
        "topic": match.topic.id,
        "text": shown(match),
        "score": round(match.score, 6),
        "signals": {name: round(part, 6) for name, part in match.signals.items()},
    }


def _confusion(confusion: Confusion) -> Row:
    asked = [asked.id for asked in confusion.asked]
    return {"wanted": confusion.wanted.id, "found": confusion.found.id, "questions": asked}


def _warning(problem: Problem) -> Row:
    location = problem.location
    return {"file": location.file, "line": location.line, "message": problem.message, "mend": problem.fix}


def _tuning(tuning: Tuning, evaluation: Evaluation) -> Row:
    row: Row = {"precision": tuning.wanted, "best": _point(tuning.best) if tuning.best else None, "thresholds": None}
    if tuning.policy and evaluation.tuned_figures:
        row["thresholds"] = asdict(tuning.policy)
        row["figures"] = _figures(evaluation.tuned_figures)
        row["false_suggestions"] = _share(false_suggestions(evaluation.tuned))
    return row
