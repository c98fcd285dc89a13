"""What members can do, one theme a file. `client.Bot.add_cogs` lists them, one line each."""
