"""The only room that knows Discord: it decides whether to answer, asks the service, and sends what comes back."""
