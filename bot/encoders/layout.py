"""A folder of weights as sentence-transformers writes it: its modules, its pooling, what stands before a text.

    modules.json                        the steps, in order: Transformer, Pooling, Normalize; or StaticEmbedding
    1_Pooling/config.json               how the vectors of the tokens become one: their mean, or the first one
    sentence_bert_config.json           how many tokens are read, and whether in small letters
    config_sentence_transformers.json   the prompts before questions and passages, and how two vectors are compared

Without modules.json the folder is a plain BERT whose tokens' mean is taken, or one table of word vectors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.errors import EncoderError

Pooling = Literal["mean", "first"]

_MODULES = ("Transformer", "Pooling", "Normalize", "StaticEmbedding")
_POOLINGS: Mapping[str, Pooling] = {"mean_tokens": "mean", "mean": "mean", "cls_token": "first", "cls": "first"}
_OF_QUESTIONS = ("query", "question")
_OF_PASSAGES = ("passage", "document", "corpus")
_MOST_TOKENS = 256  # as the published transformer was trained
_OTHERWISE_TOKENS = 512


@dataclass(frozen=True, slots=True)
class ModelLayout:
    """Where the weights lie within the folder ("" for its root), and how vectors are made of them.

    `question` and `passage` stand before what is asked, and before what may be found. Vectors always get length 1.
    """

    root: str = ""
    pooling: Pooling = "mean"
    most_tokens: int = _MOST_TOKENS
    is_lowered: bool = False
    question: str = ""
    passage: str = ""

    @property
    def made_by(self) -> str:
        """Return what the vectors depend on beside the files, "" where it is what it usually is."""
        usual = (PLAIN.pooling, PLAIN.most_tokens, PLAIN.is_lowered)
        made_by = (self.pooling, self.most_tokens, self.is_lowered)
        return "" if made_by == usual else repr(made_by)


PLAIN = ModelLayout()


def read_layout(folder: Path) -> ModelLayout:
    """Read how the folder is laid out. Raises EncoderError, which names what is not supported."""
    modules = _read(folder / "modules.json", list)
    if modules is None:
        return PLAIN

    paths = _paths(folder / "modules.json", modules)
    if "StaticEmbedding" in paths:
        question, passage = _prompts(folder)
        return ModelLayout(paths["StaticEmbedding"], question=question, passage=passage)
    if "Transformer" not in paths or "Pooling" not in paths:
        raise EncoderError(f"{folder / 'modules.json'} should name a Transformer and its Pooling.")
    root, pooling = paths["Transformer"], _pooling(folder / paths["Pooling"] / "config.json")
    told = _read(folder / root / "sentence_bert_config.json", dict) or {}
    most = told.get("max_seq_length")
    most = most if isinstance(most, int) and most > 0 else _OTHERWISE_TOKENS
    prompts = _prompts(folder, is_normalised="Normalize" in paths)
    return ModelLayout(root, pooling, most, told.get("do_lower_case") is True, *prompts)


def _paths(path: Path, modules: Sequence[Any]) -> Mapping[str, str]:
    """Return the folder of each module by its kind."""
    paths: dict[str, str] = {}
    for module in modules:
        if not isinstance(module, dict) or not isinstance(module.get("type"), str):
            raise EncoderError(f"{path} is not as sentence-transformers writes it: a module has no type.")
        kind, where = module["type"].rpartition(".")[2], module.get("path", "")
        if kind not in _MODULES:
            raise EncoderError(f"{path} names the module {kind}, which cannot be run. Known are {', '.join(_MODULES)}.")
        if not isinstance(where, str) or Path(where).is_absolute() or ".." in Path(where).parts:
            raise EncoderError(f"{path} places the module {kind} outside of its folder.")
        paths[kind] = where
    return paths


def _pooling(path: Path) -> Pooling:
    told = _read(path, dict)
    if told is None:
        raise EncoderError(f"{path} is missing. It says how the vectors of the tokens become one.")
    named = told.get("pooling_mode")
    chosen = [*([named] if isinstance(named, str) else named or [])]
    chosen += [key.removeprefix("pooling_mode_") for key in told if key != "pooling_mode" and told[key] is True]
    chosen = [mode for mode in chosen if mode != "include_prompt"]
    if told.get("include_prompt", True) is not True:
        chosen.append("without its prompt")
    if len(chosen) != 1 or chosen[0] not in _POOLINGS:
        raise EncoderError(
            f"{path} pools by {' and '.join(map(str, chosen)) or 'nothing'}, which is not supported. "
            "Supported are the mean of the tokens and the first token, one of them."
        )
    return _POOLINGS[chosen[0]]


def _prompts(folder: Path, *, is_normalised: bool = True) -> tuple[str, str]:
    """Return the prompts of questions and passages. Without a Normalize module, vectors must be meant for cosines."""
    path = folder / "config_sentence_transformers.json"
    told = _read(path, dict) or {}
    compared = told.get("similarity_fn_name") or "cosine"
    if compared != "cosine" and not (is_normalised and compared == "dot"):
        raise EncoderError(f"{path} compares vectors by '{compared}', which is not supported. Cosines are.")
    prompts = told.get("prompts") or {}
    default = told.get("default_prompt_name")
    if not isinstance(prompts, dict) or not all(isinstance(prompt, str) for prompt in prompts.values()):
        raise EncoderError(f"{path} should hold its prompts as texts by name.")
    otherwise = prompts.get(default, "") if default else ""
    question, passage = (
        next((prompts[name] for name in names if name in prompts), otherwise) for names in (_OF_QUESTIONS, _OF_PASSAGES)
    )
    return question, passage


def _read(path: Path, kind: type) -> Any:
    """Return what a JSON file holds, None where there is none. Raises EncoderError."""
    try:
        told = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EncoderError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise EncoderError(f"{path} is no JSON. Copy the file anew.") from None
    if not isinstance(told, kind):
        raise EncoderError(f"{path} is not as sentence-transformers writes it.")
    return told
