"""Addresses of sentences: made of their words, and kept when the record is changed.

An address is eight characters (a-z, 2-7) for the sentence's words, whatever their case and punctuation; a second equal
sentence of the same source gets -2, a third -3. The ledger of a source remembers them, so that a sentence keeps its
address whatever is changed around it, and an address that is gone says so.
"""

from __future__ import annotations

import json
from base64 import b32encode
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from hashlib import blake2b
from itertools import chain, count
from typing import Self

from bot.core.model import SegmentKind, Transcript
from bot.core.text import folded, sentences, words

LEDGERS = "addresses"  # a folder of the knowledge folder


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of one speaker within one turn; `start` and `end` are offsets in the original, in characters."""

    turn: int
    speaker: str
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def key(self) -> str:
        """What the address is made of."""
        return key_of(self.text)


def key_of(text: str) -> str:
    """Return eight characters (a-z, 2-7) for the words of a text; of one without words, for the text itself."""
    plain = folded(text).casefold()
    said = " ".join(words(plain)) or plain
    return b32encode(blake2b(said.encode(), digest_size=5).digest()).decode("ascii").lower()


def sentences_of(transcript: Transcript) -> Iterator[Sentence]:
    """Yield what is said, sentence by sentence; one that somebody interrupts is several."""
    for turn in transcript.turns:
        start = turn.start
        for segment in turn.segments:
            first, last = segment.said
            at = start + first
            for piece in sentences(segment.text[first:last]) if segment.kind is not SegmentKind.STAGE else ():
                if text := piece.strip():
                    yield Sentence(turn.number, segment.by, at + piece.index(text), text)
                at += len(piece)
            start += len(segment.text)


_FIELDS = {"sentences": bool, "moved": str, "withdrawn": str, "quotes": str}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was published of a source.

    `sentences`: the address of every sentence of the transcript, in order, and whether it is shown. `moved`: addresses
    of sentences that were reworded, and where they lead. `withdrawn`: addresses that are no longer shown, and since
    when. `quotes`: the day (YYYY-MM-DD) on which each quote that is shown was new.
    """

    sentences: Mapping[str, bool] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    quotes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a ledger's file. Raises ValueError where it is none."""
        values = json.loads(text)
        if not isinstance(values, dict) or values.keys() != _FIELDS.keys():
            raise ValueError("it must hold sentences, moved, withdrawn and quotes")
        for name, kind in _FIELDS.items():
            held = values[name]
            if not isinstance(held, dict) or not all(type(value) is kind for value in held.values()):
                raise ValueError(f"what stands under {name} is not what the program writes there")
        return cls(**values)

    @property
    def text(self) -> str:
        """The text of its file: a line for each address, so that changes are easy to read and to merge."""
        return json.dumps(asdict(self), indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Addresses:
    """The address of each sentence, in order; `moved`: addresses that no sentence has any more, and where they lead."""

    each: tuple[str, ...]
    moved: Mapping[str, str] = field(default_factory=dict)


def addresses(keys: Sequence[str], ledger: Ledger | None = None) -> Addresses:
    """Return the address of each sentence: the one that it had, else one made of its key that is free.

    What was reworded in its place gets a new address, to which the old one leads.
    """
    known = [*(ledger or Ledger()).sentences]
    old_keys = [address.partition("-")[0] for address in known]
    given: dict[int, str] = {}
    reworded: list[tuple[range, range]] = []
    for is_same, old, new in _compared(old_keys, keys):
        if is_same:
            given |= {at: known[was] for was, at in zip(old, new, strict=True)}
        elif old and new:
            reworded.append((old, new))

    taken = set(given.values())
    left: defaultdict[str, list[str]] = defaultdict(list)
    for address, key in zip(known, old_keys, strict=True):
        if address not in taken:
            left[key].append(address)
    for at, key in enumerate(keys):
        if at not in given:  # it stood elsewhere, or it is new
            names = chain((key,), (f"{key}-{number}" for number in count(2)))
            given[at] = left[key].pop(0) if left[key] else next(name for name in names if name not in taken)
            taken.add(given[at])
    each = tuple(given[at] for at in range(len(keys)))
    moved = {
        known[was]: each[new[(was - old.start) * len(new) // len(old)]]
        for old, new in reworded
        for was in old
        if known[was] not in taken
    }
    return Addresses(each, moved)


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, range, range]]:
    """Yield runs of both that are the same or stand for one another; the ends, mostly the same, are quick."""
    shorter = min(len(old), len(new))
    head = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    tail = next((i for i in range(shorter - head) if old[-1 - i] != new[-1 - i]), shorter - head)
    yield True, range(head), range(head)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for kind, i1, i2, j1, j2 in middle.get_opcodes():
        yield kind == "equal", range(head + i1, head + i2), range(head + j1, head + j2)
    yield True, range(len(old) - tail, len(old)), range(len(new) - tail, len(new))


def sentence_at(of: Sequence[Sentence], offset: int) -> int:
    """Return the number of the first sentence that is not over at this offset of the original."""
    return min(bisect_right(of, offset, key=lambda one: one.end), len(of) - 1)


def ledger_file(source: str) -> str:
    """Return where the ledger of a source stands in the knowledge folder."""
    return f"{LEDGERS}/{source}.json"


def interview_page(source: str) -> str:
    """Return where the page of a source stands on the site."""
    return f"interviews/{source}/"


class SiteLinks:
    """The links to the sentences of one source on the site at `url`."""

    def __init__(self, url: str, source: str, of: Sequence[Sentence], ledger: Ledger | None) -> None:
        self._page = f"{url.rstrip('/')}/{interview_page(source)}"
        self._sentences = of
        self._addresses = addresses([sentence.key for sentence in of], ledger).each

    def link(self, start: int) -> str:
        """Return the address of the words at this offset of the original."""
        return f"{self._page}#{self._addresses[sentence_at(self._sentences, start)]}"


@dataclass(frozen=True, slots=True)
class PublishedState:
    """What the site shows of a source: sentences by their addresses, and quotes by their ids.

    `withdrawn`: addresses of sentences that were withdrawn in the record itself, and since when (YYYY-MM-DD).
    """

    addresses: Addresses
    shown: frozenset[str] = frozenset()
    withdrawn: Mapping[str, str] = field(default_factory=dict)
    quotes: Sequence[str] = ()


def renewed(ledger: Ledger, now: PublishedState, today: str) -> Ledger:
    """Return the ledger once this is published: what is neither shown nor moved any more is withdrawn since today."""
    standing = set(now.addresses.each)
    were_shown = {address for address, is_shown in ledger.sentences.items() if is_shown}
    public = were_shown | ledger.moved.keys() | ledger.withdrawn.keys()
    steps = {old: now.addresses.moved.get(new, new) for old, new in ledger.moved.items()}
    steps.update(now.addresses.moved)
    moved = {old: new for old, new in steps.items() if old in public and old not in standing and new in standing}
    gone = (public | now.withdrawn.keys()) - now.shown - moved.keys()
    return Ledger(
        sentences={address: address in now.shown for address in now.addresses.each},
        moved=dict(sorted(moved.items())),
        withdrawn={one: now.withdrawn.get(one) or ledger.withdrawn.get(one) or today for one in sorted(gone)},
        quotes={quote: ledger.quotes.get(quote, today) for quote in now.quotes},
    )
