"""The command line: verbs that parse, call and print."""

from bot.cli.verbs import main

__all__ = ["main"]
