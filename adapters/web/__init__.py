"""HTTP: mounts the channels' routes and answers those who watch over the bot."""

from adapters.web.app import Checks, listening, web_app

__all__ = ["Checks", "listening", "web_app"]
