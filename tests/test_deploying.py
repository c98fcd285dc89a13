"""What is there to install the bot with: judged by the tools that use it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parent.parent / "deploy"


def told(*command: str) -> str:
    """What a tool says of a file in deploy/, if it says that all is well."""
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is missing, so it stays unproved that what is in deploy/ works with it")
    done = subprocess.run(command, check=False, cwd=DEPLOY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_prometheus_takes_the_alerts() -> None:
    """And raises each of them when it should, and none when all is well."""
    told("promtool", "check", "config", "prometheus.yml")
    told("promtool", "test", "rules", "alerts.test.yml")
