"""The drills of `make drill`, shortened."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.drills.killing import Drill


@pytest.mark.skipif(not hasattr(os, "fork"), reason="without fork it stays unproved that a killed writer loses nothing")
def test_a_killed_writer_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    """Ten times, at moments that are others at each run."""
    Drill(tmp_path, random.Random()).run(edits=40, kills=10)
