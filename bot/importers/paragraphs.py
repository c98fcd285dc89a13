"""Who says each paragraph of a text in which some begin with a name, and where that is in doubt."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from bot.core.model import as_id
from bot.importers.dialogue import Heading, Item, SpokenLine, ends_sentence, may_ask
from bot.importers.labels import Label, recurring

ASKER = "Interviewer"
ANSWERER = "Interviewee"
_QUESTION_END = re.compile(r"""\?["'”’)\]]*$""")
_HEADING_CHARS = 100
_NEAR_CHARS = 20


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, or a line of it that begins with a name; `start` and `end` are offsets in the text.

    `is_heading`: whether it is nobody's words, unless somebody surely goes on with it; `is_topic`: whether it names
    what comes below it; `may_be_sure`: false where the format's reader doubts who says it.
    """

    start: int
    end: int
    words: str
    label: Label | None = None
    is_heading: bool = False
    is_topic: bool = True
    may_be_sure: bool = True
    who: str = ""
    is_sure: bool = True

    @property
    def is_bare_mark(self) -> bool:
        return self.label is not None and not self.words


def asks(words: str) -> bool:
    """Tell whether words end as a question."""
    return _QUESTION_END.search(words) is not None


def is_like_heading(words: str) -> bool:
    """Tell whether a line ends like no sentence, or holds no letters."""
    is_short = len(words) <= _HEADING_CHARS and "\n" not in words
    return is_short and (not any(map(str.isalpha, words)) or not re.search(r"""[.!?…:]["'”’)\]]*$""", words))


def labels_of(parts: Sequence[TextPart]) -> dict[str, str]:
    """Return what is most often printed before the words of each speaker."""
    printed = Counter(part.label for part in parts if part.label and part.label.printed and part.words)
    return {label.name: label.printed for label, _ in reversed(printed.most_common())}


def with_words(text: str, parts: Sequence[TextPart]) -> list[TextPart]:
    """Give each name that stands alone the part below it, in doubt where somebody else could say that.

    A mark below it begins a turn of its own only if it names somebody elsewhere: "Look: never" may be speech.
    """
    pairs = [*zip([None, *parts], parts, strict=False)]
    names = {part.label.name for above, part in pairs if part.label and not (above and above.is_bare_mark)}
    called = {short.casefold() for name in names for short in (name, name.split()[0], as_id(name))}
    following = ""
    joined: list[TextPart] = []
    for part in reversed(parts):
        below = joined[-1] if joined else None
        if part.label and not part.words and below and not (below.label and below.label.name.casefold() in called):
            words = text[part.start + len(part.label.printed) : below.end].strip()
            may_ask = asks(below.words) and following == part.label.name
            is_sure = below.may_be_sure and not (below.label or below.is_heading or may_ask)
            joined[-1] = replace(part, end=below.end, words=words, may_be_sure=is_sure)
        else:
            joined.append(part)
        following = part.label.name if part.label else following
    return joined[::-1]


def items_of(text: str, parts: Sequence[TextPart], times: Sequence[tuple[int, float]] = ()) -> Iterator[Item]:
    """Return lines and headings made of the parts, of which one at least has a label.

    `times`: offsets in the text and seconds of the recording; they count only where none goes back.
    """
    names = recurring(part.label.name for part in parts if part.label)
    starts = [number for number, part in enumerate(parts) if part.label]
    blocks = [_Block(parts[start:end]) for start, end in pairwise((*starts, len(parts)))]
    asker = _asker(blocks)

    # Before the first name somebody introduces the dialogue: most likely, but not surely, whoever asks.
    given = [replace(part, who=asker, is_sure=False) for part in parts[: starts[0]]]
    for block, following in zip(blocks, [*(block.name for block in blocks[1:]), ""], strict=True):
        given += _attributed(block, following, asker, names)
    is_exact = all(before[1] <= after[1] for before, after in pairwise(times))
    yield from _items(text, given, labels_of(parts), times if is_exact else ())


