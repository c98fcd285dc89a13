"""The rules that no schema says, each one small function, gathered in one tuple per kind of request."""

from __future__ import annotations

from tests.standin.limits.answers import CHOICES_RULES, DEFERRAL_RULES, MODAL_RULES
from tests.standin.limits.commands import COMMANDS_RULES
from tests.standin.limits.messages import MESSAGE_RULES
from tests.standin.shapes import Check, Path, Problem

__all__ = [
    "CHOICES_RULES",
    "COMMANDS_RULES",
    "DEFERRAL_RULES",
    "MESSAGE_RULES",
    "MODAL_RULES",
    "RULES",
    "problems_with",
]

RULES = (*MESSAGE_RULES, *DEFERRAL_RULES, *CHOICES_RULES, *MODAL_RULES, *COMMANDS_RULES)


def problems_with(subject: object, rules: tuple[Check, ...], prefix: Path = ()) -> list[Problem]:
    """What the rules find wrong; `prefix` says where in the request's body the subject stands."""
    found = (problem for rule in rules for problem in rule(subject))
    return [Problem((*prefix, *p.path), p.code, p.message) for p in found]
