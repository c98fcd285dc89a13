"""How long an edit takes to be live: PYTHONPATH=. python benchmarks/edit.py [QUOTES] [TIER] [REFERENCE_DATA]

Interviews made up of podcast sentences, 100 answers each, are written to a folder: a quote and a topic an answer, with
a title and three ways of asking. Built from nothing, again with nothing changed, after one new way of asking, and in a
new process's place (a new builder) with the vectors on disk; each until nobody who asks would wait.
"""

from __future__ import annotations

import gc
import hashlib
import re
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import yaml
from sets import REFERENCE, tiers
from speed import quotes
from tables import show

from bot.app import Builder
from bot.cli.verbs import COLLECTED_AT
from bot.encoders.cache import CachedEncoder
from bot.service.snapshots import BY_WORDS, Tier

ANSWERS = 100


def plain(text: str) -> str:
    return " ".join(re.sub(r"[^A-Za-z0-9,' ]", " ", text).split())


def write(folder: Path, name: str, texts: list[str]) -> None:
    """One interview: each text is the answer to its first words."""
    asked = [f"{plain(' '.join(text.split()[:7]))}, number {number}?" for number, text in enumerate(texts)]
    said = [f"{plain(text)}." for text in texts]
    original = "\n\n".join(f"Sam: {question}\n\nAda: {answer}" for question, answer in zip(asked, said, strict=True))
    turns = [
        {"speaker": speaker, "segments": [{"kind": "speech", "text": text}]}
        for pair in zip(asked, said, strict=True)
        for speaker, text in zip(("sam", "ada"), pair, strict=True)
    ]
    topics = {
        f"{name}-{number}": {
            "title": f"{name} {number}: {plain(text)[:50]}",
            "questions": [f"{plain(' '.join(text.split()[at : at + 6]))} {name} {number} {at}" for at in (0, 1, 2)],
            "quotes": [{"id": f"q-{number}", "speaker": "ada", "text": said[number], "asked": asked[number]}],
        }
        for number, text in enumerate(texts)
    }
    source = {"id": name, "title": "A talk", "url": f"https://example.org/{name}", "author": "Sam"}
    source |= {"published": "2024-05", "retrieved": "2024-06-01"}
    source["sha256"] = hashlib.sha256(original.encode()).hexdigest()
    speakers = {"ada": {"name": "Ada", "role": "interviewee"}, "sam": {"name": "Sam", "role": "interviewer"}}
    transcript = {"format": 1, "source": name, "labels": {"ada": "Ada:", "sam": "Sam:"}, "turns": turns, "left_out": []}
    (folder / "originals" / f"{name}.txt").write_text(original, encoding="utf-8")
    kept = {f"transcripts/{name}.yaml": transcript}
    kept[f"{name}.yaml"] = {"format": 1, "source": source, "speakers": speakers, "topics": topics}
    for path, held in kept.items():
        (folder / path).write_text(yaml.safe_dump(held, sort_keys=False, width=10_000), encoding="utf-8")


def timed(name: str, work: Callable[[], object]) -> list[str]:
    started, started_cpu = perf_counter(), process_time()
    work()
    return [name, f"{perf_counter() - started:.2f}", f"{process_time() - started_cpu:.2f}"]


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    wanted = sys.argv[2] if len(sys.argv) > 2 else "static"
    gc.set_threshold(COLLECTED_AT)
    texts = quotes(Path(sys.argv[3]) if len(sys.argv) > 3 else REFERENCE, size)
    with TemporaryDirectory() as made:
        folder, cache = Path(made, "knowledge"), Path(made, "cache")
        for part in ("originals", "transcripts"):
            (folder / part).mkdir(parents=True)
        for start in range(0, size, ANSWERS):
            write(folder, f"talk-{start // ANSWERS}", texts[start : start + ANSWERS])

        def builder() -> Builder:
            [(_, encoder)] = tiers([wanted])
            cached = CachedEncoder(encoder, cache) if encoder else None
            return Builder(folder, Tier(wanted, cached, cached.encode_known) if cached else BY_WORDS)

        first = builder()
        rows = [timed("from nothing", lambda: first.build().ready()), timed("unchanged", lambda: first.build().ready())]
        edited = folder / "talk-0.yaml"
        edited.write_text(edited.read_text(encoding="utf-8").replace(" talk-0 0 0", " talk-0 edited"), encoding="utf-8")
        rows.append(timed("one way of asking changed", lambda: first.build().ready()))
        rows.append(timed("a new start, vectors on disk", lambda: builder().build().ready()))
    show((f"{size:,} quotes, {wanted}", "s", "CPU s"), rows)


if __name__ == "__main__":
    main()
