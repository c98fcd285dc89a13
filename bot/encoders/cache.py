"""An encoder that remembers vectors: on disk those of the knowledge, in memory those of members' questions."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import Lock
from time import monotonic

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from bot.core.matching.corpus import Encoder, Vectors
from bot.durable import replacing

Keys = NDArray[np.uint64]
Halves = NDArray[np.float16]
Rows = NDArray[np.intp]

KEY_BYTES = 16
_HEADER = struct.Struct("<8sI")
_SIZES = struct.Struct("<IQ")
_START = _HEADER.size + _SIZES.size
_MARK = b"otrvec1\n"


class VectorStore:
    """Keys (n, 2) and their vectors (n, dimensions), the oldest first. Nothing in it changes."""

    def __init__(self, keys: Keys, vectors: Halves) -> None:
        self.keys = keys
        self.vectors = vectors
        self._order = np.argsort(keys[:, 0], kind="stable")
        self._sorted = keys[self._order, 0]

    @classmethod
    def empty(cls) -> VectorStore:
        return cls(np.empty((0, 2), np.uint64), np.empty((0, 0), np.float16))

    @classmethod
    def read(cls, path: Path) -> VectorStore:
        """Map the file into memory; return an empty store where it is not there or not whole."""
        try:
            with path.open("rb") as file:
                data = mmap(file.fileno(), 0, access=ACCESS_READ)
            mark, checksum = _HEADER.unpack_from(data)
            if mark != _MARK or zlib.crc32(memoryview(data)[_HEADER.size :]) != checksum:
                return cls.empty()
            dimensions, count = _SIZES.unpack_from(data, _HEADER.size)
            keys: Keys = np.ndarray((count, 2), "<u8", data, _START)
            vectors: Halves = np.ndarray((count, dimensions), "<f2", data, _START + keys.nbytes)
            return cls(keys, vectors)
        except (OSError, ValueError, TypeError, struct.error):
            return cls.empty()

    def __len__(self) -> int:
        return len(self.keys)

    def rows(self, keys: Keys) -> Rows:
        """Return the row of each key's vector, -1 for none."""
        if not len(self):
            return np.full(len(keys), -1, np.intp)
        near = np.minimum(np.searchsorted(self._sorted, keys[:, 0]), len(self) - 1)
        rows = self._order[near]
        return np.where((self.keys[rows] == keys).all(axis=1), rows, -1)

    def last(self, count: int) -> VectorStore:
        """Return the newest vectors, at most so many."""
        first = len(self) - count
        return VectorStore(self.keys[first:], self.vectors[first:]) if first > 0 else self

    def with_more(self, newer: VectorStore) -> VectorStore:
        """Return a copy of both in memory."""
        if not len(self):
            return newer
        return VectorStore(np.concatenate([self.keys, newer.keys]), np.concatenate([self.vectors, newer.vectors]))


def write(path: Path, *stores: VectorStore) -> None:
    """Write one file of them all, the oldest first, without a copy in memory. Raises OSError and keeps the old file."""
    sizes = _SIZES.pack(stores[-1].vectors.shape[1], sum(map(len, stores)))
    parts: list[bytes | memoryview] = [
        sizes,
        *(store.keys.data for store in stores),
        *(store.vectors.data for store in stores),
    ]
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(_HEADER.pack(_MARK, checksum))
        for part in parts:
            file.write(part)


Progress = Callable[[int, int], None]
Fresh = Mapping[bytes, Halves]

_BLOCK_CHARS = 50_000
_MOST_CHARS = 1_100  # what is behind costs nothing: a transformer reads 256 tokens
_SAVE_AFTER_S = 10.0


