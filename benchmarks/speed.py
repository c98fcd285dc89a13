"""Speed and memory beside rivals: python benchmarks/speed.py [SIZE,...] [ENGINE,...] [REFERENCE_DATA]

Quotes of 8 to 60 words: sentences of the podcasts put together at random, 15 % of the words swapped for others. Asked
are 100 turns of podcast hosts and 100 messages of CLINC150 val. Each engine at each size runs in a process of its own,
on one core; "index MB" is what the index adds to the texts. "first stage" is the best 100 by words alone, as in tantivy
and bm25s, stop words kept in all three; "lexical" and "static" are the whole ranking with its confidence. rapidfuzz
prepares its texts once; rivals run only where they are installed. CPU time is what counts on a machine that is shared.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time

os.environ |= {"OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}

import numpy as np
from sets import REFERENCE, clinc, episodes, tiers
from tables import show

from bot.core.matching.bm25 import Bm25Index, highest
from bot.core.matching.ranker import Candidate, Ranker
from bot.core.matching.tokens import tokens

Ask = Callable[[str], object]
SIZES, TOP, FIRST, SWAPPED, LONGEST_S = (100, 10_000, 100_000, 1_000_000), 10, 100, 0.15, 20.0


def quotes(data: Path, size: int) -> list[str]:
    rng = random.Random(0)
    spoken = [sentence for _, said, _ in episodes(data) for one in said for sentence in one.text.split(". ")]
    vocabulary = [word for sentence in spoken[::7] for word in sentence.split()]
    made = []
    for _ in range(size):
        length, words = rng.randint(8, 60), list[str]()
        while len(words) < length:
            words += rng.choice(spoken).split()
        made.append(" ".join(rng.choice(vocabulary) if rng.random() < SWAPPED else word for word in words[:length]))
    return made


def questions(data: Path) -> list[str]:
    rng = random.Random(1)
    hosts = [asking.text for _, _, askings in episodes(data) for asking in askings]
    return rng.sample(hosts, 100) + [text for text, _ in rng.sample(clinc(data).val, 100)]


def ours(tier: str) -> Callable[[Sequence[str]], Ask]:
    def build(texts: Sequence[str]) -> Ask:
        [(_, encoder)] = tiers([tier])
        ranker = Ranker.over((Candidate(row, text=text) for row, text in enumerate(texts)), encoder)
        return lambda text: ranker.rank(text, top=TOP)

    return build


def stems(text: str) -> list[str]:
    return [token.term for token in tokens(text)]


def first_stage(texts: Sequence[str]) -> Ask:
    field = Bm25Index.over(map(stems, texts))
    return lambda text: highest(field.scores(Counter(stems(text))), FIRST)


def bm25s(texts: Sequence[str]) -> Ask:
    import bm25s as library

    index = library.BM25()
    index.index([stems(text) for text in texts], show_progress=False)
    return lambda text: index.retrieve([stems(text)], k=min(FIRST, len(texts)), show_progress=False)


def rank_bm25(texts: Sequence[str]) -> Ask:
    from rank_bm25 import BM25Okapi

    index = BM25Okapi([stems(text) for text in texts])
    return lambda text: np.argsort(-index.get_scores(stems(text)))[:TOP]


def tantivy(texts: Sequence[str]) -> Ask:
    import tantivy as library

    schema = library.SchemaBuilder().add_text_field("text", tokenizer_name="en_stem").build()
    index = library.Index(schema)
    writer = index.writer(num_threads=1)
    for text in texts:
        writer.add_document(library.Document(text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    return lambda text: searcher.search(index.parse_query(" ".join(re.findall(r"\w+", text.lower()))), FIRST)


def fuzzy(name: str) -> Callable[[Sequence[str]], Ask]:
    def build(texts: Sequence[str]) -> Ask:
        from rapidfuzz import fuzz, process, utils

        ready = [utils.default_process(text) for text in texts]
        scorer = getattr(fuzz, name)
        return lambda text: process.extract(utils.default_process(text), ready, scorer=scorer, limit=TOP)

    return build


ENGINES: Mapping[str, tuple[str, Callable[[Sequence[str]], Ask]]] = {
    "lexical": ("bot", ours("lexical")),
    "static": ("tokenizers", ours("static")),
    "first stage": ("bot", first_stage),
    "tantivy": ("tantivy", tantivy),
    "bm25s": ("bm25s", bm25s),
    "rank_bm25": ("rank_bm25", rank_bm25),
    "token_set_ratio": ("rapidfuzz", fuzzy("token_set_ratio")),
    "WRatio": ("rapidfuzz", fuzzy("WRatio")),
}
LARGEST = {"static": 100_000, "rank_bm25": 100_000, "WRatio": 100_000}


def memory_mb(line: str) -> float:
    """VmRSS or VmHWM of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{line}:")[2].split()[0]) / 1024


