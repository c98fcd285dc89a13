"""What is there to install the bot with: judged by the tools that use it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot import config
from bot.errors import ConfigError, TokenError

DEPLOY = Path(__file__).parent.parent / "deploy"


def told(*command: str | Path) -> str:
    """What a tool says of a file in deploy/, if it says that all is well."""
    if not shutil.which(str(command[0])):
        pytest.skip(f"{command[0]} is missing, so it stays unproved that what is in deploy/ works with it")
    done = subprocess.run(command, check=False, cwd=DEPLOY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_prometheus_takes_the_alerts() -> None:
    """And raises each of them when it should, and none when all is well."""
    told("promtool", "check", "config", "prometheus.yml")
    told("promtool", "test", "rules", "alerts.test.yml")


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """With the program where this Python is; and what it can do to the machine is little: 2.0 of 10 at most."""
    unit = tmp_path / "ontherecord.service"
    text = (DEPLOY / "ontherecord.service").read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/ontherecord/bin/ontherecord", sys.executable), encoding="utf-8")
    assert "ontherecord.service" not in told("systemd-analyze", "verify", "--man=no", unit)
    told("systemd-analyze", "security", "--offline=yes", "--threshold=20", unit)


def test_what_no_restart_mends_is_not_restarted() -> None:
    """The unit knows the exit code."""
    unit = (DEPLOY / "ontherecord.service").read_text(encoding="utf-8")
    [code] = re.findall(r"^RestartPreventExitStatus=(\d+)$", unit, re.MULTILINE)
    assert int(code) == TokenError.exit_code == ConfigError.exit_code


def test_the_verbs_of_the_service_are_called_as_its_user() -> None:
    """By the program, with the settings and the token that the unit names."""
    unit, script = ((DEPLOY / name).read_text(encoding="utf-8") for name in ("ontherecord.service", "ontherecord"))
    told("sh", "-n", "ontherecord")
    [program, settings] = re.findall(r"^ExecStart=(\S+) run --config (\S+)$", unit, re.MULTILINE)[0]
    [user] = re.findall(r"^User=(\S+)$", unit, re.MULTILINE)
    [token] = re.findall(r"^LoadCredential=discord-token:(\S+)$", unit, re.MULTILINE)
    assert f'exec runuser -u {user} -- {program} --config {settings} "$@"\n' in script
    assert f"DISCORD_TOKEN=$(cat {token})\n" in script
    [folders] = re.findall(r"^Environment=(HOME=\S+ XDG_CACHE_HOME=\S+) ", unit, re.MULTILINE)
    assert f"export DISCORD_TOKEN {folders}\n" in script


def test_the_containers_settings_load() -> None:
    """And their health check asks where they listen."""
    loaded = config.load(DEPLOY / "container.yaml")
    assert f"http://{loaded.ops.listen}/healthz" in (DEPLOY / "healthy.py").read_text(encoding="utf-8")
    assert loaded.ops.listen in (DEPLOY / "prometheus.yml").read_text(encoding="utf-8")


def test_the_image_is_made_of_files_that_are_there() -> None:
    """Each COPY names something, and .dockerignore lets it through, and nothing else."""
    root = DEPLOY.parent
    ignored = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for line in copied for name in line.split()}
    assert {name for name in named if not (root / name).exists()} == set()
    assert named == {line[1:] for line in ignored if line.startswith("!")}


@pytest.mark.parametrize("files", [["compose.yaml"], ["compose.yaml", "compose.postgres.yaml"]], ids=["alone", "both"])
def test_compose_takes_its_files(files: list[str], tmp_path: Path) -> None:
    """That the containers run stays unproved: no Docker is asked for it."""
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    for secret in ("discord-token", "postgres-password"):
        (tmp_path / "deploy" / secret).touch()
    named = [part for name in files for part in ("-f", tmp_path / "deploy" / name)]
    settled = told("docker-compose", *named, "config")
    assert "read_only: true" in settled
    assert ("image: postgres:" in settled) is (len(files) == 2)
