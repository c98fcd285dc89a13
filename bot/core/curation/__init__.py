"""Curating, without any surface: pasted words looked up, what is wanted made an edit, and its impact."""
