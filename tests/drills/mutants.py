"""Knowledge folders gone wrong: one of a few good ones, changed on its node trees, in its turns or in its bytes."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from bot.core.text import CUT

Files = dict[str, bytes]
_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_DUMPER: Any = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
_TEXT = "tag:yaml.org,2002:str"
_ODD = (
    *("", " ", "~", "null", "no", "1e999", "0x1F", "-1", "9" * 400, "2020-13-45", "0000", "..", "../../x", "a/b", "<<"),
    *(CUT, f"{CUT}{CUT}", "[...]", "\u202eada", "\x85", "\u2028", "a\tb", "\U0001f600", "e\u0301", "ß", "İ", "\ufeff"),
    *(
        "(Sam: no)",
        "Ada:",
        "Sam:",
        "{}",
        "[]",
        "&a",
        "*a",
        "!!python/name:os.system",
        "%",
        "@",
        "`",
        "'",
        '"',
        "#",
        "|-",
    ),
)


@dataclass(frozen=True)
class Base:
    """A good folder: its files by path, its source, and the name that its original prints before each one's words."""

    source: str
    files: Files
    names: dict[str, str]

    @property
    def knowledge(self) -> str:
        return f"{self.source}.yaml"

    @property
    def transcript(self) -> str:
        return f"transcripts/{self.source}.yaml"

    @property
    def original(self) -> str:
        return f"originals/{self.source}.txt"


@dataclass(frozen=True)
class Mutant:
    """A base after its changes, each called by its name."""

    base: Base
    files: Files
    changes: tuple[str, ...]


def mutant(base: Base, chance: random.Random) -> Mutant:
    """One change, sometimes two or three."""
    files, changes = dict(base.files), []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        kinds, weights = zip(*((kind, weight) for kind, weight in KINDS), strict=True)
        change = chance.choices(kinds, weights)[0]
        try:
            change(base, files, chance)
        except (yaml.YAMLError, AttributeError, IndexError, ValueError, RecursionError):
            if not changes:
                raise
            continue  # what was changed before is beyond this
        changes.append(change.__name__.strip("_").replace("_", " "))
    return Mutant(base, files, tuple(changes))


def _nodes(base: Base, files: Files, chance: random.Random) -> None:
    """Any node of either tree."""
    name = chance.choice((base.knowledge, base.knowledge, base.transcript))
    root = yaml.compose(files[name], Loader=_LOADER)
    chance.choice(_NODE_CHANGES)(root, chance)
    files[name] = _written(root)


def _turns(base: Base, files: Files, chance: random.Random) -> None:
    root = yaml.compose(files[base.transcript], Loader=_LOADER)
    chance.choice(_TURN_CHANGES)(_list(root, "turns"), chance)
    files[base.transcript] = _written(root)


def _quotes(base: Base, files: Files, chance: random.Random) -> None:
    root = yaml.compose(files[base.knowledge], Loader=_LOADER)
    spoken = _list(yaml.compose(files[base.transcript], Loader=_LOADER), "turns")
    quotes = [node for node in _all(root) if isinstance(node, yaml.MappingNode) and _value(node, "text")]
    chance.choice(_QUOTE_CHANGES)(quotes, spoken, chance)
    files[base.knowledge] = _written(root)


def _original(base: Base, files: Files, chance: random.Random) -> None:
    """A word of what was published, most often with the hash that fits it now."""
    text = respoken(files[base.original].decode(), chance).encode()
    if chance.random() < 0.7:
        was, now = (hashlib.sha256(data).hexdigest().encode() for data in (files[base.original], text))
        files[base.knowledge] = files[base.knowledge].replace(was, now)
    files[base.original] = text


def _encoding(base: Base, files: Files, chance: random.Random) -> None:
    name = chance.choice((base.knowledge, base.transcript, base.original))
    files[name] = chance.choice(_ENCODINGS)(files[name], chance)


KINDS: tuple[tuple[Callable[[Base, Files, random.Random], None], int], ...] = (
    (_quotes, 30),
    (_turns, 25),
    (_nodes, 28),
    (_original, 8),
    (_encoding, 9),
)


# --- any node


def _values_swapped(root: Any, chance: random.Random) -> None:
    one, other = chance.sample(_scalars(root), 2)
    one.value, other.value = other.value, one.value


def _entry_lost(root: Any, chance: random.Random) -> None:
    entries = _entries(root, chance)
    del entries[chance.randrange(len(entries))]


def _entry_doubled(root: Any, chance: random.Random) -> None:
    entries = _entries(root, chance)
    entries.insert(chance.randrange(len(entries)), chance.choice(entries))


def _entry_moved(root: Any, chance: random.Random) -> None:
    """Into another list, or another block of keys."""
    entries = _entries(root, chance)
    entry = entries.pop(chance.randrange(len(entries)))
    into = [node.value for node in _branches(root) if isinstance(node, yaml.MappingNode) == isinstance(entry, tuple)]
    chance.choice(into).append(entry)


