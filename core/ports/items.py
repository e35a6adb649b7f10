"""Items of the catalog as they were ordered, each version once; part of a `Transaction`."""

from __future__ import annotations

from typing import Protocol

from core.items import Item


class ItemVersions(Protocol):
    """What requests go by, whatever the settings say by now.

    Whoever reads a ticket has its item from then on: the store puts it into the mapping that is `Policy.versions`.
    """

    def keep_item(self, version: str, item: Item) -> None:
        """Keep an item under its version. What is kept under it is left alone."""
        ...
