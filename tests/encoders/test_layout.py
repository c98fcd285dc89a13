"""Folders as sentence-transformers writes them: read right, or refused with the name of what is not supported."""

from __future__ import annotations

import json
from math import erf as erf_of
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.encoders.encoders import StaticEncoder, TransformerEncoder, choose
from bot.encoders.fitted import usage_of
from bot.encoders.layout import ModelLayout, read_layout
from bot.encoders.weights import RELEASES, ModelPaths, Tier, WeightFiles, find
from bot.errors import EncoderError
from tests.encoders.models import bert_tensors, make_static, make_transformer, tokenizer

TEXTS = ("why write?", "is python written", "a b c d e f g h i j k", "why", "Why Write")
MODULES = "sentence_transformers.models"


def own(tier: Tier, folder: Path) -> WeightFiles:
    return find(RELEASES[tier], folder, ModelPaths(folder / "nowhere", None))


def saved(folder: Path, pooling: dict[str, Any] | None = None, **files: Any) -> Path:
    """Add what sentence-transformers writes beside the weights; a keyword names a JSON file and holds its contents."""
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    modules = [
        {"idx": number, "name": str(number), "path": path, "type": f"{MODULES}.{kind}"}
        for number, (path, kind) in enumerate(kinds.items())
    ]
    (folder / "1_Pooling").mkdir()
    pooling = {"pooling_mode_mean_tokens": True} if pooling is None else pooling
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"word_embedding_dimension": 32, **pooling}))
    for name, contents in ({"modules": modules} | files).items():
        (folder / f"{name}.json").write_text(json.dumps(contents))
    return folder


