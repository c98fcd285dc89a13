"""The stand-in held against the real discord.py, against its own rules, and against the description."""
