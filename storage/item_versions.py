"""Items as they were ordered, as statements: each version kept once, and in memory once a ticket needs it."""

from __future__ import annotations

from core.items import UNVERSIONED, Item
from core.processes import RequestDetails
from core.tickets.ticket import Ticket
from storage import codec
from storage.driver import Driver, one

_KEEP = (
    "INSERT INTO item_versions (version, item, data) VALUES (:version, :item, :data) ON CONFLICT (version) DO NOTHING"
)
_READ = "SELECT data FROM item_versions WHERE version = :version"


class ItemStatements:
    """Implements `core.ports.items.ItemVersions`. `items` is shared by all transactions of a store."""

    __slots__ = ()
    sql: Driver
    items: dict[str, Item]

    def keep_item(self, version: str, item: Item) -> None:
        """Keep an item under its version. What is kept under it is left alone."""
        self.sql.later("item_versions", _KEEP, {"version": version, "item": item.key, "data": codec.write(item)})

    def _with_item(self, ticket: Ticket) -> Ticket:
        """The ticket, whose item is known from now on."""
        details = ticket.details
        if not isinstance(details, RequestDetails) or details.item is None:
            return ticket
        version = details.version or UNVERSIONED + details.item
        if version not in self.items and (found := one(self.sql.rows(_READ, {"version": version}))):
            self.items[version] = codec.read(Item, found[0])
        return ticket
