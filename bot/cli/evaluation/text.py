"""The figures of `eval` as text and as JSON (docs/operators.md explains each field), and the page's wording."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any

from bot.cli.terminal import TerminalStyle
from bot.core.answer import Policy
from bot.core.drafts import Problem
from bot.core.evaluation.errors import cut
from bot.core.evaluation.metrics import Figures, JudgedQuestion, Outcome, Share, figures, shown
from bot.core.evaluation.tuning import (
    ENOUGH_ANSWERABLE,
    ENOUGH_SILENT,
    FEWEST_CERTIFYING,
    PROMISED,
    SUGGESTED_SHARE,
    Point,
    Tuning,
    false_suggestions,
)
from bot.core.matching import Match
from bot.service.checking import Evaluation

NOTHING = "-"
_COLUMNS = 80
_KIND_CHARS = 12
_QUESTION_CHARS = 300
_MISSES = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A figure: its name, the same in plain words, and how it is read from figures."""

    name: str
    words: str
    of: Callable[[Figures], Share | float | None]
    digits: int = 0

    def text(self, figures: Figures) -> str:
        value = self.of(figures)
        if isinstance(value, Share):
            return share_text(value)
        return NOTHING if value is None else f"{value:.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that belong together, a row for each kind that they say something of."""

    title: str
    caption: str
    columns: tuple[Column, ...]
    is_for: Callable[[Figures], int]

    def rows(self, evaluation: Evaluation) -> Iterator[tuple[str, Figures]]:
        if self.is_for(evaluation.figures):
            yield "all", evaluation.figures
            yield from ((kind, found) for kind, found in evaluation.by_kind.items() if self.is_for(found))


HIT_1 = Column("hit@1", "first result right", lambda figures: figures.hit_1)
HIT_3 = Column("hit@3", "right among the first three", lambda figures: figures.hit_3)
SHOWN = Column("shown", "characters shown (median)", lambda figures: figures.shown_chars)
PRECISION = Column("precision", "answers that are right", lambda figures: figures.precision)
COVERAGE = Column("coverage", "questions answered rightly", lambda figures: figures.coverage)
FALSE_ANSWERS = Column("false answers", "silent questions answered", lambda figures: figures.false_answers)
FALSE_REPLIES = Column("false replies", "silent questions replied to unasked", lambda figures: figures.false_replies)
AUROC = Column("AUROC", "told from the others: 1 is best, 0.5 is chance", lambda figures: figures.auroc, digits=3)

COLUMNS = (HIT_1, HIT_3, PRECISION, COVERAGE, FALSE_ANSWERS, FALSE_REPLIES, AUROC, SHOWN)
COMPARED = (HIT_1, HIT_3, AUROC, PRECISION, COVERAGE, FALSE_ANSWERS)
TABLES = (
    Table(
        "Finding",
        "Questions that the record answers: is the passage wanted the first result, or one of the first three?",
        (HIT_1, HIT_3, SHOWN),
        lambda figures: figures.answerable,
    ),
    Table(
        "Answering",
        "The same, put to the bot: how many of its answers are right, how many questions get a right one?",
        (PRECISION, COVERAGE, AUROC),
        lambda figures: figures.answerable,
    ),
    Table(
        "Keeping silent",
        "Questions that the record does not answer, and chatter: every answer to one is a mistake.",
        (FALSE_ANSWERS, FALSE_REPLIES, AUROC),
        lambda figures: figures.silent,
    ),
)


def share_text(share: Share) -> str:
    """Return share, count and 95 % interval: 79.3 % (119 of 150, 72-85)."""
    if not share.total:
        return NOTHING
    low, high = share.interval
    return f"{100 * share.value:.1f} % ({share.count} of {share.total}, {100 * low:.0f}-{100 * high:.0f})"


def head(evaluation: Evaluation) -> tuple[str, str]:
    """Return what was asked of what, and the thresholds, as two sentences."""
    found, knowledge = evaluation.figures, evaluation.knowledge
    asked = (
        f"{found.questions} questions, of which the record answers {found.answerable}; on {found.silent} it is silent"
    )
    at = ", ".join(f"{name} {number}" for name, number in threshold_lines(evaluation.policy).items())
    return f"{asked}. {len(knowledge.quotes)} quotes under {len(knowledge.topics)} topics.", f"Thresholds: {at}."


def threshold_lines(policy: Policy) -> dict[str, str]:
    """Return the settings under `matching:`, each with its value as YAML takes it."""
    return {name: format(Decimal(repr(value)), "f") for name, value in asdict(policy).items()}


def pasted(policy: Policy) -> str:
    """Return the lines for config.yaml."""
    return "\n".join(["matching:", *(f"  {name}: {number}" for name, number in threshold_lines(policy).items())])


