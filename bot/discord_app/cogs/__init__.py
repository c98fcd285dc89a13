"""What members can do, one theme a file. `client.Bot.setup_hook` adds them, one line each."""
