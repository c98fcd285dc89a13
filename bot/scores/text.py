"""The figures of `eval` in a terminal, 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from bot.cli.evaluation.text import TABLES, Table, head, moved, pasted, share_text, told, why_these
from bot.cli.terminal import Page
from bot.core.evaluation.errors import cut
from bot.core.evaluation.metrics import Outcome
from bot.core.evaluation.tuning import Tuning
from bot.core.problems import Problem
from bot.service.evaluating import Evaluation

_COLUMNS = 80
_KIND_CHARS = 12
_QUESTION_CHARS = 300
_MISSES = 10


def as_text(evaluation: Evaluation, page: Page) -> str:
    """The figures, the worst misses, and the thresholds if a precision was wanted."""
    tables = [_table(table, evaluation, page) for table in TABLES if any(table.rows(evaluation))]
    tuning = [_tuning(evaluation.tuning, evaluation, page)] if evaluation.tuning else []
    return "\n\n".join([_head(evaluation), *tables, *_misses(evaluation, page), *tuning])


def slips(problems: Iterable[Problem]) -> str:
    """What is wrong with a question file, a line each."""
    return "\n".join(f"{p.place} {p.severity}: {p.message} {p.mend}" for p in problems)


def _head(evaluation: Evaluation) -> str:
    sentences = (*head(evaluation), "In brackets behind each share: the count and the 95 % interval (Wilson).")
    return "\n".join(textwrap.fill(sentence, _COLUMNS) for sentence in sentences)


def _table(table: Table, evaluation: Evaluation, page: Page) -> str:
    rows = [(cut(kind, _KIND_CHARS), *(c.text(found) for c in table.columns)) for kind, found in table.rows(evaluation)]
    names = ("", *(column.name for column in table.columns))
    title = page.styled(table.title, bold=True)
    return "\n".join([title, textwrap.fill(table.caption, _COLUMNS), *_aligned([names, *rows])])


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows with their cells one under the other."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _misses(evaluation: Evaluation, page: Page) -> Iterator[str]:
    worst = evaluation.misses[:_MISSES]
    if worst:
        yield page.styled(f"The worst misses ({len(worst)} of {len(evaluation.misses)})", bold=True)
    yield from (_miss(rank, outcome, page) for rank, outcome in enumerate(worst, 1))


def _miss(rank: int, outcome: Outcome, page: Page) -> str:
    asked = outcome.asked
    question = f"{rank}. {cut(asked.text, _QUESTION_CHARS)} [{cut(asked.kind)} {cut(asked.id)}]"
    lines = [_labelled(label, text) for label, text in told(outcome).items()]
    return "\n".join([page.styled(textwrap.fill(question, _COLUMNS, subsequent_indent="   "), bold=True), *lines])


def _labelled(label: str, text: str) -> str:
    return textwrap.fill(text, _COLUMNS, initial_indent=f"   {label:8}", subsequent_indent=" " * 11)


def _tuning(tuning: Tuning, evaluation: Evaluation, page: Page) -> str:
    title = page.styled(f"Thresholds for a precision of {100 * tuning.wanted:g} %", bold=True)
    sentences = [textwrap.fill(sentence, _COLUMNS) for sentence in why_these(tuning, evaluation.tuned)]
    if not tuning.policy:
        return "\n".join([title, *sentences])
    rows = [(name, share_text(now), share_text(then)) for name, now, then in moved(evaluation)]
    table = "\n".join(_aligned([("", "now", "with these lines"), *rows]))
    return "\n\n".join([title, pasted(tuning.policy), table, "\n".join(sentences)])
