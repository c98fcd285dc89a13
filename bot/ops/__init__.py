"""Logs, health, metrics, the status file and the service manager of the running bot."""