class CachedEncoder:
    """The same vectors, rounded to float16 whether they are fresh or remembered, so that memory changes no ranking.

    `encode_known` writes to `folder`, one file an encoder; `encode` never does, so that no question leaves a trace.
    Without a folder, or with one that cannot be written, all is remembered for as long as the program runs. It may be
    used from several threads.
    """

    def __init__(
        self,
        encoder: Encoder,
        folder: Path | None,
        *,
        limit_bytes: int = 500_000_000,
        asked: int = 1000,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Bound the file by `limit_bytes`, the questions in memory by `asked`; `clock` gives seconds."""
        self.tier = encoder.tier
        self.name = encoder.name
        self._encoder = encoder
        self._file = folder / f"{encoder.name}.vectors" if folder else None
        self._limit_bytes = limit_bytes
        self._clock = clock
        self._asked: LRUCache[bytes, Halves] = LRUCache(asked)
        self._asking = Lock()
        self._writing = Lock()
        self._version: tuple[int, ...] = ()
        self._stored = VectorStore.empty()
        self._refresh()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Encode what anybody may have typed, and remember it in memory alone."""
        stored, keys = self._stored, _keys(self.name, texts)
        missing = _missing(stored, keys, texts)
        with self._asking:
            found = {key: self._asked[key] for key in missing if key in self._asked}
        unknown = {key: text for key, text in missing.items() if key not in found}
        fresh = self._encoded(unknown) if unknown else {}
        with self._asking:
            self._asked.update(fresh)
        return self._joined(stored, keys, found | fresh)

    def encode_known(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Encode what the knowledge says, and remember it on disk.

        `progress` is told (done, of how much) while texts are encoded that were not remembered, in characters. An
        interruption keeps what is done.
        """
        self._refresh()
        stored, keys = self._stored, _keys(self.name, texts)
        missing = _missing(stored, keys, texts)
        fresh: dict[bytes, Halves] = {}
        saved_at = self._clock()
        try:
            done, total = 0, sum(map(_cost, missing.values()))
            if progress and missing:
                progress(done, total)
            for block in _blocks(missing):
                fresh |= self._encoded(block)
                done += sum(map(_cost, block.values()))
                if progress:
                    progress(done, total)
                if self._clock() - saved_at >= _SAVE_AFTER_S:
                    self._keep(fresh)
                    saved_at = self._clock()
        finally:
            self._keep(fresh)
        return self._joined(stored, keys, fresh)

    def unread(self, texts: Sequence[str]) -> int:
        """Return how many characters `encode_known` would have to encode."""
        self._refresh()
        return sum(map(_cost, _missing(self._stored, _keys(self.name, texts), texts).values()))

    def _encoded(self, texts: Mapping[bytes, str]) -> dict[bytes, Halves]:
        vectors = self._encoder.encode(list(texts.values())).astype(np.float16)
        return dict(zip(texts, vectors, strict=True))

    def _joined(self, stored: VectorStore, keys: Keys, fresh: Fresh) -> Vectors:
        """Return a row in float32 for each key, stored or fresh."""
        if not len(keys):
            return self._encoder.encode([])
        rows = stored.rows(keys)
        width = len(next(iter(fresh.values()))) if fresh else stored.vectors.shape[1]
        joined: Vectors = np.empty((len(keys), width), np.float32)
        is_stored = rows >= 0
        if is_stored.any():
            joined[is_stored] = stored.vectors[rows[is_stored]]
        for row in np.flatnonzero(~is_stored):
            joined[row] = fresh[keys[row].tobytes()]
        return joined

    def _keep(self, fresh: Fresh) -> None:
        """Store what is not stored yet, on disk if the disk takes it."""
        with self._writing:
            self._refresh()
            keys = np.frombuffer(b"".join(fresh), "<u8").reshape(-1, 2)
            is_new = self._stored.rows(keys) < 0
            if not is_new.any():
                return
            vectors = np.stack(list(fresh.values()))
            most = self._limit_bytes // (KEY_BYTES + vectors[0].nbytes)
            new = VectorStore(keys[is_new], vectors[is_new]).last(most)
            old = self._stored.last(most - len(new))

            if self._file:
                with suppress(OSError):
                    write(self._file, old, new)
                    self._refresh()
                    return
            self._stored = old.with_more(new)

    def _refresh(self) -> None:
        """Read the file again if this or another program has written it."""
        if self._file and (version := _version(self._file)) != self._version:
            self._version, self._stored = version, VectorStore.read(self._file)


def _cost(text: str) -> int:
    return min(len(text), _MOST_CHARS)


def _blocks(texts: Mapping[bytes, str]) -> Iterator[dict[bytes, str]]:
    """Yield them in blocks of like length, each a second or some of work, the longest first."""
    block: dict[bytes, str] = {}
    chars = 0
    for key, text in sorted(texts.items(), key=lambda item: len(item[1]), reverse=True):
        block[key] = text
        chars += _cost(text)
        if chars >= _BLOCK_CHARS:
            yield block
            block, chars = {}, 0
    if block:
        yield block


def _keys(name: str, texts: Sequence[str]) -> Keys:
    """Return (texts, 2): half a SHA-256 of each text and of the encoder's name."""
    whole = (f"{name}\0{text}".encode("utf-8", "surrogatepass") for text in texts)
    return np.frombuffer(b"".join(hashlib.sha256(text).digest()[:KEY_BYTES] for text in whole), "<u8").reshape(-1, 2)


def _missing(stored: VectorStore, keys: Keys, texts: Sequence[str]) -> dict[bytes, str]:
    return {keys[row].tobytes(): texts[int(row)] for row in np.flatnonzero(stored.rows(keys) < 0)}


def _version(path: Path) -> tuple[int, ...]:
    """Return what changes when the file does; nothing for a file that is not there."""
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_size, status.st_mtime_ns, status.st_ino
