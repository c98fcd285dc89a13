"""Emptied."""
