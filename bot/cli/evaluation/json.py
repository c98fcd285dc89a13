"""The figures of `eval` for programs; docs/operators.md explains each field."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from bot.core.evaluation.metrics import Figures, Outcome, Share, shown
from bot.core.evaluation.tuning import Point, Tuning, false_suggestions
from bot.service.checking import Evaluation

Row = dict[str, Any]


def as_json(evaluation: Evaluation) -> str:
    """Return everything as one object."""
    row = {
        "quotes": len(evaluation.knowledge.quotes),
        "topics": len(evaluation.knowledge.topics),
        "thresholds": asdict(evaluation.policy),
        "figures": _figures(evaluation.figures),
        "kinds": {kind: _figures(found) for kind, found in evaluation.by_kind.items()},
        "curve": [_point(point) for point in evaluation.curve],
        "misses": [_miss(outcome) for outcome in evaluation.misses],
        "confusions": [
            {"wanted": c.wanted.id, "found": c.found.id, "questions": [asked.id for asked in c.asked]}
            for c in evaluation.confusions
        ],
        "outcomes": [_outcome(outcome) for outcome in evaluation.outcomes],
        "warnings": [
            {"file": p.location.file, "line": p.location.line, "message": p.message, "mend": p.fix}
            for p in evaluation.warnings
        ],
        "tuning": _tuning(evaluation.tuning, evaluation) if evaluation.tuning else None,
    }
    return json.dumps(row, ensure_ascii=False, indent=2)


def _figures(figures: Figures) -> Row:
    named = {field.name: _value(getattr(figures, field.name)) for field in fields(figures)}
    return {"questions": figures.questions} | named


def _value(figure: Share | float | None) -> Row | float | None:
    """Return a figure with four decimals at most; a share of nothing as none."""
    if not isinstance(figure, Share):
        return round(figure, 4) if isinstance(figure, float) else figure
    if not figure.total:
        return None
    low, high = (round(bound, 4) for bound in figure.interval)
    return {"share": round(figure.value, 4), "count": figure.count, "total": figure.total, "low": low, "high": high}


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
    ranking = outcome.ranking
    results = [
        {
            "quote": match.quote.id,
            "topic": match.topic.id,
            "text": shown(match),
            "score": round(match.score, 6),
            "signals": {name: round(part, 6) for name, part in match.features.items()},
        }
        for match in ranking.matches
    ]
    more = {"wanted": list(outcome.asked.spans), "matched": list(ranking.matched), "results": results}
    return _outcome(outcome) | more


def _tuning(tuning: Tuning, evaluation: Evaluation) -> Row:
    row: Row = {"precision": tuning.wanted, "best": _point(tuning.best) if tuning.best else None, "thresholds": None}
    if tuning.policy and evaluation.tuned_figures:
        row["thresholds"] = asdict(tuning.policy)
        row["figures"] = _figures(evaluation.tuned_figures)
        row["false_suggestions"] = _value(false_suggestions(evaluation.tuned))
    return row
