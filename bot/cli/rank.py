"""JSON lines in and out; `rank`: candidates and queries in, what is nearest out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from math import isfinite
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO, NoReturn

import click
from msgspec.structs import replace

from bot.cli.terminal import InputFile, print_lines
from bot.config import Config
from bot.core.matching.ranker import Candidate, GroupBy, Id, Ranker
from bot.errors import CandidatesError

_SHOWN_CHARS = 40


def read_object(line: bytes, example: str) -> dict[str, Any]:
    """Return the object of a line. Raises ValueError with one sentence, which shows the example if it is no object."""

    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"This line is not JSON: {constant} is no JSON value.")

    try:
        text = line.decode("utf-8-sig")
        fields = json.loads(text, parse_constant=refuse, parse_float=_finite, parse_int=_whole)
    except UnicodeDecodeError:
        raise ValueError("This line is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"This line is not JSON: {error.msg} at column {error.colno}.") from None
    except RecursionError:
        raise ValueError("This line is nested too deep.") from None
    if not isinstance(fields, dict):
        raise ValueError(f"A line is an object such as {example}.")
    return fields


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise _too_large(text)
    return number


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _too_large(text) from None


def _too_large(text: str) -> ValueError:
    shown = text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…"
    return ValueError(f"{shown} is too large a number.")


def answer_each(
    lines: Iterable[bytes], example: str, answer: Callable[[dict[str, Any]], dict[str, Any]]
) -> Iterator[tuple[bytes, bool]]:
    """Yield one line for each that is not empty, in order, and whether it could be answered.

    It holds the id that the line gives, else its number, with its answer or the ValueError that answering it raised.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        given: object = number
        try:
            fields = read_object(line, example)
            given = fields.get("id", number)
            row, is_answered = {"id": given, **answer(fields)}, True
        except ValueError as error:
            row, is_answered = {"id": given, "line": number, "error": str(error)}, False
        # half a character, which JSON can hold, is written as an escape
        yield json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace"), is_answered


_CANDIDATE = '{"id": "start", "title": "How do I start?", "questions": ["where to begin?"], "text": "With a project."}'
_QUERY = '{"id": 1, "q": "where to begin?"}'
_TEXTS = ("collection", "title", "asked", "text")
_KEYS = ("id", "topic", "questions", *_TEXTS)


@click.command()
@click.option("--candidates", metavar="FILE", required=True, type=click.Path(path_type=Path), help="What is there.")
@click.option("--queries", metavar="FILE", required=True, type=InputFile(), help="What is asked; - for input.")
@click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="Results a line.")
@click.option(
    "--group-by",
    type=click.Choice(("topic", "none")),
    default="topic",
    show_default=True,
    help="topic: the best of each topic.",
)
@click.option(
    "--semantic",
    type=click.Choice(("off", "static", "transformer", "auto")),
    help="How to find: words alone, or meaning too.",
)
def rank(candidates: Path, queries: BinaryIO, top: int, group_by: GroupBy, semantic: str | None) -> None:
    """Rank any collection of texts: for each query what is nearest, as JSON lines (docs/operators.md tells the fields).

    \b
    Example: ontherecord rank --candidates faq.jsonl --queries asked.jsonl --top 5
    """
    from bot import app

    config: Config = click.get_current_context().obj.settings()
    matching = replace(config.matching, semantic=semantic) if semantic else config.matching
    found = read_candidates(candidates)
    tier, missing = app.choose_tier(replace(config, matching=matching), os.environ)
    if missing:
        click.echo(missing, err=True)
    ranker = Ranker.over(found, tier.encoder, tier.usage)
    collections = frozenset(candidate.collection for candidate in found)
    raise SystemExit(print_lines(answer_queries(queries, ranker, collections, top, group_by)))


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """Read candidates in the order of the file. Raises CandidatesError at the first slip, with file and line."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise CandidatesError(f"{path} cannot be read: {error.strerror}.") from None
    lines_of: dict[Id, int] = {}
    candidates: list[Candidate] = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                candidate = _candidate(read_object(line, _CANDIDATE))
                if lines_of.setdefault(candidate.id, number) != number:
                    raise ValueError(f"The id {candidate.id} stands in line {lines_of[candidate.id]} already.")
            except ValueError as error:
                raise CandidatesError(f"{path}:{number}: {error}") from None
            candidates.append(candidate)
    if not candidates:
        raise CandidatesError(f"{path} holds no candidate. Write one a line, such as {_CANDIDATE}.")
    return tuple(candidates)


def answer_queries(
    lines: Iterable[bytes], ranker: Ranker, collections: frozenset[str], top: int, group_by: GroupBy
) -> Iterator[tuple[bytes, bool]]:
    """Yield one line for each query, and whether it could be used: at most `top` results from some `collections`."""

    def answer(fields: dict[str, Any]) -> dict[str, Any]:
        text, within = text_of(fields, "q", is_needed=True), frozenset(_texts(fields, "within"))
        for unknown in sorted(within - collections):
            raise ValueError(f"No candidate is in the collection {unknown}.")
        started = perf_counter()
        ranked = ranker.rank(text, within, top, group_by)
        spent_ms = (perf_counter() - started) * 1000
        found = [(match.candidate, match.score) for match in ranked.results]
        results = [
            {"id": of.id, "topic": of.of, "collection": of.collection, "score": round(score, 6)} for of, score in found
        ]
        return {"confidence": round(ranked.confidence, 4), "results": results, "ms": round(spent_ms, 3)}

    return answer_each(lines, _QUERY, answer)


def _candidate(fields: Mapping[str, Any]) -> Candidate:
    for unknown in (key for key in fields if key not in _KEYS):
        raise ValueError(f'A candidate has no "{unknown}". It may have: {", ".join(_KEYS)}.')
    if fields.get("id") is None:
        raise ValueError('"id" is missing.')
    topic = None if fields.get("topic") is None else _id(fields, "topic")
    texts = {key: text_of(fields, key) for key in _TEXTS}
    return Candidate(_id(fields, "id"), topic=topic, questions=_texts(fields, "questions"), **texts)


def _id(fields: Mapping[str, Any], key: str) -> Id:
    found = fields[key]
    if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        raise ValueError(f'"{key}" must be a text or a whole number.')
    return found


def text_of(fields: Mapping[str, Any], key: str, *, is_needed: bool = False) -> str:
    """Return the text of a key, "" where it is not needed and not there. Raises ValueError."""
    found = fields.get(key)
    if found is None and not is_needed:
        return ""
    if not isinstance(found, str):
        raise ValueError(f'"{key}" must be a text.')
    return found


def _texts(fields: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = fields.get(key)
    found = [] if found is None else found
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise ValueError(f'"{key}" must be a list of texts.')
    return tuple(found)