def why_these(tuning: Tuning, tuned: Sequence[Outcome]) -> Iterator[str]:
    """Yield what whoever wants to paste the lines must know, a sentence each."""
    if not tuning.policy:
        best = "Nothing was found for any of them."
        if tuning.best:
            best = f"The best is {share_text(tuning.best.precision)}, answering from {tuning.best.threshold:.4f} on."
        yield f"No threshold reaches a precision of {100 * tuning.wanted:g} % on these questions. {best}"
    else:
        yield (
            "This answers as many questions as that precision allows, offers topics to at most "
            f"{100 * SUGGESTED_SHARE:.0f} % of the silent questions, and replies unasked to none of them. "
            "It was chosen on these very questions: expect a little less on others."
        )
    if any(outcome.is_reply and outcome.asked.is_silent for outcome in tuned):
        yield "But no message_at keeps every silent question without a reply: one gets the highest confidence there is."
    for number, enough, which in (
        (tuning.answerable, ENOUGH_ANSWERABLE, "that the record answers"),
        (tuning.silent, ENOUGH_SILENT, "that it does not answer"),
    ):
        if number < enough:
            yield f"Warning: questions {which}: {number}. With fewer than {enough}, these thresholds mean little."


def promised(evaluation: Evaluation) -> str:
    """Return what is promised about wrong answers, in one or two sentences."""
    promise = evaluation.promise
    if promise is None:
        return "No promise: half of the questions reach that precision with no threshold."
    chosen = (
        "Chosen on half of the questions and certified on the other" if evaluation.tuning else "If not chosen on these"
    )
    wrong, number = promise.wrong, f"{promise.answer_at:g}"
    if promise.at_most is None:
        return f"Too few answers for a promise: {wrong.total} with answer_at {number}; it takes {FEWEST_CERTIFYING}."
    told = f"{wrong.count} of {wrong.total} answers wrong, so at most {100 * promise.at_most:.1f} % of all, 95 % sure."
    if promise.missing is None:
        more = f"No number of questions would promise {100 * PROMISED:g} %: too many are wrong."
    elif promise.missing:
        more = f"To promise {100 * PROMISED:g} % it takes about {promise.missing} questions more."
    else:
        more = ""
    return f"{chosen}, answer_at {number} promises: {told} {more}".strip()


def moved(evaluation: Evaluation) -> Iterator[tuple[str, Share, Share]]:
    """Yield each figure that moves with the thresholds: its name, now, and with the lines pasted."""
    now, then = _moving(evaluation.outcomes), _moving(evaluation.tuned)
    yield from ((name, now[name], then[name]) for name in now)


def asked_text(asked: JudgedQuestion) -> str:
    """Return a question on one line; a follow-up with the question before it."""
    before = f"{cut(asked.after, _QUESTION_CHARS)} … " if asked.after else ""
    return before + cut(asked.text, _QUESTION_CHARS)


def told(outcome: Outcome) -> Mapping[str, str]:
    """Return a miss, line by line: what was shown, what was wanted, and why."""
    when = [name for name, is_so in (("when asked", outcome.is_answer), ("unasked", outcome.is_reply)) if is_so]
    wanted = [f"“{cut(span)}”" for span in outcome.asked.spans] or [f"silence; it answers {' and '.join(when)}"]
    first, place = (outcome.ranking.matches or outcome.heard.matches)[0], outcome.right_place
    lines = {
        "shown": f"“{cut(shown(first))}”",
        "from": f"{first.quote.id}, confidence {outcome.confidence:.2f}",
        "wanted": wanted[0],
        "why": _reasons(first),
        "words": ", ".join(map(cut, outcome.ranking.matched)) or "none shared",
    }
    if not place:
        return lines
    right = outcome.ranking.matches[place - 1]
    return lines | {"right": f"result {place}, {right.quote.id}: {_reasons(right)}"}


def _moving(outcomes: Sequence[Outcome]) -> dict[str, Share]:
    found = figures(outcomes)
    return {
        "precision": found.precision,
        "coverage": found.coverage,
        "false answers": found.false_answers,
        "false replies": found.false_replies,
        "false suggestions": false_suggestions(outcomes),
    }


def _reasons(match: Match) -> str:
    """Return each feature's part, the largest first, and their sum."""
    parts = sorted(match.features.items(), key=lambda part: -part[1])
    named = [f"{name} {part:.2f}" for name, part in parts if round(part, 2)]
    return f"{' + '.join(named) or 'nothing'} = {match.score:.2f}"


