"""What must never be in a file of the project."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REGISTRIES = re.compile(r"py[p]i\.org|python[h]osted\.org|registry\.n[p]mjs|deb\.debi[a]n\.org")
TOKEN = re.compile(r"[MN][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout, so it stays unproved that the tracked files are clean")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "pattern", [REGISTRIES, TOKEN, re.compile(re.escape(str(ROOT)))], ids=["registry", "token", "path"]
)
def test_no_file_holds(pattern: re.Pattern[str]) -> None:
    """No package registry's host, nothing shaped like a token, no path of this machine."""
    found = [path.name for path in tracked() if pattern.search(path.read_bytes().decode("utf-8", "replace"))]
    assert found == []


def test_every_pin_has_a_hash() -> None:
    """Nothing is installed that was not looked at."""
    for name in ("runtime.txt", "dev.txt", "meaning.txt"):
        pins = re.split(r"\n(?=\w)", (ROOT / "requirements" / name).read_text(encoding="utf-8"))
        assert all("--hash=sha256:" in pin for pin in pins if "==" in pin.split("\n")[0])