def _nested(root: Any, chance: random.Random) -> None:
    deep: Any = yaml.ScalarNode(_TEXT, "x")
    for _ in range(chance.choice((5, 50, 400))):
        deep = yaml.SequenceNode("tag:yaml.org,2002:seq", [deep])
    _become(chance.choice(_scalars(root)), deep)


def _huge(root: Any, chance: random.Random) -> None:
    node = chance.choice(_scalars(root))
    node.value = (node.value or "x ") * (chance.choice((2_000, 60_000, 1_200_000)) // (len(node.value) + 1))


def _many(root: Any, chance: random.Random) -> None:
    entries = _entries(root, chance)
    entries += [chance.choice(entries)] * chance.choice((20, 400))


def _odd_value(root: Any, chance: random.Random) -> None:
    node = chance.choice(_scalars(root))
    node.value, node.style = chance.choice(_ODD), chance.choice((None, '"', "|"))


def _another_kind(root: Any, chance: random.Random) -> None:
    one, other = chance.choice(_scalars(root)), chance.choice(_branches(root)[1:])
    _become(one, other) if chance.random() < 0.5 else _become(other, one)


def _anchored(root: Any, chance: random.Random) -> None:
    """The same node twice: it is written as an anchor and an alias."""
    parent = chance.choice([node for node in _branches(root) if isinstance(node, yaml.SequenceNode)])
    parent.value.append(chance.choice([*_scalars(root), parent]))


def _tagged(root: Any, chance: random.Random) -> None:
    node = chance.choice(_scalars(root))
    node.tag = chance.choice(("!ada", "tag:yaml.org,2002:python/object/apply:os.system", "tag:yaml.org,2002:binary"))


_NODE_CHANGES: tuple[Callable[[Any, random.Random], None], ...] = (
    *(_values_swapped, _entry_lost, _entry_doubled, _entry_moved, _odd_value),
    *(_values_swapped, _entry_lost, _entry_doubled, _entry_moved, _odd_value),
    *(_nested, _huge, _many, _another_kind, _anchored, _tagged),
)


# --- turns


def _speakers_swapped(turns: Any, chance: random.Random) -> None:
    one, other = (_value(turn, "speaker") for turn in chance.sample(turns, 2))
    one.value, other.value = other.value, one.value


def _speaker_changed(turns: Any, chance: random.Random) -> None:
    speakers = [_value(turn, "speaker") for turn in turns]
    chance.choice(speakers).value = chance.choice(speakers).value


def _said_otherwise(turns: Any, chance: random.Random) -> None:
    node = chance.choice([node for turn in turns for node in _texts(turn)])
    node.value = respoken(node.value, chance)


def _turns_swapped(turns: Any, chance: random.Random) -> None:
    one, other = chance.sample(range(len(turns)), 2)
    turns[one], turns[other] = turns[other], turns[one]


def _turns_joined(turns: Any, chance: random.Random) -> None:
    at = chance.randrange(len(turns) - 1)
    _value(turns[at], "segments").value += _value(turns.pop(at + 1), "segments").value


def _turn_lost(turns: Any, chance: random.Random) -> None:
    turns.pop(chance.randrange(len(turns)))


def _segment_of_another_kind(turns: Any, chance: random.Random) -> None:
    kinds = [_value(segment, "kind") for turn in turns for segment in _value(turn, "segments").value]
    chance.choice(kinds).value = chance.choice(("speech", "aside", "stage"))


def _sureness_turned(turns: Any, chance: random.Random) -> None:
    node = chance.choice(turns)
    pairs = [pair for pair in node.value if pair[0].value != "sure"]
    sure = [(yaml.ScalarNode(_TEXT, "sure"), yaml.ScalarNode("tag:yaml.org,2002:bool", "false"))]
    node.value = pairs if len(pairs) < len(node.value) else pairs + sure


_TURN_CHANGES = (
    *(_speakers_swapped, _speaker_changed, _said_otherwise, _turns_swapped, _turns_joined, _turn_lost),
    *(_segment_of_another_kind, _sureness_turned),
)


# --- quotes


def _quoted_otherwise(quotes: Any, spoken: Any, chance: random.Random) -> None:
    text = _value(chance.choice(quotes), "text")
    text.value = respoken(text.value, chance)


def _given_to_another(quotes: Any, spoken: Any, chance: random.Random) -> None:
    _value(chance.choice(quotes), "speaker").value = _value(chance.choice(spoken), "speaker").value


def _words_of_a_turn(quotes: Any, spoken: Any, chance: random.Random) -> None:
    """Of whoever says it, and sometimes the speaker with them."""
    quote, turn = chance.choice(quotes), chance.choice(spoken)
    words = " ".join(node.value for node in _texts(turn)).split(" ")
    start = chance.randrange(len(words))
    _value(quote, "text").value = " ".join(words[start : start + chance.randint(1, 60)])
    if chance.random() < 0.5:
        _value(quote, "speaker").value = _value(turn, "speaker").value
    quote.value = [pair for pair in quote.value if not pair[0].value.startswith("asked") or chance.random() < 0.3]


def _words_of_two_turns(quotes: Any, spoken: Any, chance: random.Random) -> None:
    at = chance.randrange(len(spoken) - 1)
    ends = _texts(spoken[at])[-1].value.split(" ")[-6:], _texts(spoken[at + 1])[0].value.split(" ")[:6]
    _value(chance.choice(quotes), "text").value = chance.choice((" ", f" {CUT} ", "\n\n")).join(map(" ".join, ends))


def _cut_moved(quotes: Any, spoken: Any, chance: random.Random) -> None:
    """Taken out, or put somewhere, with or without leaving words out."""
    text = _value(chance.choice(quotes), "text")
    words = [word for word in text.value.split(" ") if CUT not in word]
    at = chance.randrange(len(words) + 1)
    words[at : at + chance.randint(0, 3)] = [CUT] if chance.random() < 0.8 else []
    text.value = " ".join(words)


def _cut_turned_round(quotes: Any, spoken: Any, chance: random.Random) -> None:
    text = _value(chance.choice(quotes), "text")
    half = len(text.value) // 2
    text.value = f"{text.value[half:].strip()} {CUT} {text.value[:half].strip()}"


def _id_doubled(quotes: Any, spoken: Any, chance: random.Random) -> None:
    _value(chance.choice(quotes), "id").value = _value(chance.choice(quotes), "id").value


def _asked_otherwise(quotes: Any, spoken: Any, chance: random.Random) -> None:
    quote = chance.choice(quotes)
    asked = chance.choice([node for turn in spoken for node in _texts(turn)]).value[: chance.choice((40, 199))]
    quote.value = [pair for pair in quote.value if not pair[0].value.startswith("asked")]
    quote.value.append((yaml.ScalarNode(_TEXT, "asked"), yaml.ScalarNode(_TEXT, asked)))
    if chance.random() < 0.5:
        turn = str(chance.randint(0, len(spoken) + 1))
        quote.value.append((yaml.ScalarNode(_TEXT, "asked_turn"), yaml.ScalarNode("tag:yaml.org,2002:int", turn)))


_QUOTE_CHANGES = (
    *(_quoted_otherwise, _given_to_another, _words_of_a_turn, _words_of_two_turns),
    *(_cut_moved, _cut_turned_round, _id_doubled, _asked_otherwise),
)


# --- bytes

_ENCODINGS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    lambda data, chance: b"\xef\xbb\xbf" + data,
    lambda data, chance: data.replace(b"\n", b"\r\n"),
    lambda data, chance: data.replace(b"\n", b"\r"),
    lambda data, chance: data.decode().encode("utf-16"),
    lambda data, chance: data.decode().encode("cp1252", "replace"),
    lambda data, chance: data[: chance.randrange(len(data) + 1)],
    lambda data, chance: _with_byte(data, chance.randrange(len(data)), chance.randrange(256)),
    lambda data, chance: _with_byte(data, chance.randrange(len(data)), 0),
    lambda data, chance: data.rstrip(b"\n"),
    lambda data, chance: b"",
)


