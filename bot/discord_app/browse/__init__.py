"""Browsing without a question: quotes, topics, search, interviews, and what the bot is and keeps."""
