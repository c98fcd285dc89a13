"""Who says the blocks of an article: by the names before them, or by how its questions are set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.core.text import folded
from bot.importers.dialogue import Label, label_of, recurring
from bot.importers.paragraphs import ANSWERER, ASKER, TextPart, asks, is_like_heading
from bot.importers.web.blocks import HEADINGS, PageBlock

_FEWEST_QUESTIONS = 2
_MOST_PULLED = 100
_BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, and the name that stands before its words."""

    block: PageBlock
    label: Label | None = None


def parts_of(blocks: Sequence[PageBlock]) -> tuple[str, list[TextPart]]:
    """The text that is kept, and its parts. Who asks without a name is known by how the questions are set."""
    pieces = list(_merged(_labelled(_without_pull_quotes(blocks))))
    names = recurring(piece.label.name for piece in pieces if piece.label)
    setting = _setting_of_questions(pieces) if len(names) < 2 else ""
    wanted = [piece for piece in pieces if piece.block.is_kept or _tells(piece, setting)]
    spoken = list(_spoken(wanted, setting, is_nameless=not names))
    parts: list[TextPart] = []
    start = 0
    for part in spoken:
        parts.append(replace(part, start=start, end=start + len(part.words)))
        start += len(part.words) + len(_BETWEEN)
    return _BETWEEN.join(part.words for part in spoken), [replace(part, words=_bare(part)) for part in parts]


def _bare(part: TextPart) -> str:
    return part.words.removeprefix(part.label.printed).strip() if part.label else part.words


def _without_pull_quotes(blocks: Sequence[PageBlock]) -> Iterator[PageBlock]:
    """What is set apart is left out where it only says again what stands elsewhere."""
    said = _BETWEEN.join(folded(block.text) for block in blocks if block.style != "quoted")
    pulled = (block for block in blocks if block.style == "quoted")
    again = {block for block in islice(pulled, _MOST_PULLED) if folded(block.text).strip("\"'. ") in said}
    yield from (block for block in blocks if block not in again)


def _labelled(blocks: Iterable[PageBlock]) -> Iterator[_Piece]:
    """Blocks with the names before them; a name may be a block of its own, if it is set like one and comes again."""
    blocks = list(blocks)
    alone = Counter(_name_alone(block) for block in blocks)
    for block in blocks:
        name = _name_alone(block)
        if name and (alone[name] > 1 or block.text.endswith(":")):
            yield _Piece(replace(block, text=""), Label(name, f"{name}:"))
        elif label := label_of(block.text):
            yield _Piece(block, label)
        elif block.lead and (lead := _name(block.lead)) and block.text[len(block.lead) :].startswith(("\n", ":")):
            words = block.text[len(block.lead) :].lstrip(": \n")
            yield _Piece(replace(block, text=f"{lead}: {words}"), Label(lead, f"{lead}:"))
        else:
            yield _Piece(block)


def _name_alone(block: PageBlock) -> str:
    is_set_apart = block.style == "strong" or block.style in HEADINGS or block.text.endswith(":")
    return _name(block.text) if is_set_apart else ""


def _name(text: str) -> str:
    label = label_of(f"{text.rstrip(': ')}: ")
    return label.name if label and label.name == text.rstrip(": ") else ""


def _merged(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """A name that is a block of its own goes before the next one's words."""
    waiting: _Piece | None = None
    for piece in pieces:
        if waiting and waiting.label and not piece.label and piece.block.style not in HEADINGS:
            words = f"{waiting.label.printed} {piece.block.text}"
            yield _Piece(replace(piece.block, text=words, is_kept=True), waiting.label)
            waiting = None
        elif not piece.block.text:
            waiting = piece
        else:
            waiting = None
            yield piece


def _setting_of_questions(pieces: Sequence[_Piece]) -> str:
    """The one way of setting blocks without a name of which most ask; empty where there is none."""
    unnamed = [piece.block for piece in pieces if not piece.label]
    all_of = Counter(block.style for block in unnamed)
    asking = Counter(block.style for block in unnamed if asks(block.text))
    settings = [
        style
        for style, count in asking.items()
        if style not in ("plain", "item") and count >= _FEWEST_QUESTIONS and 3 * count >= 2 * all_of[style]
    ]
    return max(settings, key=lambda style: asking[style], default="")


def _tells(piece: _Piece, setting: str) -> bool:
    """Whether leaving it out could give what follows to the wrong speaker."""
    return piece.label is not None or asks(piece.block.text) or piece.block.style == setting


def _spoken(pieces: Sequence[_Piece], setting: str, *, is_nameless: bool) -> Iterator[TextPart]:
    """Parts as they stand; where questions are set apart, who asks and who answers gets a label that is not printed."""
    is_asked = is_in_doubt = False
    for piece in pieces:
        block, label = piece.block, piece.label
        if setting and not label and block.style == setting:
            is_asked, is_in_doubt = asks(block.text), False
            if is_asked or block.style not in HEADINGS:
                yield TextPart(0, 0, block.text, Label(ASKER, ""), may_be_sure=is_asked)
                is_asked = True
                continue
        part = _part(block, label)
        is_in_doubt |= bool(setting) and part.is_topic and part.is_heading
        if is_asked and not label and not part.is_heading:
            answers = Label(ANSWERER, "") if is_nameless else None
            part = replace(part, label=answers, may_be_sure=part.may_be_sure and is_nameless)
        is_asked = False
        yield replace(part, may_be_sure=part.may_be_sure and not (is_in_doubt and not label))


def _part(block: PageBlock, label: Label | None) -> TextPart:
    """A heading names a topic, a short line is nobody's words, and what is quoted may be anybody's."""
    is_topic = block.style in HEADINGS or (block.style == "strong" and is_like_heading(block.text))
    is_note = block.style != "item" and is_like_heading(block.text)
    is_open = bool(label) or not (is_topic or block.style == "quoted")
    return TextPart(0, 0, block.text, label, is_heading=is_topic or is_note, is_topic=is_topic, may_be_sure=is_open)
