"""What keeps the running bot in view: logs, health, figures, the service manager."""