def reference(text: str, t: dict[str, Any], shape: tuple[int, int], pooling: str, most: int) -> NDArray[Any]:
    """One forward pass of BERT in double precision, as Devlin and others describe it, for one text."""
    layers, heads = shape
    whole = tokenizer()
    whole.no_padding()
    whole.enable_truncation(most)
    ids = whole.encode(text).ids

    def norm(x: NDArray[Any], name: str) -> NDArray[Any]:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * t[f"{name}.weight"] + t[f"{name}.bias"]

    def dense(x: NDArray[Any], name: str) -> NDArray[Any]:
        return x @ t[f"{name}.weight"].T + t[f"{name}.bias"]

    erf = np.vectorize(erf_of)
    x = t["embeddings.word_embeddings.weight"][ids] + t["embeddings.position_embeddings.weight"][: len(ids)]
    x = norm(x + t["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for number in range(layers):
        name = f"encoder.layer.{number}"
        query, key, value = (dense(x, f"{name}.attention.self.{part}") for part in ("query", "key", "value"))
        mixed = []
        for part in np.split(np.arange(x.shape[1]), heads):
            likeness = query[:, part] @ key[:, part].T / np.sqrt(len(part))
            chances = np.exp(likeness) / np.exp(likeness).sum(-1, keepdims=True)
            mixed.append(chances @ value[:, part])
        attended = dense(np.concatenate(mixed, axis=1), f"{name}.attention.output.dense")
        x = norm(x + attended, f"{name}.attention.output.LayerNorm")
        wide = dense(x, f"{name}.intermediate.dense")
        wide = wide * 0.5 * (1 + erf(wide / np.sqrt(2)))
        x = norm(x + dense(wide, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    pooled = x.mean(0) if pooling == "mean" else x[0]
    return pooled / np.linalg.norm(pooled)


@pytest.mark.parametrize(
    ("layers", "width", "heads", "pooling"),
    [(6, 384, 12, "mean"), (12, 384, 12, "first"), (12, 768, 12, "mean"), (2, 32, 4, "first")],
)
def test_it_computes_what_the_layout_says(tmp_path: Path, layers: int, width: int, heads: int, pooling: str) -> None:
    """6 or 12 layers, 384 or 768 wide, the mean or the first token; cut where the folder says."""
    tensors = bert_tensors(layers=layers, width=width)
    folder = make_transformer(
        tmp_path / "mine", tensors, hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads
    )
    told = {"pooling_mode_mean_tokens": pooling == "mean", "pooling_mode_cls_token": pooling == "first"}
    saved(folder, told, sentence_bert_config={"max_seq_length": 8, "do_lower_case": False})
    rows = TransformerEncoder(own("transformer", folder)).encode(TEXTS)
    tensors = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
    for text, row in zip(TEXTS, rows, strict=True):
        assert row == pytest.approx(reference(text, tensors, (layers, heads), pooling, 8), abs=5e-6)


def test_prompts_are_told_apart(tmp_path: Path) -> None:
    """Before what is asked, and before what may be found; nothing before what has no words."""
    prompts = {"query": "why ", "passage": "python "}
    folder = saved(make_transformer(tmp_path / "mine"), config_sentence_transformers={"prompts": prompts})
    usage = usage_of(own("transformer", folder))
    assert usage.questions(["write", "?!"]) == ["why write", "?!"]
    assert usage.passages(["write"]) == ["python write"]


@pytest.mark.parametrize(
    ("told", "question", "passage"),
    [
        ({"prompts": {"query": "q: ", "document": "d: "}}, "q: ", "d: "),
        ({"prompts": {"query": "q: "}}, "q: ", ""),
        ({"prompts": {"all": "a: "}, "default_prompt_name": "all"}, "a: ", "a: "),
        ({"prompts": {}, "default_prompt_name": None, "similarity_fn_name": "cosine"}, "", ""),
        ({}, "", ""),
    ],
)
def test_the_names_of_prompts(tmp_path: Path, told: dict[str, Any], question: str, passage: str) -> None:
    """As the published models call them."""
    layout = read_layout(saved(make_transformer(tmp_path / "mine"), config_sentence_transformers=told))
    assert (layout.question, layout.passage) == (question, passage)


def test_modules_may_lie_in_folders_of_their_own(tmp_path: Path) -> None:
    """As older versions wrote them; the newer way to tell the pooling is read too."""
    make_transformer(tmp_path / "0_Transformer")
    folder = saved(tmp_path, {"pooling_mode": "cls"})
    modules = [
        {"path": "0_Transformer", "type": f"{MODULES}.Transformer"},
        {"path": "1_Pooling", "type": "sentence_transformers.sentence_transformer.modules.Pooling"},
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    assert read_layout(folder) == ModelLayout("0_Transformer", "first", 512)
    assert TransformerEncoder(own("transformer", folder)).encode(["why"]).shape == (1, 32)


def test_a_folder_of_word_vectors(tmp_path: Path) -> None:
    make_static(tmp_path / "0_StaticEmbedding")
    (tmp_path / "modules.json").write_text(
        json.dumps([{"path": "0_StaticEmbedding", "type": f"{MODULES}.StaticEmbedding"}])
    )
    assert StaticEncoder(own("static", tmp_path)).encode(["why"]).any()
    paths = ModelPaths(tmp_path / "nowhere", None)
    assert choose("auto", tmp_path, paths).named == f"words and meaning (own static in {tmp_path})"


def test_another_pooling_is_another_encoder(tmp_path: Path) -> None:
    """So that vectors are never mixed."""
    mean, first = (make_transformer(tmp_path / name) for name in ("mean", "first"))
    saved(mean)
    saved(first, {"pooling_mode_cls_token": True})
    assert own("transformer", mean).name != own("transformer", first).name


def named(kind: str) -> list[dict[str, str]]:
    return [
        {"path": "", "type": f"{MODULES}.Transformer"},
        {"path": "1_Pooling", "type": f"{MODULES}.Pooling"},
        {"path": "2_Other", "type": f"{MODULES}.{kind}"},
    ]


@pytest.mark.parametrize(
    ("pooling", "files", "sentence"),
    [
        ({"pooling_mode_max_tokens": True}, {}, "pools by max_tokens, which is not supported"),
        ({"pooling_mode": "lasttoken"}, {}, "pools by lasttoken, which is not supported"),
        ({"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True}, {}, "pools by mean_tokens and cls_token"),
        (
            {"pooling_mode_mean_tokens": True, "include_prompt": False},
            {},
            "pools by mean_tokens and without its prompt",
        ),
        ({}, {}, "pools by nothing"),
        (None, {"modules": named("Dense")}, "names the module Dense, which cannot be run"),
        (None, {"modules": named("Transformer")[:1]}, "should name a Transformer and its Pooling"),
        (None, {"modules": [{"path": "../up", "type": f"{MODULES}.Transformer"}]}, "outside of its folder"),
        (None, {"modules": [{"path": ""}]}, "a module has no type"),
        (None, {"modules": {}}, "modules.json is not as sentence-transformers writes it"),
        (
            None,
            {"config_sentence_transformers": {"similarity_fn_name": "euclidean"}},
            "compares vectors by 'euclidean'",
        ),
        (None, {"config_sentence_transformers": {"prompts": ["q"]}}, "should hold its prompts as texts by name"),
    ],
)
def test_what_is_not_supported_is_named(
    tmp_path: Path, pooling: dict[str, Any] | None, files: dict[str, Any], sentence: str
) -> None:
    """In one sentence; the bot goes on by what else there is, and says so."""
    folder = saved(make_transformer(tmp_path / "mine"), pooling, **files)
    with pytest.raises(EncoderError) as caught:
        read_layout(folder)
    assert sentence in str(caught.value)
    choice = choose("auto", folder, ModelPaths(tmp_path / "nowhere", None), RELEASES)
    assert sentence in choice.missing


def test_weights_in_the_older_format_are_named(tmp_path: Path) -> None:
    folder = make_transformer(tmp_path / "mine")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match=r"pytorch_model.bin is not read: save the model as safetensors"):
        own("transformer", folder)
