"""How a channel reads its own settings from the environment: one variable at a time, with what is wrong gathered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

T = TypeVar("T")

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Unfit(Exception):
    """A text that cannot be what its variable is for. With `quotes` the sentence follows the text itself in quotes."""

    def __init__(self, sentence: str, fix: str, *, quotes: bool = False) -> None:
        """Say what is wrong, and how it is put right."""
        super().__init__(sentence)
        self.sentence = sentence
        self.fix = fix
        self.quotes = quotes


class Environment(Protocol):
    """The environment's variables, with the options of a command line above them. An empty one counts as absent."""

    def get(self, variable: str) -> str | None:
        """The variable without space around it, or None."""
        ...

    def wrong(self, where: str, key: str, sentence: str, fix: str) -> None:
        """Note what is wrong; `where` is `environment` or `command line`."""
        ...

    def read(self, variable: str, check: Callable[[str], T], default: T, option: str = "", given: object = None) -> T:
        """What the option says, else the variable, else `default`. What `check` calls Unfit is noted."""
        ...


def web_address(text: str) -> str:
    """An https address, or http on this machine: tokens travel to it. Raises Unfit."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host:
        raise Unfit("is not a web address.", "Begin it with https://.", quotes=True)
    if parts.scheme == "http" and host not in LOOPBACK:
        raise Unfit("would carry secrets unencrypted.", "Use https://; http:// is for this machine alone.")
    return text


def base_address(text: str) -> str:
    """The same, with the slash that paths are joined to. Raises Unfit."""
    return web_address(text).rstrip("/") + "/"


def public_address(platform: str) -> Callable[[str], str | None]:
    """What reads the address at which a platform reaches us. It raises Unfit for one that it could never reach."""

    def read(text: str) -> str | None:
        if urlsplit(web_address(text)).scheme != "https":
            raise Unfit(f"cannot be reached by {platform}.", "Begin it with https://.", quotes=True)
        return text.rstrip("/")

    return read
