"""How to cite an interview, or words of it: as Markdown, and as an entry for BibTeX.

Neither ever holds three backticks in a row, so both can stand in a code block.
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

from bot.core import phrases
from bot.core.model import Quote, Source

_MARKDOWN = re.compile(r"[\\`*_{}\[\]<>|~#&!]")
_IN_ADDRESSES = "%-._~:/?#@!$&'*+,;="  # all that an address may hold, but for brackets
_NOT_IN_KEYS = re.compile(r"[^A-Za-z0-9:./-]+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TEX = str.maketrans(
    {mark: f"\\{mark}" for mark in "$&#%_"}
    | {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts a brace even behind a backslash
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "`": r"\textasciigrave{}",
    }
)


def markdown(cited: Source | Quote) -> str:
    """Return one line: whose words, the title as a link, who published it and when, and when it was looked up."""
    source = cited.source if isinstance(cited, Quote) else cited
    line = phrases.CITED_WORDS if isinstance(cited, Quote) else phrases.CITED
    published = phrases.joined(marked(source.author), phrases.date(source.published))
    return line.format(
        name=marked(cited.speaker.name) if isinstance(cited, Quote) else "",
        title=f"[{marked(source.title)}]({_address(cited.link)})" if cited.link else marked(source.title),
        published=f"{published}. " if published else "",
        retrieved=phrases.date(source.retrieved),
    )


def bibtex(cited: Source | Quote) -> str:
    """Return an entry for BibTeX and biblatex; its key is the id."""
    source = cited.source if isinstance(cited, Quote) else cited
    year, *rest = source.published.split("-")
    month = {"month": _MONTHS[int(rest[0]) - 1]} if rest else {}
    author = _texed(source.author)
    if "," in author:  # between last and first name, to BibTeX, unless braces hold the name together
        author = f"{{{author}}}"
    fields = {
        **({"author": f"{{{author}}}"} if author else {}),
        "title": f"{{{{{_texed(source.title)}}}}}",
        **({"year": f"{{{year}}}"} if year else {}),
        **month,
        **({"url": f"{{{_address(cited.link)}}}"} if cited.link else {}),
        "urldate": f"{{{source.retrieved}}}",
    }
    if isinstance(cited, Quote):
        fields["note"] = f"{{{_texed(phrases.WORDS_OF.format(name=cited.speaker.name))}}}"
    lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
    return f"@misc{{{_NOT_IN_KEYS.sub('-', cited.id)},\n{lines}\n}}"


def marked(text: str) -> str:
    """Return the text on one line, as Markdown that shows it as it is."""
    return _MARKDOWN.sub(r"\\\g<0>", _in_one_line(text))


def _texed(text: str) -> str:
    return _in_one_line(text).translate(_TEX)


def _in_one_line(text: str) -> str:
    return " ".join(text.split())


def _address(url: str) -> str:
    """Encode what would end an address: brackets, spaces, backticks."""
    return percent_encoded(url, safe=_IN_ADDRESSES, errors="replace")
