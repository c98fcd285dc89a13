"""The search of the site: an index made by Pagefind, of which a browser loads the few parts that a search needs."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import IO, Any

from bot.core import phrases
from bot.errors import SiteError
from bot.web.site.record import PublicRecord

FOLDER = "pagefind"
_MADE_OF = f"{FOLDER}/made-of.txt"  # what was indexed, and what came of it, as digests
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")  # surfaces of its own
_ENDED: Mapping[str, Any] = MappingProxyType({"type": "Error", "message": "it ended early"})
_FAILED = "The index for the search could not be made: {}. Nothing was written."


def program() -> Path | None:
    """Return Pagefind's program where the extra `site` is installed."""
    try:
        from pagefind_bin import get_executable
    except ImportError:
        return None
    return Path(get_executable())


def records_of(record: PublicRecord, language: str) -> Iterator[dict[str, Any]]:
    """Yield what is searched: a record for each sentence, with its address, who says it, where and when."""
    for interview in record.interviews.values():
        if interview.source is None:
            continue
        where = phrases.joined(interview.source.title, phrases.date(interview.source.published))
        for turn in interview.turns:
            who = turn.speaker.name if turn.speaker else phrases.NOT_CERTAIN_WHO
            for piece in (piece for paragraph in turn.paragraphs for piece in paragraph if piece.address):
                url = f"/{interview.page}#{piece.address}"
                yield {"url": url, "content": piece.text, "language": language, "meta": {"title": f"{who} · {where}"}}


def index_of(record: PublicRecord, pagefind: Path, language: str = "en", site: Path | None = None) -> dict[str, bytes]:
    """Return the files of the index by their paths in the site. Raises SiteError where Pagefind fails.

    Those in the folder `site` are returned where the same sentences were indexed for it by the same program.
    """
    requests: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": language}}]
    requests += [{"type": "AddRecord", "index_id": 0, **one} for one in records_of(record, language)]
    asked = sha256(f"{_version()} {json.dumps(requests)}".encode()).hexdigest()
    if site and (known := _known(site / FOLDER, asked)):
        return known
    made = _served(pagefind, [*requests, {"type": "GetFiles", "index_id": 0}])
    files = {str(file["path"]): b64decode(file["content"]) for file in made["files"]}
    found = {f"{FOLDER}/{name}": data for name, data in sorted(files.items()) if not name.startswith(_UNUSED)}
    return {**found, _MADE_OF: f"{asked} {_digest(found)}\n".encode()}


def _version() -> str:
    """Return Pagefind's version, the same wherever and whenever it was installed; "" where the extra is not."""
    try:
        return version("pagefind_bin")
    except PackageNotFoundError:
        return ""


def _known(folder: Path, asked: str) -> dict[str, bytes]:
    """Return the index that a folder holds, if it is whole and was asked for in the same way; else nothing."""
    try:
        made_of = (folder.parent / _MADE_OF).read_text(encoding="ascii").split()
        if made_of[:1] != [asked]:
            return {}
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        files = {path.relative_to(folder.parent).as_posix(): path.read_bytes() for path in paths}
    except (OSError, UnicodeDecodeError):
        return {}
    found = {name: data for name, data in files.items() if name != _MADE_OF}
    return files if made_of[1:] == [_digest(found)] else {}


def _digest(files: Mapping[str, bytes]) -> str:
    digest = sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name} {len(data)} ".encode() + data)
    return digest.hexdigest()


def _served(pagefind: Path, requests: list[dict[str, Any]]) -> Mapping[str, Any]:
    """Put the requests to Pagefind and return its answer to the last.

    Its own Python wrapper waits a tenth of a second for each. Requests and answers are JSON in base64, with a comma
    behind each; the program ends when its input does.
    """
    try:
        with subprocess.Popen([pagefind, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603 - nothing of it is given from outside
            if process.stdin is None or process.stdout is None:
                raise SiteError(_FAILED.format("it cannot be spoken to"))
            writing = Thread(target=_write, args=(process.stdin, requests), daemon=True)
            writing.start()
            answers = _answers(process.stdout)
            told = [next(answers, _ENDED) for _ in requests]
            writing.join()
            with suppress(BrokenPipeError):
                process.stdin.close()
    except OSError as error:
        raise SiteError(_FAILED.format(error.strerror)) from None
    if failed := next((answer for answer in told if answer["type"] == "Error"), None):
        raise SiteError(_FAILED.format(failed["message"]))
    return told[-1]


def _write(stream: IO[bytes], requests: list[dict[str, Any]]) -> None:
    with suppress(OSError):  # it has ended, which its answers tell
        for number, payload in enumerate(requests):
            message = json.dumps({"message_id": number + 1, "payload": payload})
            stream.write(b64encode(message.encode("utf-8")) + b",")
        stream.flush()


def _answers(stream: IO[bytes]) -> Iterator[Mapping[str, Any]]:
    begun: list[bytes] = []
    while chunk := stream.read1(1 << 20):  # type: ignore[attr-defined]
        *ends, rest = chunk.split(b",")
        for end in ends:
            yield json.loads(b64decode(b"".join([*begun, end])))["payload"]
            begun = []
        begun.append(rest)
