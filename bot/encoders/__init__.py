"""Sentence vectors for the engine, in plain numpy: static word vectors, a small transformer, and their cache."""
