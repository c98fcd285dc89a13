"""The safetensors format: read where it lies, and refused where it does not hold what it says."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoders.weights import read_tensors
from bot.errors import EncoderError
from tests.encoders.models import bert_tensors, write_tensors


def headed(path: Path, header: object, body: bytes = b"\0" * 16) -> Path:
    told = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(told)) + told + body)
    return path


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """float32 and float16 with their shapes; other numbers are passed over."""
    tensors = {
        "wide": np.arange(6, dtype=np.float32).reshape(2, 3),
        "half": np.arange(4, dtype=np.float16),
        "places": np.arange(4, dtype=np.int64),
    }
    write_tensors(tmp_path / "m", tensors)
    read = read_tensors(tmp_path / "m")
    assert {name: (tensor.dtype.name, tensor.tolist()) for name, tensor in read.items()} == {
        "wide": ("float32", [[0, 1, 2], [3, 4, 5]]),
        "half": ("float16", [0, 1, 2, 3]),
    }


def test_the_file_is_not_copied(tmp_path: Path) -> None:
    """The numbers stay in the file, and cannot be changed."""
    write_tensors(tmp_path / "m", {"x": np.zeros(4, np.float32)})
    tensor = read_tensors(tmp_path / "m")["x"]
    assert not tensor.flags.owndata
    assert not tensor.flags.writeable


def test_the_official_library_reads_the_same(tmp_path: Path) -> None:
    """Both what it writes and what our tests write."""
    library = pytest.importorskip(
        "safetensors.numpy", reason="safetensors is missing, so it stays unproved that its files are read alike"
    )
    tensors = bert_tensors()
    library.save_file(tensors, tmp_path / "theirs")
    write_tensors(tmp_path / "ours", tensors)
    for path in (tmp_path / "theirs", tmp_path / "ours"):
        ours, theirs = read_tensors(path), library.load_file(path)
        assert ours.keys() == theirs.keys()
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.parametrize(
    "entry",
    [
        {"dtype": "F32", "shape": [4], "data_offsets": [0, 20]},  # past the end
        {"dtype": "F32", "shape": [5], "data_offsets": [0, 20]},
        {"dtype": "F32", "shape": [-1], "data_offsets": [0, 16]},
        {"dtype": "F32", "shape": [2], "data_offsets": [-8, 0]},  # inside the header
        {"dtype": "F32", "shape": [2], "data_offsets": [0, 16]},  # too much for the shape
        {"dtype": "F32", "shape": [2**62], "data_offsets": [0, 2**64]},
        {"dtype": "F32", "shape": ["4"], "data_offsets": [0, 16]},
        {"dtype": "F32", "shape": [4]},
        {"dtype": "F32", "shape": [4], "data_offsets": [0]},
        {"dtype": ["F32"]},
        "F32",
    ],
)
def test_a_header_that_does_not_fit_is_refused(tmp_path: Path, entry: object) -> None:
    """Nothing outside the numbers is ever read."""
    with pytest.raises(EncoderError, match="no safetensors file, or only a part of one"):
        read_tensors(headed(tmp_path / "m", {"x": entry}))


@pytest.mark.parametrize("data", [b"", b"\0" * 7, b"\xff" * 8, struct.pack("<Q", 2**63) + b'{"x":', b"not at all"])
def test_what_is_no_such_file_is_refused(tmp_path: Path, data: bytes) -> None:
    """An empty one, a page of text."""
    (tmp_path / "m").write_bytes(data)
    with pytest.raises(EncoderError, match="no safetensors file"):
        read_tensors(tmp_path / "m")


@given(cut=st.integers(0, 400))
@settings(max_examples=50)
def test_a_part_of_a_file_is_refused(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    """Wherever the download broke off."""
    path = tmp_path_factory.mktemp("cut") / "m"
    write_tensors(path, {"x": np.zeros((10, 10), np.float32)})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(EncoderError):
        read_tensors(path)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    """With its name."""
    with pytest.raises(EncoderError, match=r"m cannot be read: No such file"):
        read_tensors(tmp_path / "m")
