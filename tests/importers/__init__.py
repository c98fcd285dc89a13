"""Transcripts in."""
