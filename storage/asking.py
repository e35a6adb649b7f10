"""Messages with buttons that hold for a time, as they stand: one day what they ask for is done, and those go."""

from __future__ import annotations

from core.notifications.kinds import KINDS, due
from core.ports.bindings import BESIDE
from core.ports.outbox import Notice
from storage.driver import Driver
from storage.notices import COLUMNS, notice_of

_NAMES = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.loses)
_COLUMNS = ", ".join(f"n.{column}" for column in COLUMNS.split(", "))
# Each by its key, which is what its message is bound as. A message that is not known whole is left alone.
_SAYS = f"(b.role LIKE 'notice:%' OR b.role LIKE '{BESIDE}%')"
_ASKING = (
    f"SELECT {_COLUMNS} FROM bindings b JOIN notices n ON n.key = substr(b.role, 8)"  # noqa: S608  # only constants
    f" WHERE b.ticket = :ref AND {_SAYS} AND n.kind IN ({_NAMES}) AND NOT EXISTS (SELECT 1"
    " FROM bindings other WHERE other.place = b.place AND other.message = b.message"
    " AND NOT EXISTS (SELECT 1 FROM notices known WHERE known.key = substr(other.role, 8)))"
    f" UNION SELECT {_COLUMNS} FROM notices n WHERE n.ticket = :ref AND n.done_at IS NULL AND n.kind IN ({_NAMES})"
    " AND (:waiting OR n.state IN ('leased', 'unknown'))"
)

_SAID_IN = (
    f"SELECT {_COLUMNS} FROM bindings b JOIN notices n ON n.key = substr(b.role, 8)"  # noqa: S608  # only constants
    f" WHERE b.place = :place AND b.message = :message AND {_SAYS}"
)
_TOLD = (
    f"SELECT {_COLUMNS} FROM bindings b JOIN notices n ON n.key = substr(b.role, 8)"  # noqa: S608  # only constants
    f" WHERE b.ticket = :ref AND {_SAYS} AND n.address LIKE 'direct:%'"
    f" UNION SELECT {_COLUMNS} FROM notices n WHERE n.ticket = :ref AND n.done_at IS NULL AND n.address LIKE 'direct:%'"
    " AND n.state IN ('leased', 'unknown')"
)


class AskingStatements:
    """The part of a transaction that finds messages of a ticket: those that ask somebody to act, or were for one."""

    __slots__ = ()
    sql: Driver

    def asking(self, ref: str, *, waiting: bool = False) -> tuple[Notice, ...]:
        """Those that stand by themselves, and those that are being said, or `waiting` for it."""
        found = (notice_of(row) for row in self.sql.rows(_ASKING, {"ref": ref, "waiting": waiting}))
        return tuple(sorted(found, key=lambda notice: notice.key))

    def said_in(self, place: str, message: str) -> tuple[Notice, ...]:
        """Those of one message, as they stand in it: as its lane had them."""
        found = [(row[0], notice_of(row)) for row in self.sql.rows(_SAID_IN, {"place": place, "message": message})]
        return tuple(notice for _, notice in sorted(found, key=lambda each: (due(each[1]), each[0])))

    def told(self, ref: str) -> tuple[Notice, ...]:
        """Those to one person, in messages of their own, and those that are being said."""
        found = (notice_of(row) for row in self.sql.rows(_TOLD, {"ref": ref}))
        return tuple(sorted(found, key=lambda notice: notice.key))
