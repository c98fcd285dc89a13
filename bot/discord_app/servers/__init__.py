"""A server's settings, and its quote of the day."""
