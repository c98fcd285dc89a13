"""What the engine asks of sentence vectors, wherever they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into directions of meaning: the cosine of two vectors says how alike the texts are."""

    @property
    def tier(self) -> str:
        """The tier whose weights the engine uses: "static" or "transformer"."""
        ...

    @property
    def name(self) -> str:
        """The tier and what its weights are, so that vectors of different encoders are never mixed."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 a text; a row of zeros for a text without words."""
        ...
