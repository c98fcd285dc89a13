"""What the bot does, whoever asks: answer from the knowledge that is live."""
