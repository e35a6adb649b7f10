"""Sealed answers: the keys that seal them, and the part of a transaction that keeps them.

An answer is sealed with AES-256 in Galois/Counter Mode (NIST SP 800-38D) under a nonce of its own. Which field of which
ticket it belongs to, and since which version of that, is its associated data: a row that somebody moved to another
ticket, or to another version of it, cannot be opened there. A ticket is known by its number, since its name changes
where it is converted. What was answered before stays beside what is answered by now: what was given is taken away by
what was agreed to. Version 0 is whatever was sealed before versions were told apart.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.ports.sealed import NoKey
from storage.driver import Driver, Parameters, one

KEY_BYTES = 32
_NONCE = 12
"""Bytes of a nonce, as the standard advises."""

KEEP = (
    "INSERT INTO sealed_answers (number, field, version, key, box) VALUES (:number, :field, :version, :key, :box)"
    " ON CONFLICT (number, field, version) DO UPDATE SET key = excluded.key, box = excluded.box"
)
_READ = (
    "SELECT version, key, box FROM sealed_answers WHERE number = :number AND field = :field AND version <= :version"
    " ORDER BY version DESC LIMIT 1"
)
SEALED_BY = "SELECT key, count(*) FROM sealed_answers WHERE box <> '' GROUP BY key"
_EMPTY = ""
"""The key and the box of an answer that there is not any more."""
_LAST = 2**62
"""A version that no ticket has."""


def new_key() -> str:
    """A key as the environment has it: 32 random bytes in base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def read_key(written: str) -> bytes:
    """The key that `new_key` wrote. Raises ValueError, without the text in it, for anything else."""
    try:
        key = base64.b64decode(written.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("is no key")
    return key


class Keys:
    """The keys of a desk: the first seals, all of them open. None of them ever stands in a `repr`."""

    __slots__ = ("_ciphers", "newest")

    def __init__(self, keys: Iterable[bytes] = ()) -> None:
        self._ciphers = {_name(key): AESGCM(key) for key in keys}
        self.newest = next(iter(self._ciphers), None)
        """The name of the key that seals, by which a row says what it was sealed with; None where there is no key."""

    def has(self, name: str) -> bool:
        """Whether the key of that name is here."""
        return name in self._ciphers

    def seal(self, number: int, field: str, answer: str, version: int = 0) -> Parameters:
        """The row that keeps an answer. Raises NoKey."""
        if self.newest is None:
            raise NoKey("There is no key to seal an answer with.")
        nonce = secrets.token_bytes(_NONCE)
        shut = self._ciphers[self.newest].encrypt(nonce, _bytes(answer), _belongs(number, field, version))
        box = base64.b64encode(nonce + shut).decode()
        return {"number": number, "field": field, "version": version, "key": self.newest, "box": box}

    def open(self, number: int, field: str, key: str, box: str, version: int = 0) -> str | None:
        """The answer in a row; None where none of the keys opens it for that field of that ticket since then."""
        cipher = self._ciphers.get(key)
        if cipher is None:
            return None
        try:
            sealed = base64.b64decode(box, validate=True)
            opened = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _belongs(number, field, version))
        except (InvalidTag, ValueError):
            return None  # another ticket's, or changed by somebody
        return opened.decode("utf-8", "surrogatepass")


def _name(key: bytes) -> str:
    """What a key is called in rows: nothing can be learnt of it from that."""
    return hashlib.sha256(b"deskbell key:" + key).hexdigest()[:16]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a character that somebody typed is text as well


def _belongs(number: int, field: str, version: int) -> bytes:
    since = b"\0%d" % version if version else b""  # the rows of older versions say nothing of it
    return b"deskbell answer\0%d\0" % number + field.encode() + since


class SealedStatements:
    """Implements `core.ports.sealed.SealedAnswers`."""

    __slots__ = ()
    sql: Driver
    keys: Keys

    def seal(self, ref: str, field: str, answer: str | None, version: int = 0) -> None:
        """Keep a ticket's answer to a field, sealed, from a version of the ticket on; None: there is none from then on.

        Raises NoKey.
        """
        number = number_of(ref)
        if answer is None:
            row: Parameters = {"number": number, "field": field, "version": version, "key": _EMPTY, "box": _EMPTY}
        else:
            row = self.keys.seal(number, field, answer, version)
        self.sql.later("sealed_answers", KEEP, row)

    def unseal(self, ref: str, field: str, version: int | None = None) -> str | None:
        """The answer as it stood at a version of the ticket, or stands now; None where no key opens it, or none is."""
        number, at = number_of(ref), _LAST if version is None else version
        found = one(self.sql.rows(_READ, {"number": number, "field": field, "version": at}))
        if found is None:
            return None
        since, key, box = found
        return self.keys.open(number, field, key, box, since)


def number_of(ref: str) -> int:
    """The number in a ticket's name. Raises ValueError for a name without one."""
    return int(ref.rpartition("-")[2])
