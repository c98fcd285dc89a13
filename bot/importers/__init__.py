"""Transcripts in: a file somebody has becomes an original, its turns and a draft of the knowledge."""
