"""HTML and SVG as text in which nothing that somebody typed can become markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


class Markup(str):
    """Markup that is ready. Any other text is escaped where it is put in."""

    __slots__ = ()


def tag(name: str, *content: str, **attributes: object) -> Markup:
    """An element. `class_` and `aria_label` become class and aria-label; an attribute that is None is left out."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    opening = "".join([name, *(f' {key}="{escape(_attribute(value))}"' for key, value in given.items())])
    return Markup(f"<{opening}>{joined(content)}</{name}>")


def joined(content: Iterable[str]) -> Markup:
    return Markup("".join(part if isinstance(part, Markup) else escape(part) for part in content))


def table(head: Iterable[str], rows: Iterable[Iterable[str]], caption: str, class_: str | None = None) -> Markup:
    """A table; the first cell of a row names it."""
    names = tag("tr", *(tag("th", name, scope="col") for name in head))
    return tag("table", tag("caption", caption), tag("thead", names), tag("tbody", *map(_row, rows)), class_=class_)


def _row(cells: Iterable[str]) -> Markup:
    name, *others = cells
    return tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in others))


def _attribute(value: object) -> str:
    """Numbers with two decimals at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
