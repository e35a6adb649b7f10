"""What leaves the outbox next: the order of a lane, and how one worker of all takes what is at its head.

`outbox.py` says in words what holds here. Every function is a part of a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.notifications.kinds import KINDS, redraws
from core.ports.outbox import REFRESHES, Notice
from storage.driver import Found, Value, one
from storage.notices import COLUMNS, notice_of
from storage.transaction import SqlTransaction

_LAPSED = "SELECT lane, holder FROM lanes WHERE holder IS NOT NULL AND lease_until <= :now ORDER BY lane"
_LAPSED_NOTICE = (
    "UPDATE notices SET state = 'unknown', leased_by = NULL WHERE id = :holder AND done_at IS NULL AND state = 'leased'"
)
_LAPSED_LANE = (
    "UPDATE lanes SET holder = NULL, lease_until = NULL WHERE lane = :lane AND holder = :holder AND lease_until <= :now"
)

# What is due first of all that is left to say, from which the lanes to serve can nearly always be told.
_WINDOW = 256
# How many refreshes of a lane are looked at, at once, for one that need not wait for words; and how long others wait.
_LOOKS = 16
_MOMENT = 1_000_000
# What failed, or what its ticket says after it in its lane, waits until it is tried again; others there do not.
_HELD = "held.done_at IS NULL AND held.held_until > :now AND held.lane = n.lane"
_MAY_BE_SAID = (
    "n.state <> 'carried' AND n.not_before <= :now AND coalesce(n.held_until, 0) <= :now"  # noqa: S608  # only constants
    f" AND NOT EXISTS (SELECT 1 FROM notices held WHERE {_HELD} AND held.ticket = n.ticket AND held.id < n.id)"
)
_HELD_UNTIL = (
    f"coalesce((SELECT max(held.held_until) FROM notices held WHERE {_HELD}"  # noqa: S608  # only constants
    " AND held.ticket = n.ticket AND held.id <= n.id), n.held_until, 0)"
)
_FRONT = (
    f"SELECT n.lane, n.not_before, (lanes.holder IS NULL AND {_MAY_BE_SAID}"  # noqa: S608  # only constants
    " AND (lanes.next_free_at IS NULL OR lanes.next_free_at <= :now)) AS ready"
    " FROM (SELECT id, due_at, lane, ticket, state, not_before, held_until FROM notices"
    " WHERE done_at IS NULL ORDER BY due_at, id LIMIT :window) AS n LEFT JOIN lanes ON lanes.lane = n.lane"
    " ORDER BY n.due_at, n.id"
)
# Each lane with something left to say, by stepping from one to the next through the index: the cost is that of the
# lanes, not of the notices in them.
_LANES = (
    "WITH RECURSIVE waiting(lane) AS (SELECT min(lane) FROM notices WHERE done_at IS NULL UNION ALL"
    " SELECT (SELECT min(n.lane) FROM notices n WHERE n.done_at IS NULL AND n.lane > waiting.lane)"
    " FROM waiting WHERE waiting.lane IS NOT NULL)"
)
_HEADS = (
    _LANES + ", heads AS (SELECT waiting.lane AS lane, (SELECT n.id FROM notices n WHERE n.done_at IS NULL"  # noqa: S608  # only constants
    f" AND n.lane = waiting.lane AND {_MAY_BE_SAID} ORDER BY n.due_at, n.id LIMIT 1) AS head"
    " FROM waiting LEFT JOIN lanes ON lanes.lane = waiting.lane WHERE waiting.lane IS NOT NULL"
    " AND lanes.holder IS NULL AND (lanes.next_free_at IS NULL OR lanes.next_free_at <= :now))"
    " SELECT heads.lane FROM heads JOIN notices ON notices.id = heads.head"
    " ORDER BY notices.due_at, notices.id LIMIT :limit"
)
_TAKE_LANE = (
    "INSERT INTO lanes (lane, holder, lease_until) VALUES (:lane, 0, :lease_until) ON CONFLICT (lane) DO UPDATE"
    " SET holder = excluded.holder, lease_until = excluded.lease_until"
    " WHERE lanes.holder IS NULL AND (lanes.next_free_at IS NULL OR lanes.next_free_at <= :now)"
)
# The first that is due, or else the first that its ticket has in this lane (or whatever carries that one), even when it
# was put off: only such words are due before they may be said. It is chosen before it is locked: looking for one that
# is not locked would overtake it.
_HEAD = (
    "WITH first AS (SELECT n.id, n.ticket FROM notices n WHERE n.done_at IS NULL AND n.lane = :lane"  # noqa: S608  # only constants
    f" AND {_MAY_BE_SAID} ORDER BY n.due_at, n.id LIMIT 1)"
    f" SELECT {COLUMNS} FROM notices WHERE id = coalesce((SELECT CASE WHEN n.state = 'carried'"
    " THEN CAST(substr(n.leased_by, 8) AS bigint) ELSE n.id END FROM notices n, first WHERE n.done_at IS NULL"
    " AND n.ticket = first.ticket AND n.lane = :lane AND n.id < first.id AND (n.not_before <= :now"
    f" OR n.due_at <= :now AND n.lane NOT LIKE '%{REFRESHES}')"
    " ORDER BY n.id LIMIT 1), (SELECT id FROM first)) AND done_at IS NULL AND state IN ('waiting', 'unknown')"
)
# A refresh follows what it may be about. A card is drawn again when it stands, also where it is posted after the
# refresh was parked; any other change is made when what its ticket said before, and what was changed before, is done.
_ACTS = ", ".join(f"'{kind.name}'" for kind in KINDS.values() if kind.acts)
_CARD_FIRST_POSTED = (
    "SELECT 1 FROM notices WHERE done_at IS NULL AND ticket = :ticket AND kind = :kind AND address = :address"
    " AND lane = :words LIMIT 1"
)
_FIRST_SAID = (
    "SELECT 1 FROM notices WHERE done_at IS NULL AND ticket = :ticket AND id < :id AND ((lane = :words"  # noqa: S608  # only constants
    f" AND not_before <= :now) OR (lane = :lane AND kind IN ({_ACTS}))) LIMIT 1"
)
_LOOK_AGAIN = "UPDATE notices SET not_before = :until WHERE id = :id"
_LEASE = (
    "UPDATE notices SET state = 'leased', leased_by = :worker, tried_at = :now, attempts = attempts + 1 WHERE id = :id"
)
_HOLD_LANE = "UPDATE lanes SET holder = :id WHERE lane = :lane"
_GIVE_BACK_LANE = "UPDATE lanes SET holder = NULL, lease_until = NULL WHERE lane = :lane"
_NEXT = (
    _LANES + ", nexts AS (SELECT lanes.holder AS holder, lanes.lease_until AS lease_until,"  # noqa: S608  # only constants
    " coalesce(lanes.next_free_at, 0) AS free_at, coalesce("
    f"(SELECT n.not_before FROM notices n WHERE n.done_at IS NULL AND n.lane = waiting.lane AND {_MAY_BE_SAID}"
    f" ORDER BY n.due_at, n.id LIMIT 1), (SELECT min(CASE WHEN {_HELD_UNTIL} > n.not_before THEN {_HELD_UNTIL}"
    " ELSE n.not_before END) FROM notices n WHERE n.done_at IS NULL AND n.lane = waiting.lane"
    " AND n.state <> 'carried')) AS ready_at"
    " FROM waiting LEFT JOIN lanes ON lanes.lane = waiting.lane WHERE waiting.lane IS NOT NULL)"
    " SELECT min(CASE WHEN holder IS NOT NULL THEN lease_until WHEN free_at > ready_at THEN free_at ELSE ready_at END)"
    " FROM nexts"
)


@dataclass(frozen=True, slots=True)
class Leased:
    """A notice to say now. `attempts` counts the tries before this one; `unknown`: one of them may have landed."""

    id: int
    notice: Notice
    attempts: int
    unknown: bool


def lease(tx: SqlTransaction, now: int, worker: str, limit: int, lease_for: timedelta) -> list[Leased]:
    """Take what comes next in each free lane, the first that is due first, at most `limit`."""
    _bring_back_lapsed(tx, now)
    lanes = _ready_lanes(tx, now, limit)
    lease_until = now + lease_for // timedelta(microseconds=1)
    # Lanes are taken in one order by everybody, so that two workers never wait for each other.
    taken = {lane: _take(tx, lane, now, worker, lease_until) for lane in sorted(lanes)}
    return [leased for lane in lanes if (leased := taken[lane]) is not None]


def _ready_lanes(tx: SqlTransaction, now: int, limit: int) -> list[str]:
    """The free lanes whose heads are due first, at most `limit`.

    Heads are due first of their lanes, so the first lanes of the window are the answer, unless lanes that are not free
    fill it: then all lanes are looked at.
    """
    window = tx.sql.rows(_FRONT, {"now": now, "window": _WINDOW})
    lanes = list(dict.fromkeys(lane for lane, _, ready in window if ready))
    if len(lanes) >= limit or len(window) < _WINDOW:
        return lanes[:limit]
    return [row[0] for row in tx.sql.rows(_HEADS, {"now": now, "limit": limit})]


def next_at(tx: SqlTransaction, now: int) -> int | None:
    """When something can next be leased, in microseconds; None when nothing is left to say."""
    for _, not_before, ready in tx.sql.rows(_FRONT, {"now": now, "window": _WINDOW}):
        if ready:
            return int(not_before)
    soonest: int | None = tx.sql.rows(_NEXT, {"now": now})[0][0]
    return soonest


def _bring_back_lapsed(tx: SqlTransaction, now: int) -> None:
    for lane, holder in tx.sql.rows(_LAPSED + tx.sql.skip_locked, {"now": now}):
        tx.sql.change(_LAPSED_NOTICE, {"holder": holder})
        tx.sql.change(_LAPSED_LANE, {"lane": lane, "holder": holder, "now": now})


def _take(tx: SqlTransaction, lane: str, now: int, worker: str, lease_until: int) -> Leased | None:
    """Take the lane, then what is at its head now. None when somebody else was quicker."""
    if tx.sql.change(_TAKE_LANE, {"lane": lane, "now": now, "lease_until": lease_until}) != 1:
        return None
    leased = _head(tx, lane, now)
    if leased is None:  # settled, or a command is writing to it this very moment, or all follow what is not said yet
        tx.sql.change(_GIVE_BACK_LANE, {"lane": lane})
        return None
    tx.sql.later("notices", _LEASE, {"id": leased.id, "worker": worker, "now": now})
    tx.sql.later("lanes", _HOLD_LANE, {"id": leased.id, "lane": lane})
    return leased


def _head(tx: SqlTransaction, lane: str, now: int) -> Leased | None:
    """What comes next in this lane. Refreshes that have to follow what is not said yet are put off on the way."""
    for _ in range(_LOOKS):
        row = one(tx.sql.rows(_HEAD + tx.sql.skip_locked, {"lane": lane, "now": now}))
        leased = None if row is None else found(row)
        if leased is None or not _follows(tx, leased, now):
            return leased
        tx.sql.change(_LOOK_AGAIN, {"id": leased.id, "until": now + _MOMENT})
    return None


def _follows(tx: SqlTransaction, leased: Leased, now: int) -> bool:
    """Whether this is a refresh of something that is not said yet."""
    notice = leased.notice
    if not notice.refresh or notice.ticket is None:
        return False
    row: dict[str, Value] = {"id": leased.id, "ticket": notice.ticket, "words": notice.conversation}
    if redraws(notice):
        return bool(tx.sql.rows(_CARD_FIRST_POSTED, row | {"kind": notice.kind, "address": notice.to}))
    return bool(tx.sql.rows(_FIRST_SAID, row | {"lane": notice.lane, "now": now}))


def found(row: Found) -> Leased:
    """A row of `COLUMNS` as it is leased."""
    return Leased(row[0], notice_of(row), row[10], unknown=row[9] == "unknown")
