"""Where the desk keeps things: rows, the unit of work, the outbox, reads for lists, migrations.

`open_store` gives the store at a database's address; `migrate` brings that database up to date. A process that runs on
SQLite is `alone` there.
"""

from storage.alone import alone
from storage.backfill import Progress
from storage.conversations import Conversations
from storage.leasing import Leased
from storage.migrate import is_current, migrate
from storage.older_answers import rules_then, seal_older_answers
from storage.opening import UnknownDatabase, open_store
from storage.outbox import Outbox, Parked
from storage.rotation import Rotated, rotate
from storage.sealing import Keys, new_key, read_key
from storage.store import AsyncStore, Purged

__all__ = [
    "AsyncStore",
    "Conversations",
    "Keys",
    "Leased",
    "Outbox",
    "Parked",
    "Progress",
    "Purged",
    "Rotated",
    "UnknownDatabase",
    "alone",
    "is_current",
    "migrate",
    "new_key",
    "open_store",
    "read_key",
    "rotate",
    "rules_then",
    "seal_older_answers",
]
