"""Asking and answering: commands, messages, buttons, and quotes found for somebody's message."""
