"""What the bot sent: every REST request with how it was answered, and every violation found in one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.standin.faults import Fault
from tests.standin.shapes import Problem, Upload


@dataclass(frozen=True, slots=True)
class Call:
    """A REST request as the stand-in reads it; `path` has no /api/v10 before it."""

    method: str
    path: str
    template: str
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: Mapping[int, Upload] = field(default_factory=dict)
    authorization: str | None = None

    def id(self, name: str) -> int:
        """A path parameter as a number; 0, which is nobody's id, where it is none."""
        text = self.params[name]
        return int(text) if text.isdigit() else 0

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was answered; status None means that its connection was cut."""

    call: Call
    status: int | None
    answer: Any = None
    fault: Fault | None = None
    took_s: float = 0.0

    @property
    def method(self) -> str:
        return self.call.method

    @property
    def path(self) -> str:
        return self.call.path

    @property
    def template(self) -> str:
        return self.call.template

    @property
    def body(self) -> Any:
        return self.call.body

    @property
    def files(self) -> tuple[Upload, ...]:
        return tuple(self.call.uploads.values())

    def __str__(self) -> str:
        return f"{self.call} -> {self.status or 'cut'}"


@dataclass(frozen=True, slots=True)
class Violation:
    """A request that the real Discord would not take, or that the stand-in does not know."""

    call: Call
    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return f"{self.call}: {'; '.join(map(str, self.problems))}"


class Requests(list[Request]):
    """All requests in the order in which they were answered."""

    def __str__(self) -> str:
        return ", ".join(map(str, self)) or "none"

    def to(self, method: str, path_regex: str) -> list[Request]:
        """Those of a method whose path matches somewhere."""
        pattern = re.compile(path_regex)
        return [request for request in self if request.method == method and pattern.search(request.path)]
