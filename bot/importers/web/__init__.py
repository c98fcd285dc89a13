"""Saved web pages: the article in one, and who says what in it."""
