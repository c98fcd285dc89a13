"""Vectors on disk, found by key.

A file is a header, the keys (16 bytes each, in the order in which they came), then the vectors in float16. It is
mapped, so that only what is looked up is in memory, and never changed: a longer one takes its place. The header holds a
checksum of all that follows.
"""

from __future__ import annotations

import struct
import zlib
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.corpus import Vectors
from bot.durable import replacing

Keys = NDArray[np.uint64]
Halves = NDArray[np.float16]
Rows = NDArray[np.intp]

KEY_BYTES = 16
_HEADER = struct.Struct("<8sI")
_SIZES = struct.Struct("<IQ")
_START = _HEADER.size + _SIZES.size
_MARK = b"otrvec1\n"


class Shelf:
    """Keys (n, 2) and their vectors (n, dimensions), the oldest first. Nothing in it changes."""

    def __init__(self, keys: Keys, vectors: Halves) -> None:
        self.keys = keys
        self.vectors = vectors
        self._order = np.argsort(keys[:, 0], kind="stable")
        self._sorted = keys[self._order, 0]

    @classmethod
    def empty(cls) -> Shelf:
        return cls(np.empty((0, 2), np.uint64), np.empty((0, 0), np.float16))

    @classmethod
    def read(cls, path: Path) -> Shelf:
        """What a file holds; nothing if it is not there or not whole."""
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
        """Where each key's vector is, -1 for none."""
        if not len(self):
            return np.full(len(keys), -1, np.intp)
        near = np.minimum(np.searchsorted(self._sorted, keys[:, 0]), len(self) - 1)
        rows = self._order[near]
        return np.where((self.keys[rows] == keys).all(axis=1), rows, -1)

    def take(self, rows: Rows) -> Vectors:
        """The vectors of these rows, in float32."""
        return self.vectors[rows].astype(np.float32)

    def last(self, count: int) -> Shelf:
        """The newest of it, at most so many."""
        return self if count >= len(self) else Shelf(self.keys[len(self) - count :], self.vectors[len(self) - count :])

    def with_more(self, more: Shelf) -> Shelf:
        """Both in memory, the other's behind."""
        if not len(self):
            return more
        return Shelf(np.concatenate([self.keys, more.keys]), np.concatenate([self.vectors, more.vectors]))


def write(path: Path, *shelves: Shelf) -> None:
    """One file of them all, behind one another, without a copy in memory. Raises OSError, with the old file kept."""
    sizes = _SIZES.pack(shelves[-1].vectors.shape[1], sum(map(len, shelves)))
    parts: list[bytes | memoryview] = [
        sizes,
        *(shelf.keys.data for shelf in shelves),
        *(shelf.vectors.data for shelf in shelves),
    ]
    checksum = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(_HEADER.pack(_MARK, checksum))
        for part in parts:
            file.write(part)
