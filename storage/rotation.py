"""Another key for what is sealed: each answer is opened with the key it has and sealed with the newest.

A row says by which key it is sealed, so whoever is killed goes on with the rows that are left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, text

from storage.connecting import connected
from storage.opening import parse_address
from storage.sealing import Keys

BATCH = 200
"""Answers in one transaction."""

_Place = tuple[int, str, int]
"""Where a row stands: the number of its ticket, its field, and since which version."""
_OTHERS = text(
    "SELECT number, field, version, key, box FROM sealed_answers WHERE key <> :newest AND box <> ''"
    " AND (number, field, version) > (:number, :field, :version) ORDER BY number, field, version LIMIT :most"
)
# Who answered anew meanwhile did so under the newest key.
_CHANGE = text(
    "UPDATE sealed_answers SET key = :key, box = :box"
    " WHERE number = :number AND field = :field AND version = :version AND box = :was"
)


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many answers were sealed anew, and how many no key at hand opens: those stay as they are."""

    sealed: int = 0
    shut: int = 0


def rotate(url: str, keys: Keys, progress: Callable[[Rotated], None] = lambda _: None) -> Rotated:
    """Seal with the newest key what is sealed with another, in batches, each told to `progress`.

    Raises NoKey, UnknownDatabase and StorageUnavailable.
    """
    address, told = parse_address(url), Rotated()
    after: _Place = (0, "", 0)
    while True:
        batch, last = connected(address, partial(_rotate_batch, keys=keys, after=after))
        if last is None:
            return told
        told = Rotated(told.sealed + batch.sealed, told.shut + batch.shut)
        after = last
        progress(told)


def _rotate_batch(connection: Connection, *, keys: Keys, after: _Place) -> tuple[Rotated, _Place | None]:
    """What became of the next rows, and the last of them; None where none was left."""
    number, field, version = after
    asked = {"newest": keys.newest or "", "number": number, "field": field, "version": version, "most": BATCH}
    rows = connection.execute(_OTHERS, asked).fetchall()
    shut = 0
    for number, field, version, key, box in rows:
        answer = keys.open(number, field, key, box, version)
        if answer is None:
            shut += 1
        else:
            connection.execute(_CHANGE, {**keys.seal(number, field, answer, version), "was": box})
    return Rotated(len(rows) - shut, shut), (rows[-1][0], rows[-1][1], rows[-1][2]) if rows else None