def _with_byte(data: bytes, at: int, byte: int) -> bytes:
    return data[:at] + bytes([byte]) + data[at + 1 :]


# --- what all of them need


def respoken(text: str, chance: random.Random) -> str:
    """With a word dropped, doubled, changed, moved, or odd."""
    words = re.split(r"( +|\n+)", text)
    at = chance.randrange(0, len(words), 2)
    word = words[at]
    words[at : at + 1] = chance.choice(
        ([], [word, " ", word], [word.upper()], [word[:-1]], [f"{word}s"], ["not ", word], [chance.choice(_ODD)])
    )
    return "".join(words)


def _written(root: Any) -> bytes:
    text: str = yaml.serialize(root, Dumper=_DUMPER, allow_unicode=True, width=1 << 30)
    return text.encode("utf-8", "replace")


def _all(root: Any) -> Iterator[Any]:
    """Every node once, keys too, from the root on."""
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, yaml.MappingNode):
            waiting += [part for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value


def _scalars(root: Any) -> list[Any]:
    return [node for node in _all(root) if isinstance(node, yaml.ScalarNode)]


def _branches(root: Any) -> list[Any]:
    return [node for node in _all(root) if not isinstance(node, yaml.ScalarNode)]


def _entries(root: Any, chance: random.Random) -> list[Any]:
    """What a list or a block of keys holds, which is not empty."""
    return chance.choice([node.value for node in _branches(root) if node.value])


def _become(node: Any, other: Any) -> None:
    node.__class__ = other.__class__
    node.__dict__.update(other.__dict__)


def _value(node: Any, key: str) -> Any:
    return next((value for name, value in node.value if name.value == key), None)


def _list(root: Any, key: str) -> list[Any]:
    entries: list[Any] = _value(root, key).value
    return entries


def _texts(turn: Any) -> list[Any]:
    return [_value(segment, "text") for segment in _value(turn, "segments").value]