def as_text(evaluation: Evaluation, page: TerminalStyle) -> str:
    """Return the figures, the worst misses, and the thresholds if a precision was wanted."""
    sentences = (*head(evaluation), "In brackets behind each share: the count and the 95 % interval (Wilson).")
    parts = ["\n".join(textwrap.fill(sentence, _COLUMNS) for sentence in sentences)]
    for table in TABLES:
        if kinds := [*table.rows(evaluation)]:
            rows = [(cut(kind, _KIND_CHARS), *(c.text(found) for c in table.columns)) for kind, found in kinds]
            names = ("", *(column.name for column in table.columns))
            title, caption = page.styled(table.title, bold=True), textwrap.fill(table.caption, _COLUMNS)
            parts.append("\n".join([title, caption, *_aligned([names, *rows])]))

    worst = evaluation.misses[:_MISSES]
    if worst:
        parts.append(page.styled(f"The worst misses ({len(worst)} of {len(evaluation.misses)})", bold=True))
    for rank, outcome in enumerate(worst, 1):
        asked = outcome.asked
        question = f"{rank}. {asked_text(asked)} [{cut(asked.kind)} {cut(asked.id)}]"
        wrapped = textwrap.fill(question, _COLUMNS, subsequent_indent="   ")
        lines = [
            textwrap.fill(text, _COLUMNS, initial_indent=f"   {label:8}", subsequent_indent=" " * 11)
            for label, text in told(outcome).items()
        ]
        parts.append("\n".join([page.styled(wrapped, bold=True), *lines]))
    parts.append("\n".join([page.styled("A promise", bold=True), textwrap.fill(promised(evaluation), _COLUMNS)]))
    parts += [_thresholds(evaluation.tuning, evaluation, page)] if evaluation.tuning else []
    return "\n\n".join(parts)


def compared(found: Mapping[str, Evaluation], named: Mapping[str, str], page: TerminalStyle) -> str:
    """Return a column of figures for each tier, asked the same questions; `named` tells what each tier is here."""
    whole = next(iter(found.values()))
    told = f"{len(whole.outcomes)} questions, {len(whole.knowledge.quotes)} quotes. In brackets: 95 % intervals."
    rows = [(column.name, *(_short(column.of(one.figures)) for one in found.values())) for column in COMPARED]
    tiers = [f"{tier}: {name}" for tier, name in named.items()]
    return "\n".join([page.styled("Tiers compared", bold=True), told, *tiers, "", *_aligned([("", *found), *rows])])


def _short(value: Share | float | None) -> str:
    if isinstance(value, Share) and value.total:
        low, high = value.interval
        return f"{100 * value.value:.1f} % ({100 * low:.0f}-{100 * high:.0f})"
    return f"{value:.3f}" if isinstance(value, float) else NOTHING


def compared_as_json(found: Mapping[str, Evaluation], named: Mapping[str, str]) -> str:
    """Return the same figures as one object."""
    tiers = {tier: {"named": named[tier], "figures": _figures(one.figures)} for tier, one in found.items()}
    return json.dumps({"tiers": tiers}, ensure_ascii=False)


def slips(problems: Iterable[Problem]) -> str:
    """Return what is wrong with a question file, a line each."""
    return "\n".join(f"{p.location} {p.severity}: {p.message} {p.fix}" for p in problems)


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield rows with their cells one under the other."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _thresholds(tuning: Tuning, evaluation: Evaluation, page: TerminalStyle) -> str:
    title = page.styled(f"Thresholds for a precision of {100 * tuning.wanted:g} %", bold=True)
    sentences = [textwrap.fill(sentence, _COLUMNS) for sentence in why_these(tuning, evaluation.tuned)]
    if not tuning.policy:
        return "\n".join([title, *sentences])
    rows = [(name, share_text(now), share_text(then)) for name, now, then in moved(evaluation)]
    table = "\n".join(_aligned([("", "now", "with these lines"), *rows]))
    return "\n\n".join([title, pasted(tuning.policy), table, "\n".join(sentences)])


Row = dict[str, Any]


def as_json(evaluation: Evaluation) -> str:
    """Return everything as one object."""
    tuning, promise = evaluation.tuning, evaluation.promise
    tuned: Row | None = None
    if tuning:
        tuned = {"precision": tuning.wanted, "best": _point(tuning.best) if tuning.best else None, "thresholds": None}
        if tuning.policy and evaluation.tuned_figures:
            tuned["thresholds"] = asdict(tuning.policy)
            tuned["figures"] = _figures(evaluation.tuned_figures)
            tuned["false_suggestions"] = _value(false_suggestions(evaluation.tuned))

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
        "promise": {
            "answer_at": promise.answer_at,
            "wrong": _value(promise.wrong),
            "at_most": _value(promise.at_most),
            "missing": promise.missing,
        }
        if promise
        else None,
        "tuning": tuned,
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
        **({"after": outcome.asked.after} if outcome.asked.after else {}),
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
