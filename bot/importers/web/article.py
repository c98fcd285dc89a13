"""The article of a page as blocks of text in the order of reading, each with its style."""

from __future__ import annotations

import logging
import re
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from bot.errors import TranscriptError
from bot.importers.labels import is_bare_name, is_doubtful, without_times

MAX_ELEMENTS = 30_000
MAX_ATTRIBUTES = 1_000
_ATTRIBUTE = re.compile(r"[\w:.@-]+(?:=\S*)?")


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


HEADINGS = _tags("h1 h2 h3 h4 h5 h6")
_BLOCKS = HEADINGS | _tags(
    "address article blockquote body center dd details div dl dt figure fieldset hr html li main ol p pre section"
    " summary table tbody td tfoot th thead tr ul"
)
_STYLES = {"blockquote": "quoted", "li": "item"}
_STRONG = _tags("b strong dt th summary")
_EMPHASISED = _tags("i em cite")
_SKIPPED = _tags(
    "aside audio button canvas dialog embed figcaption footer form head iframe input label nav noscript object rp rt"
    " script select style svg template textarea video"
)
_ROLES = _tags("banner button complementary contentinfo dialog form menu navigation search toolbar")
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_UNRELATED = re.compile(
    r"(?:^|[\s_-])(?:comments?|respond|disqus|share|sharing|social|newsletter|subscri\w+|related|promo|advert\w*|ads?"
    r"|breadcrumbs?|toc|cookie|sr-only|screen-reader-text|visually-hidden|pull-?quote|caption)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MOST_UNRELATED = 0.5
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_SPACE = re.compile(r"[ \t\n\r\f\v\u00a0]+")
_LINE_END = re.compile(r" *\n *")
_SUPERSCRIPTS = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_FOOTNOTE = re.compile(
    r"\s*[\[(]?(?:\d{1,3}|[a-z]|note \d{1,3}|[*†‡§]{1,3}|citation needed)(?:, ?\d{1,3})*[\])]?\s*", re.IGNORECASE
)
_NUMBER = "data-number"
_KNOWN_BY = ("class", "id", "itemprop", "hidden", "style", "href")
_ATTRIBUTE_CHARS = 200
_ODD = re.compile(r"[^ -~]")


@dataclass(frozen=True, slots=True)
class Article:
    """`root` holds all of it; `kept`: the elements that are surely part of it, as ads and menus are not."""

    page: Any
    root: Any
    kept: frozenset[Any]


def article_of(text: str) -> Article:
    """Find the article of a page. Raises TranscriptError with the end of a sentence about the page."""
    html = _library()
    if any(_is_flooded(tag.split(">", 1)[0]) for tag in text.split("<")):
        message = f"it is a web page with a tag of more than {MAX_ATTRIBUTES:,} attributes."
        raise TranscriptError(f"{message} Copy the words into a text file.")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=False, remove_pis=True)
    try:
        page = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (html.etree.ParserError, ValueError):
        raise TranscriptError("it is a web page without any words.") from None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise TranscriptError("it is a web page that is nested too deeply. Copy the words into a text file.")
    if sum(1 for _ in page.iter()) > MAX_ELEMENTS:
        raise TranscriptError(
            f"it is a web page of more than {MAX_ELEMENTS:,} elements. Make several interviews of it."
        )
    kept = frozenset(_kept(page))
    if not kept:
        raise TranscriptError("it is a web page without any words.")
    paths = [[*reversed([*element.iterancestors()]), element] for element in kept]
    shared = [level[0] for level in zip(*paths, strict=False) if all(element is level[0] for element in level)]
    return Article(page, shared[-1], kept)


def _is_flooded(tag: str) -> bool:
    """Tell whether a tag has so many attributes that the parser, which compares each with all, takes minutes."""
    parts = tag.split()[1:] if len(tag) > 2 * MAX_ATTRIBUTES else []
    return len(parts) > MAX_ATTRIBUTES and sum(map(bool, map(_ATTRIBUTE.fullmatch, parts))) > 0.95 * len(parts)


def _library() -> Any:
    try:
        import lxml.html
        import readability
    except ImportError:
        command = f"{shlex.quote(sys.executable)} -m pip install readability-lxml"
        raise TranscriptError(f"it is a web page, and what reads those is not installed. Run: {command}") from None
    logging.getLogger(readability.__name__).addHandler(logging.NullHandler())  # the import says what it stumbles over
    return lxml.html


def _kept(page: Any) -> Iterator[Any]:
    """Return the elements of the page that the extractor takes for the article's."""
    from readability import Document

    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    numbered = deepcopy(page)
    copies = (element for element in numbered.iter() if isinstance(element.tag, str))
    for number, copy in enumerate(copies):
        known_by = {name: _ODD.sub(" ", copy.get(name)[:_ATTRIBUTE_CHARS]) for name in _KNOWN_BY if copy.get(name)}
        copy.attrib.clear()
        copy.attrib.update({**known_by, _NUMBER: str(number)})
    try:
        summary = Document(numbered).summary(html_partial=True)
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the page is not read
        return
    for number in re.findall(rf'{_NUMBER}="(\d+)"', summary):
        yield elements[int(number)]