class _Block(tuple[TextPart, ...]):
    """A part with a name, and those without one that follow it."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return self[0].label.name if self[0].label else ""


def _asker(blocks: Sequence[_Block]) -> str:
    """Guess who asks: somebody without a name where one alone is named and does not ask.

    Each name is tried: how many of its blocks end as a question, and how many of the others' do where it answers.
    """
    names = [block.name for block in blocks]
    if len({*names}) == 1:
        is_asking = 2 * sum(asks(block[0].words) for block in blocks) > len(blocks)
        return names[0] if is_asking else ASKER
    asked = Counter[str]()
    for block, following in zip(blocks, [*names[1:], ""], strict=True):
        if asks(block[-1].words):
            asking = {block.name} if following != block.name else {*names} - {following}
            asked.update(dict.fromkeys(asking, 1))
    return max(sorted({*names}), key=lambda name: (asked[name], -names.count(name)))


def _attributed(block: _Block, following: str, asker: str, names: frozenset[str]) -> Iterator[TextPart]:
    """Give each part of a block a speaker; from where somebody may have asked something it is in doubt who talks.

    Only where the same speaker's name comes again did somebody else surely talk between: the last part is the
    question, if it ends as one.
    """
    name, rest = block.name, block[1:]
    is_asked = name != asker and following == name and bool(rest) and asks(rest[-1].words)
    own = rest[:-1] if is_asked else rest
    certain = _certain(own, name, following, asker)

    yield replace(block[0], who=name, is_sure=name in names and block[0].may_be_sure)
    for number, part in enumerate(own):
        is_sure = name in names and number < certain and block[0].may_be_sure and not part.is_heading
        yield replace(part, who=name, is_sure=is_sure)
    if is_asked:
        yield replace(rest[-1], who=asker, is_sure=rest[-1].may_be_sure)


def _certain(own: Sequence[TextPart], name: str, following: str, asker: str) -> int:
    """Count the parts without a name that surely go on with what was said: none at the end, where notes may follow.

    An answer may have been followed up without a name: nothing is certain from a question on, nor, where the next
    name is not that of whoever asks, are words to somebody and the last part, which may lead to a question. Nothing
    is certain below a part that may not be sure.
    """
    if not following or name == following == asker:
        return 0
    own = own[: next((number for number, part in enumerate(own) if not part.may_be_sure), len(own))]
    if name == asker:
        return len(own)
    certain = next((number for number, part in enumerate(own) if asks(part.words)), len(own))
    last = certain
    may_lead = last < len(own) or following != asker
    while may_lead and certain and (certain == last or may_ask(own[certain - 1].words)):
        certain -= 1
    return certain


def _items(
    text: str, parts: Sequence[TextPart], labels: Mapping[str, str], times: Sequence[tuple[int, float]]
) -> Iterator[Item]:
    """Join the parts of one turn to a line; what holds no sentence and no name is a heading, so is an odd label."""
    is_begun = False
    for number, group in groupby(_numbered(parts), key=lambda pair: pair[0]):
        members = [part for _, part in group]
        first, last = members[0], members[-1]
        is_begun |= first.label is not None
        start = first.start + (len(first.label.printed) if first.label else 0)
        words = text[start : last.end].strip()
        if number < 0 or not words:
            is_topic = first.is_topic and is_begun and not first.label and any(map(str.isalpha, words))
            yield Heading(text[first.start : last.end], is_topic)
        else:
            if first.label and first.label.printed and first.label.printed != labels[first.label.name]:
                yield Heading(first.label.printed, is_topic=False)
            yield from _timed(text, (start, last.end), times, SpokenLine(first.who, words, is_sure=first.is_sure))


def _timed(
    text: str, span: tuple[int, int], times: Sequence[tuple[int, float]], line: SpokenLine
) -> Iterator[SpokenLine]:
    """Cut a line where a time stands between two of its sentences, and give each piece its second."""
    start, end = span
    first, last = (bisect_right(times, (offset, math.inf)) for offset in span)
    offsets = [offset for offset, _ in times[first:last]]
    inner = [offset for offset in offsets if ends_sentence(text[max(start, offset - _NEAR_CHARS) : offset])]
    for begins, ends in pairwise((start, *inner, end)):
        if words := text[begins:ends].strip():
            known = bisect_right(times, (begins, math.inf))
            yield replace(line, text=words, start_s=times[known - 1][1] if known else None)


def _numbered(parts: Sequence[TextPart]) -> Iterator[tuple[int, TextPart]]:
    """Return each part with the number of its turn; below 0 where it is in none."""
    number = 0
    before: TextPart | None = None
    for part in parts:
        if not part.label and part.is_heading and not part.is_sure:
            number, before = number + 1, None
            yield -number, part
            continue
        goes_on = before and not part.label and (part.who, part.is_sure) == (before.who, before.is_sure)
        number += not goes_on
        before = part
        yield number, part
