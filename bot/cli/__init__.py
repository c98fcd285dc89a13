"""The command line: verbs that parse, call and print; nothing else."""

from bot.cli.verbs import main

__all__ = ["main"]
