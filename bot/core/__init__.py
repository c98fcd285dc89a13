"""The heart: pure and synchronous. What the record holds, what proves it, and which words answer."""
