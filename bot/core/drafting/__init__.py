"""Ways of asking drafted by an assistant: the prompt, the reading of whatever comes back, and the sieve."""
