"""What holds for every test: nothing leaves this machine, nothing listens for others, slowness fails nothing."""

from __future__ import annotations

import gc
import ipaddress
import logging
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bot.runtime.logs import LineFormatter

pytest_plugins = ["tests.browser.chromium", "tests.databases"]

# No deadline: how long an example takes depends on who else uses the machine. Figures belong to `make bench`.
settings.register_profile("deskbell", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("deskbell"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "deskbell"))


# What is imported and collected stays until the end: to look through it for garbage, again and again, was a fifth of
# a worker's start, and a tenth of many a test. Afterwards only what tests make is looked through.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on garbage is collected as usual, a little later."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)
    gc.enable()


@pytest.fixture(autouse=True)
def _log_ends_with_the_test() -> Iterator[None]:
    """What a test had the log written to is closed after it: the next one's lines do not go there."""
    yield
    root = logging.getLogger()
    for each in [each for each in root.handlers if isinstance(each.formatter, LineFormatter)]:
        root.removeHandler(each)


class LeftTheMachine(AssertionError):
    """A test spoke to, or listened for, something other than this machine's loopback."""


def _is_here(host: str) -> bool:
    if host in {"localhost", "localhost."}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _stay_on_this_machine(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in {"socket.connect", "socket.bind"}:
        return
    address = arguments[1]
    # Anything but a (host, port, ...) is a Unix socket or netlink: on this machine by nature.
    if isinstance(address, tuple) and len(address) >= 2 and isinstance(address[0], str) and not _is_here(address[0]):
        raise LeftTheMachine(f"{event} {address[0]!r}: tests use 127.0.0.1 only")


sys.addaudithook(_stay_on_this_machine)
