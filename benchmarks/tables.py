"""Shares with their 95 % intervals, and tables that line up."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

_Z = 1.96


def share(hits: Sequence[bool] | np.ndarray) -> str:
    """In percent, with Wilson's interval."""
    total, p = len(hits), float(np.mean(hits))
    middle = (p + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    half = _Z * sqrt(p * (1 - p) / total + _Z**2 / (4 * total**2)) / (1 + _Z**2 / total)
    return f"{100 * p:.1f} ({100 * (middle - half):.1f}-{100 * (middle + half):.1f})"


def mean(values: Sequence[float] | np.ndarray) -> str:
    """With the interval of a normal mean."""
    half = _Z * float(np.std(values)) / sqrt(len(values))
    return f"{np.mean(values):.3f} ({np.mean(values) - half:.3f}-{np.mean(values) + half:.3f})"


def show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A Markdown table, padded, to be pasted into RESULTS.md."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
