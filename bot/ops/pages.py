"""What is answered to whoever asks over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Page:
    """A text of a kind, for 200 or, where it is not well, for 503."""

    body: str
    kind: str = "application/json"
    is_well: bool = True

    @classmethod
    def of(cls, found: Mapping[str, Any], *, is_well: bool = True) -> Page:
        return cls(json.dumps(found, ensure_ascii=False, indent=2) + "\n", is_well=is_well)


Pages = Mapping[str, Callable[[], Page]]
