"""Items as they were ordered, in memory: all transactions share what is known, as those of a real store do."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.items import Item


class SharedItems(dict[str, Item]):
    """It is content by the hash of it: whoever is undone leaves nothing wrong."""

    def __copy__(self) -> SharedItems:
        return self


@dataclass
class ItemsInMemory:
    """Implements core.ports.items.ItemVersions."""

    items: SharedItems = field(default_factory=SharedItems)

    def keep_item(self, version: str, item: Item) -> None:
        self.items.setdefault(version, item)
