"""Words that mean harm to a page, and a record that is full of them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

MARKS = (
    "<script>boom()</script>",
    "<img src=//evil.example/x onerror=boom()>",
    '"><svg/onload=boom()>',
    "'-boom()-'",
    "javascript:boom()",
    "</textarea><script>boom()</script>",
    "</title></style><script src=//evil.example/x.js></script>",
    "<iframe srcdoc='<script>parent.boom()</script>'></iframe>",
    "{{ boom() }} {% raw %} ${boom()}",
    "<a href='javascript:boom()'>x</a> [x](<javascript:boom()>)",
    "&lt;script&gt;boom()&lt;/script&gt; &#x3C;b&#x3E;",
    "<style>@import '//evil.example/x.css'</style>",
    "<base href=//evil.example/> <link rel=prefetch href=//evil.example/p>",
    "<form action=//evil.example/><button>go</button></form>",
    "\u202e<b>dlob</b> 😀👩‍👩‍👧",
)

TOPICS = 60


def strings(count: int) -> list[str]:
    """So many of them, no two alike: each mark alone, with a word, in another case, doubled."""
    ways = (str, str.upper, lambda text: f"{text} {text}", lambda text: f"a{text}", lambda text: f"`{text}`")
    return [f"{ways[n // len(MARKS) % len(ways)](MARKS[n % len(MARKS)])} {n}" for n in range(count)]


def write_yaml(file: Path, tree: dict[str, object]) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=100_000)
    file.write_text(text, encoding="utf-8")


def record(folder: Path, count: int) -> None:
    """A knowledge folder with an interview in which every text is one of so many hostile strings."""
    texts = strings(count)
    turns = [f"Word {n} {text}." for n, text in enumerate(texts)]
    original = "\n".join(turns)
    (folder / "originals").mkdir(parents=True)
    (folder / "transcripts").mkdir()
    (folder / "originals" / "hostile.txt").write_text(original, encoding="utf-8", newline="")
    transcript = {
        "format": 1,
        "source": "hostile",
        "turns": [
            {"speaker": ("asker", "guest")[n % 2], "segments": [{"kind": "speech", "text": text}]}
            for n, text in enumerate(turns)
        ],
    }
    write_yaml(folder / "transcripts" / "hostile.yaml", transcript)
    topics = {
        f"topic-{n}": {
            "title": f"Title {texts[n]}",
            "questions": [f"what of {text}" for text in texts[n - 1 :: 2 * TOPICS]],
            "quotes": [{"id": f"quote-{n}", "speaker": "guest", "text": turns[n]}],
        }
        for n in range(1, 2 * TOPICS, 2)
    }
    knowledge = {
        "format": 1,
        "source": {
            "id": "hostile",
            "title": texts[0],
            "url": "https://example.org/?a=<script>boom()</script>",
            "author": texts[1],
            "published": "2024",
            "retrieved": "2024-05-01",
            "sha256": hashlib.sha256(original.encode()).hexdigest(),
        },
        "speakers": {
            "asker": {"name": f"Asker {texts[2]}", "role": "interviewer"},
            "guest": {"name": f"Guest {texts[3]}", "role": "interviewee", "described": texts[4]},
        },
        "topics": topics,
    }
    write_yaml(folder / "hostile.yaml", knowledge)
    write_yaml(folder / "silence.yaml", {"format": 1, "silence": [texts[5]]})
