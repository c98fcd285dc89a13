"""Tiny models that are real: a tokenizer of the library, and random weights in the format of the large ones."""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

from bot.encoders.weights import ModelPaths, Package, Pin, Release, Tier, WeightFiles, content_digest, find

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnop", "##s", "##ed", "is", "why", "write", "python", "?")
WIDTH, WIDER, HEADS, LAYERS, POSITIONS = 32, 48, 4, 2, 40
CONFIG = {
    "model_type": "bert",
    "hidden_act": "gelu",
    "hidden_size": WIDTH,
    "num_attention_heads": HEADS,
    "num_hidden_layers": LAYERS,
    "max_position_embeddings": POSITIONS,
    "layer_norm_eps": 1e-12,
}
DTYPES = {"float32": "F32", "float16": "F16", "int64": "I64"}

Tensors = Mapping[str, NDArray[np.generic]]


def write_tensors(path: Path, tensors: Tensors) -> None:
    """A safetensors file, by the description of the format."""
    header: dict[str, object] = {"__metadata__": {"format": "np"}}
    body: list[bytes] = []
    size = 0
    for name, tensor in tensors.items():
        data = tensor.tobytes()
        offsets = [size, size + len(data)]
        header[name] = {"dtype": DTYPES[tensor.dtype.name], "shape": [*tensor.shape], "data_offsets": offsets}
        body.append(data)
        size += len(data)
    told = json.dumps(header).encode()
    path.write_bytes(b"".join([struct.pack("<Q", len(told)), told, *body]))


def tokenizer() -> Tokenizer:
    """A BERT tokenizer with few words; it comes with the padding and cutting that the published ones ask for."""
    made = Tokenizer(WordPiece({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = BertNormalizer()
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    made.enable_padding(length=16)
    made.enable_truncation(8)
    return made


def bert_tensors(
    kind: type[np.floating] = np.float32,
    seed: int = 0,
    *,
    layers: int = LAYERS,
    width: int = WIDTH,
    spread: float = 0.3,
) -> dict[str, NDArray[np.floating]]:
    random = np.random.default_rng(seed)
    spread = 0.3 if width == WIDTH else 0.05

    def tensor(*shape: int) -> NDArray[np.floating]:
        return random.normal(0, spread, shape).astype(kind)

    made = {f"embeddings.{name}_embeddings.weight": tensor(rows, width) for name, rows in EMBEDDINGS.items()}
    norms = ["embeddings.LayerNorm"]
    for layer in range(layers):
        for name in LINEARS:
            wide_in = WIDER if name == "output.dense" else width
            wide_out = WIDER if name == "intermediate.dense" else width
            made[f"encoder.layer.{layer}.{name}.weight"] = tensor(wide_out, wide_in)
            made[f"encoder.layer.{layer}.{name}.bias"] = tensor(wide_out)
        norms += [f"encoder.layer.{layer}.{name}.LayerNorm" for name in ("attention.output", "output")]
    for name in norms:
        made |= {f"{name}.weight": 1 + tensor(width), f"{name}.bias": tensor(width)}
    return made


EMBEDDINGS = {"word": len(WORDS), "position": POSITIONS, "token_type": 2}
LINEARS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


def make_transformer(folder: Path, tensors: Tensors | None = None, **config: object) -> Path:
    """A folder as people have them for a small BERT."""
    folder.mkdir(parents=True, exist_ok=True)
    write_tensors(folder / "model.safetensors", tensors or bert_tensors())
    (folder / "config.json").write_text(json.dumps({**CONFIG, **config}))
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def make_static(folder: Path, kind: type[np.floating] = np.float16) -> Path:
    """A folder with one table of word vectors."""
    folder.mkdir(parents=True, exist_ok=True)
    table = np.random.default_rng(1).normal(size=(len(WORDS), 16)).astype(kind)
    write_tensors(folder / "model.safetensors", {"embedding.weight": table})
    tokenizer().save(str(folder / "tokenizer.json"))
    return folder


def own(tier: Tier, folder: Path) -> WeightFiles:
    """The weights in a folder of one's own."""
    return find(release_of(tier, folder), folder, ModelPaths(folder / "nowhere", None))


def release_of(tier: Tier, folder: Path, wheel: Path | None = None) -> Release:
    """A release that pins the files in a folder, and the wheel that carries them."""
    pins = tuple(
        Pin(path.name, f"tiny_{tier}/data/{path.name}", content_digest(path))
        for path in sorted(folder.iterdir(), reverse=True)
        if path.suffix in {".json", ".safetensors"}
    )
    package = Package(f"tiny-{tier}==1.0", _sha256(wheel) if wheel else "0" * 64)
    return Release(tier, f"tiny {tier}", 1, pins, (package,))


def make_wheel(tier: Tier, folder: Path, files: Path) -> Path:
    """A wheel for another platform, with the files inside and a module that must never be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"tiny_{tier}-1.0-cp311-cp311-manylinux2014_x86_64.whl"
    about = f"tiny_{tier}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"tiny_{tier}/__init__.py", "raise SystemExit('imported')")
        for path in files.iterdir():
            archive.write(path, f"tiny_{tier}/data/{path.name}")
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny-{tier}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: cp311-cp311-manylinux2014_x86_64\n")
        archive.writestr(f"{about}/RECORD", "")
    return wheel


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
