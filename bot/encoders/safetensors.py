"""The safetensors format, read in place: named tensors, and nothing that could be run.

Eight bytes hold a length, little endian; then comes a JSON object of that length, {name: {dtype, shape, data_offsets}};
then the numbers. The file is mapped instead of copied: the system loads the pages that are used and frees them when
it needs the memory, and two processes share them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import EncoderError

Tensor = NDArray[np.floating[Any]]

_TYPES: Mapping[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
_LENGTH_BYTES = 8


def read_tensors(path: Path) -> Mapping[str, Tensor]:
    """Return the file's float32 and float16 tensors by name, read-only; skip all others. Raises EncoderError."""
    try:
        with path.open("rb") as file:
            data = mmap(file.fileno(), 0, access=ACCESS_READ)
        start = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "little")
        header = json.loads(data[_LENGTH_BYTES:start])  # where it breaks off, that is no JSON
        return {name: _tensor(entry, data, start) for name, entry in header.items() if entry.get("dtype") in _TYPES}
    except OSError as error:
        raise EncoderError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError, RecursionError):
        raise EncoderError(f"{path} is no safetensors file, or only a part of one. Put the whole file there.") from None


def _tensor(entry: Mapping[str, Any], data: mmap, start: int) -> Tensor:
    """Return a view of the file. Raises ValueError, TypeError or KeyError where the header does not fit the file."""
    first, end = entry["data_offsets"]
    if min(first, *entry["shape"]) < 0:
        raise ValueError
    kind: np.dtype[Any] = _TYPES[entry["dtype"]]
    tensor: Tensor = np.ndarray(tuple(entry["shape"]), kind, buffer=data, offset=start + first)
    if tensor.nbytes != end - first:
        raise ValueError
    return tensor
