"""The bot on Discord: it makes requests of what members do, asks the service, renders and sends."""
