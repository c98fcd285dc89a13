"""Cold starts, each in a process of its own: python benchmarks/start.py [RUNS]

Prints the median wall-clock time of each command, and its ratio to an interpreter that does nothing.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).parent.parent
COMMANDS = {
    "python": ["-c", "pass"],
    "import numpy": ["-c", "import numpy"],
    "ontherecord ask": ["-m", "bot", "ask", "is grad school worth it?"],
    "ontherecord check": ["-m", "bot", "check"],
}


def seconds(arguments: list[str]) -> float:
    started = perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)
    return perf_counter() - started


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    times = {name: [] for name in COMMANDS}
    for _ in range(runs):
        for name, arguments in COMMANDS.items():
            times[name].append(seconds(arguments))
    bare = median(times["python"])
    print(f"{runs} runs{'':22}median    ratio")
    for name, found in times.items():
        print(f"{name:24}{1000 * median(found):8.0f} ms {median(found) / bare:8.1f}")


if __name__ == "__main__":
    main()