def measured(engine: str, size: int, data: Path) -> dict[str, float]:
    texts, asked = quotes(data, size), questions(data)
    before_mb, started, started_cpu = memory_mb("VmRSS"), perf_counter(), process_time()
    ask = ENGINES[engine][1](texts)
    ask(asked[0])
    built_s, built_cpu_s, began = perf_counter() - started, process_time() - started_cpu, perf_counter()
    spent: list[tuple[float, float]] = []
    for text in asked:
        started, started_cpu = perf_counter(), process_time()
        ask(text)
        spent.append((1000 * (perf_counter() - started), 1000 * (process_time() - started_cpu)))
        if perf_counter() - began > LONGEST_S:
            break
    grown_mb, peak_mb = memory_mb("VmRSS") - before_mb, memory_mb("VmHWM")
    (p50, cpu50), (p99, cpu99) = np.percentile(spent, [50, 99], axis=0).tolist()
    memory = {"built": built_s, "built_cpu": built_cpu_s, "grown": grown_mb, "peak": peak_mb}
    return memory | {"p50": p50, "p99": p99, "cpu50": cpu50, "cpu99": cpu99, "asked": len(spent)}


def row(engine: str, size: int, f: Mapping[str, float], fuzz_ms: float) -> list[str]:
    index = [f"{f[name]:.2f}" for name in ("built", "built_cpu")] + [f"{f[name]:.0f}" for name in ("grown", "peak")]
    times = [f"{f[name]:.2f}" for name in ("p50", "p99", "cpu50", "cpu99")]
    ratio = f"{fuzz_ms / f['cpu50']:.1f}" if fuzz_ms else "-"
    return [f"{size:,}", engine, *index, *times, ratio, str(f["asked"])]


def main() -> None:
    sizes = [int(size) for size in sys.argv[1].split(",")] if len(sys.argv) > 1 else SIZES
    wanted = sys.argv[2].split(",") if len(sys.argv) > 2 else list(ENGINES)
    data = sys.argv[3] if len(sys.argv) > 3 else str(REFERENCE)
    rows: list[list[str]] = []
    for size in sizes:
        fuzz_ms = 0.0
        for engine in sorted(wanted, key=lambda engine: engine != "token_set_ratio"):
            if not find_spec(ENGINES[engine][0]) or size > LARGEST.get(engine, size):
                continue
            command = [sys.executable, __file__, "--one", engine, str(size), data]
            figures = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            fuzz_ms = figures["cpu50"] if engine == "token_set_ratio" else fuzz_ms
            rows.append(row(engine, size, figures, fuzz_ms))
    index = ("index s", "CPU s", "index MB", "peak MB")
    show(("quotes", "engine", *index, "p50 ms", "p99 ms", "CPU p50", "CPU p99", "x token_set_ratio", "queries"), rows)


if __name__ == "__main__":
    if "--one" in sys.argv:
        print(json.dumps(measured(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))))
    else:
        main()
