"""Who says the blocks of an article: by the names before them, or by how its questions are set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.core.text import folded
from bot.importers.labels import Label, is_doubtful, label_of, recurring
from bot.importers.paragraphs import ANSWERER, ASKER, TextPart, asks, is_like_heading
from bot.importers.web.article import HEADINGS, PageBlock

_FEWEST_QUESTIONS = 2
_MOST_PULLED = 100
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class _LabelledBlock:
    """A block, and the name that stands before its words."""

    block: PageBlock
    label: Label | None = None


def parts_of(blocks: Sequence[PageBlock]) -> tuple[str, list[TextPart], list[tuple[int, float]]]:
    """Return the text that is published, its parts, and the times that the page prints, by offset.

    An asker without a name is known by how questions are set.
    """
    labelled = list(_merged(_labelled(_without_pull_quotes(blocks))))
    names = recurring(one.label.name for one in labelled if one.label)
    setting = _setting_of_questions(labelled) if len(names) < 2 else ""
    # Leaving out a name or a question could give what follows to the wrong speaker.
    wanted = [
        one for one in labelled if one.block.is_kept or one.label or asks(one.block.text) or one.block.style == setting
    ]
    spoken = list(_spoken(wanted, setting, is_nameless=not names))

    parts: list[TextPart] = []
    times: list[tuple[int, float]] = []
    start = 0
    for part, start_s in spoken:
        times += [] if start_s is None else [(start, start_s)]
        words = part.words.removeprefix(part.label.printed).strip() if part.label else part.words
        parts.append(replace(part, start=start, end=start + len(part.words), words=words))
        start += len(part.words) + len(_BETWEEN)
    return _BETWEEN.join(part.words for part, _ in spoken), parts, times


def _without_pull_quotes(blocks: Sequence[PageBlock]) -> list[PageBlock]:
    """Leave out what is set as a quotation and only says again what stands elsewhere."""
    said = _BETWEEN.join(folded(block.text) for block in blocks if block.style != "quoted")
    quoted = (block for block in blocks if block.style == "quoted")
    again = {block for block in islice(quoted, _MOST_PULLED) if folded(block.text).strip("\"'. ") in said}
    return [block for block in blocks if block not in again]


def _labelled(blocks: Sequence[PageBlock]) -> Iterator[_LabelledBlock]:
    """Find the names; one may be a block of its own, if it is set like a name and comes again."""
    alone = Counter(map(_name_alone, blocks))
    for block in blocks:
        name = _name_alone(block)
        if name and (alone[name] > 1 or block.text.endswith(":")):
            yield _LabelledBlock(replace(block, text=""), Label(name, f"{name}:"))
        elif label := label_of(block.text):
            yield _LabelledBlock(block, label)
        elif block.lead and (lead := _name(block.lead)) and block.text[len(block.lead) :].startswith(("\n", ":")):
            words = block.text[len(block.lead) :].lstrip(": \n")
            yield _LabelledBlock(replace(block, text=f"{lead}: {words}"), Label(lead, f"{lead}:"))
        else:
            yield _LabelledBlock(block)


def _name_alone(block: PageBlock) -> str:
    is_set_off = block.style == "strong" or block.style in HEADINGS or block.text.endswith(":")
    return _name(block.text) if is_set_off else ""


def _name(text: str) -> str:
    label = label_of(f"{text.rstrip(': ')}: ")
    return label.name if label and label.name == text.rstrip(": ") else ""


def _merged(blocks: Iterator[_LabelledBlock]) -> Iterator[_LabelledBlock]:
    """Put a name that is a block of its own before the next block's words."""
    waiting: Label | None = None
    for one in blocks:
        if waiting and not one.label and one.block.style not in HEADINGS:
            words = f"{waiting.printed} {one.block.text}"
            yield _LabelledBlock(replace(one.block, text=words, is_kept=True), waiting)
            waiting = None
        elif not one.block.text:
            waiting = one.label
        else:
            waiting = None
            yield one


def _setting_of_questions(labelled: Sequence[_LabelledBlock]) -> str:
    """Return the one style of blocks without a name of which most ask; "" where there is none."""
    unnamed = [one.block for one in labelled if not one.label]
    all_of = Counter(block.style for block in unnamed)
    asking = Counter(block.style for block in unnamed if asks(block.text))
    settings = [
        style
        for style, count in asking.items()
        if style not in ("plain", "item") and count >= _FEWEST_QUESTIONS and 3 * count >= 2 * all_of[style]
    ]
    return max(settings, key=lambda style: asking[style], default="")


def _spoken(
    labelled: Sequence[_LabelledBlock], setting: str, *, is_nameless: bool
) -> Iterator[tuple[TextPart, float | None]]:
    """Return parts in order, with their seconds.

    Where a style marks the questions, asker and answerer get labels that are not printed.
    """
    is_asked = is_in_doubt = False
    for one in labelled:
        block, label = one.block, one.label
        if setting and not label and block.style == setting:
            is_asked, is_in_doubt = asks(block.text), False
            if is_asked or block.style not in HEADINGS:
                yield TextPart(0, 0, block.text, Label(ASKER, ""), may_be_sure=is_asked), block.start_s
                is_asked = True
                continue
        part = _part(block, label)
        is_in_doubt |= bool(setting) and part.is_topic and part.is_heading
        if is_asked and not label and not part.is_heading:
            answers = Label(ANSWERER, "") if is_nameless else None
            part = replace(part, label=answers, may_be_sure=part.may_be_sure and is_nameless)
        is_asked = False
        yield replace(part, may_be_sure=part.may_be_sure and not (is_in_doubt and not label)), block.start_s


def _part(block: PageBlock, label: Label | None) -> TextPart:
    """Read the style: a heading names a topic, a short line is nobody's words, a quotation may be anybody's."""
    is_topic = block.style in HEADINGS or (block.style == "strong" and is_like_heading(block.text))
    is_note = block.style != "item" and is_like_heading(block.text)
    is_open = bool(label) or not (is_topic or block.style == "quoted" or is_doubtful(block.text))
    return TextPart(0, 0, block.text, label, is_heading=is_topic or is_note, is_topic=is_topic, may_be_sure=is_open)
