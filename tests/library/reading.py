"""Small files as texts, and reading them with both parsers: what they say must be one and the same."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import thread_time
from typing import Any

from bot.core.drafts import Problem
from bot.library.formats import KNOWLEDGE, read
from bot.library.shapes import Shape
from bot.library.text import UnreadableError
from bot.library.yaml_reader import HAS_FAST_PARSER, KeysNode, Node, read_nodes

FILE = "knowledge/talk.yaml"

KNOWLEDGE_TEXT = """\
format: 1
source:
  id: talk
  title: A talk with Ada
  url: https://example.org/talk
  author: Sam
  published: 2020-11
  retrieved: 2026-11-22
  sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
speakers:
  ada:
    name: Ada
    role: interviewee
    described: engineer at Example
  sam:
    name: Sam
    role: interviewer
synonyms:
  - [master's, masters, msc]
topics:
  degree:
    title: Is a degree worth it?
    questions:
      - should I do a master's?
      - no
      - 12:30
    related:
      - start
    quotes:
      - id: not-worth-it
        speaker: ada
        asked: Was it worth it?
        asked_turn: 3
        text: |-
          It was not.

          Not for me.
  start:
    quotes:
      - use: not-worth-it
"""

TRANSCRIPT_TEXT = """\
format: 1
source: talk
labels:
  ada: 'Ada:'
turns:
  - speaker: sam
    segments:
      - kind: speech
        text: Was it worth it?
  - speaker: ada
    sure: false
    start: 12.5
    segments:
      - kind: speech
        text: It was not
      - kind: aside
        by: sam
        text: '(Sam: oh)'
      - kind: stage
        text: (laughs)
left_out:
  - A talk with Ada
"""


def outcome(data: str | bytes) -> Node | Problem:
    """The tree, or why there is none."""
    data = data.encode() if isinstance(data, str) else data
    fast, slow = (_outcome(data, fast=fast) for fast in (HAS_FAST_PARSER, False))
    assert fast == slow
    return slow


def _outcome(data: bytes, *, fast: bool) -> Node | Problem:
    try:
        return read_nodes(data, FILE, fast=fast)
    except UnreadableError as unreadable:
        return unreadable.problem


def refused(data: str | bytes) -> Problem:
    """Why nothing of a file can be read."""
    problem = outcome(data)
    assert isinstance(problem, Problem)
    return problem


def tree(data: str | bytes) -> Node:
    node = outcome(data)
    assert not isinstance(node, Problem), node
    return node


def drafted(text: str, shape: Shape[Any] = KNOWLEDGE) -> tuple[Any, list[Problem]]:
    """What a file says, and what is wrong with it."""
    return read(shape, tree(text))


def value_of(text: str, shape: Shape[Any]) -> tuple[Any, list[Problem]]:
    """What a shape makes of the value in `key: value`."""
    node = tree(text)
    assert isinstance(node, KeysNode)
    problems: list[Problem] = []
    return shape.read(node.pairs[0][1], "'key'", problems), problems


def spot(problem: Problem) -> tuple[int, int]:
    return problem.location.line, problem.location.column


def says(problem: Problem, message: str, fix: str) -> bool:
    """Both parts hold these words."""
    assert message in problem.message, problem.message
    assert fix in problem.fix, problem.fix
    return True


def within(most_s: float) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test that may take so many seconds of its thread's own time, however busy the machine is."""

    def timed(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def took(*arguments: object, **named: object) -> None:
            began_s = thread_time()
            test(*arguments, **named)
            assert thread_time() - began_s < most_s

        return took

    return timed
