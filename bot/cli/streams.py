"""What verbs read and print."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from bot.errors import StreamError

if TYPE_CHECKING:
    from bot.cli.terminal import Page


def print_lines(lines: Iterable[tuple[bytes, bool]]) -> int:
    """Each as soon as it is there; the exit code: 0 if all went well, else 1."""
    all_well = True
    for line, is_well in lines:
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
        all_well &= is_well
    return 0 if all_well else 1


def standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise StreamError("There is nothing to read: standard input is closed.")
    return sys.stdin.buffer


class InputFile(click.File):
    """A file that is read as bytes; `-` is standard input."""

    def __init__(self) -> None:
        super().__init__("rb")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return standard_input() if value == "-" else super().convert(value, param, ctx)


def page_here() -> Page:
    from bot.cli.terminal import Page

    if not sys.stdout.isatty():
        return Page(None, has_colour=False)
    return Page.of_terminal(shutil.get_terminal_size().columns, os.environ)
