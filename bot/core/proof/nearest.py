"""The passage of a record that is nearest to words which it does not hold, beside these words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher

from bot.core.drafts import Nearest, Part
from bot.core.proof.speakers import WALL, Voice, pieces
from bot.core.text import find_whole, folded

_KEPT_WORDS = 5
_COMPARED_CHARS = 4000  # as much as several of the longest quotes
_FEWEST_SHARED_WORDS = 2
_SHARED_AT_LEAST = 0.4  # of the words, or the passage is as good as any other


def nearest_passage(quoted: str, voices: Sequence[Voice]) -> Nearest:
    """Return the words and the nearest passage, part by part; empty where no passage has much in common with them."""
    from rapidfuzz import fuzz  # late: where all is proved, nothing is compared

    found = pieces(quoted)
    lost = (piece for piece in found if all(find_whole(piece, voice.folded.text) < 0 for voice in voices))
    missing = next(lost, " ".join(found))[:_COMPARED_CHARS]
    alignments = ((fuzz.partial_ratio_alignment(missing, voice.folded.text), voice) for voice in voices)
    scored = [(found.score, voice, found) for found, voice in alignments if found and found.dest_end > found.dest_start]
    if not scored or not missing:
        return ()
    _, voice, nearest = max(scored, key=lambda one: one[0])
    text = voice.folded.text
    start, end = text.rfind(" ", 0, nearest.dest_start) + 1, text.find(" ", nearest.dest_end)
    first, last = voice.folded.span(start, end if end >= 0 else len(text))
    return _compared(missing.split(), voice.text[first:last].replace(WALL, " ").split())


def _compared(written: Sequence[str], recorded: Sequence[str]) -> Nearest:
    keys, theirs = [folded(word) for word in written], [folded(word) for word in recorded]
    # a capital letter at the start, which somebody wrote to begin a sentence, is no difference
    keys[0] = next((key for key in theirs if key.casefold() == keys[0].casefold()), keys[0])
    matcher = SequenceMatcher(None, keys, theirs, autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    if shared < max(min(_FEWEST_SHARED_WORDS, len(keys)), _SHARED_AT_LEAST * len(keys)):
        return ()
    parts: list[Part] = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        shown = " ".join if kind != "equal" else _shortened
        parts.append(Part(shown(written[i1:i2]), shown(recorded[j1:j2]), kind != "equal"))
    while parts and not parts[0].written:  # words around the passage, which nobody wrote
        parts.pop(0)
    while parts and not parts[-1].written:
        parts.pop()
    return tuple(parts)


def _shortened(words: Sequence[str]) -> str:
    if len(words) <= 2 * _KEPT_WORDS:
        return " ".join(words)
    return " ".join([*words[:_KEPT_WORDS], "…", *words[-_KEPT_WORDS:]])


def word_diff(nearest: Nearest) -> str:
    """Return it as programmers read it: `[-written-]{+recorded+}`."""
    changes = (
        (f"[-{part.written}-]" if part.written else "") + (f"{{+{part.recorded}+}}" if part.recorded else "")
        if part.differs
        else part.recorded
        for part in nearest
    )
    return " ".join(changes)


def side_by_side(
    nearest: Iterable[tuple[str, str, bool]], differing: Callable[[str], str], same: Callable[[str], str] = str
) -> tuple[str, str]:
    """Return what was written and what the record says, each on one line."""
    marks = (same, differing)
    parts = tuple(nearest)
    written = " ".join(marks[differs](words) for words, _, differs in parts if words)
    return written, " ".join(marks[differs](words) for _, words, differs in parts if words)