@dataclass(frozen=True, slots=True)
class PageBlock:
    """`style`: "h2" and the like, "strong" or "emphasised" where all of it is, "quoted", "item", else "plain".

    `lead` is what is strong at its beginning; `is_kept` says whether the extractor takes it for the article's.
    """

    text: str
    style: str
    lead: str = ""
    is_kept: bool = True
    start_s: float | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    is_strong: bool = False
    is_emphasised: bool = False


@dataclass(frozen=True, slots=True)
class _Within:
    """The style that the elements around a text give it."""

    style: str = "plain"
    is_strong: bool = False
    is_emphasised: bool = False
    is_preformatted: bool = False
    is_raised: bool = False
    is_lowered: bool = False
    is_kept: bool = False

    def inside(self, tag: str, is_kept: bool) -> _Within:
        return _Within(
            style=tag if tag in HEADINGS else _STYLES.get(tag, self.style),
            is_strong=self.is_strong or tag in _STRONG,
            is_emphasised=self.is_emphasised or tag in _EMPHASISED,
            is_preformatted=self.is_preformatted or tag == "pre",
            is_raised=self.is_raised or tag == "sup",
            is_lowered=self.is_lowered or tag == "sub",
            is_kept=is_kept if tag in _BLOCKS else self.is_kept,
        )

    def runs(self, text: str) -> Iterator[_Run]:
        text = _INVISIBLE.sub("", text)
        if self.is_raised or self.is_lowered:
            # raised or lowered digits are written as such: 10 to the power of 2 is not 102; "4th" stays as it is
            small = text.translate(_SUPERSCRIPTS if self.is_raised else _SUBSCRIPTS)
            has_odd_sign = any(map(str.isdecimal, text)) and not small.isalnum() and small.strip().isalnum()
            text = f"{'^' if self.is_raised else '_'}({text})" if has_odd_sign else small
        parts = re.split("(\n)", text) if self.is_preformatted else [_SPACE.sub(" ", text)]
        yield from (_Run(part, self.is_strong, self.is_emphasised) for part in parts)


class _ArticleWalk:
    """One walk over the article; `_runs` is the text of the block that is under way."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._runs: list[_Run] = []
        self._most_unrelated_chars = _MOST_UNRELATED * len(article.root.text_content())

    def walk(self, element: Any, around: _Within) -> Iterator[PageBlock]:
        tag = element.tag
        within = around.inside(tag, element in self._article.kept)
        if tag in _BLOCKS:
            yield from self._ended(around)
        self._runs += [_Run("\n")] if tag == "br" else within.runs(element.text or "")
        for child in element:
            if isinstance(child.tag, str) and not self._is_unrelated(child):
                yield from self.walk(child, within)
            self._runs += within.runs(child.tail or "")
        if tag in _BLOCKS:
            yield from self._ended(within)

    def _is_unrelated(self, element: Any) -> bool:
        """Tell whether nobody reads it as part of the article."""
        if element.tag in _SKIPPED or element.get("role") in _ROLES or element.get("aria-hidden") == "true":
            return True
        raised = element.text_content().strip() if element.tag == "sup" else ""
        is_bracketed = raised[:1] in "[(*†‡"
        if _FOOTNOTE.fullmatch(raised) and (is_bracketed or element.xpath("descendant::a|ancestor::a")):
            return True
        if element.get("hidden") is not None or _UNSEEN.search(element.get("style") or ""):
            return True
        called = f"{element.get('class') or ''} {element.get('id') or ''}"
        return bool(_UNRELATED.search(called)) and len(element.text_content()) < self._most_unrelated_chars

    def _ended(self, within: _Within) -> Iterator[PageBlock]:
        """Return the blocks that end here: an empty line between two line breaks makes one more."""
        runs, self._runs = self._runs, []
        for part in _parted(runs):
            timed = without_times(_flat(part))
            if not timed.text:
                continue
            telling = [run for run in part if any(map(str.isalnum, run.text))]
            style = within.style
            if style in ("plain", "item") and telling and all(run.is_strong for run in telling):
                style = "strong"
            elif style == "plain" and telling and all(run.is_emphasised for run in telling):
                style = "emphasised"
            lead = takewhile(lambda run: run.is_strong or not run.text.strip(), part)
            start_s = timed.times[0][1] if timed.times else None
            yield PageBlock(timed.text, style, without_times(_flat(lead)).text, within.is_kept, start_s)


def _parted(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Cut at empty lines, and before each line that begins with a mark of a speaker."""
    part: list[_Run] = []
    for line in _lines(runs):
        text = without_times(_flat(line)).text
        is_strong = all(run.is_strong for run in line if run.text.strip())
        if part and (not text or is_doubtful(text) or (is_strong and is_bare_name(text.rstrip(": ")))):
            yield part
            part = []
        part += [_Run("\n"), *line] if part else line
    yield part


def _lines(runs: Iterable[_Run]) -> Iterator[list[_Run]]:
    line: list[_Run] = []
    for run in runs:
        if run.text == "\n":
            yield line
            line = []
        else:
            line.append(run)
    yield line


def _flat(runs: Iterable[_Run]) -> str:
    return _LINE_END.sub("\n", re.sub("  +", " ", "".join(run.text for run in runs))).strip()


def blocks_of(article: Article) -> list[PageBlock]:
    """Return the blocks of an article, in order."""
    return list(_ArticleWalk(article).walk(article.root, _Within()))
