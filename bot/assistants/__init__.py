"""Assistants that draft ways of asking: any chat endpoint that speaks OpenAI's protocol, or a command."""
