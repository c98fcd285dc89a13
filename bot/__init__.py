"""On the Record: a Discord bot that answers in an interviewee's own recorded words."""

__version__ = "0.1.0"
