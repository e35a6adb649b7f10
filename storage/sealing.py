"""Sealed answers: the keys that seal them, and the part of a transaction that keeps them.

An answer is sealed with AES-256 in Galois/Counter Mode (NIST SP 800-38D) under a nonce of its own. Which field of which
ticket it belongs to is its associated data: a row that somebody moved to another ticket cannot be opened there. A
ticket is known by its number, since its name changes where it is converted.
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
    "INSERT INTO sealed_answers (number, field, key, box) VALUES (:number, :field, :key, :box)"
    " ON CONFLICT (number, field) DO UPDATE SET key = excluded.key, box = excluded.box"
)
_READ = "SELECT key, box FROM sealed_answers WHERE number = :number AND field = :field"
SEALED_BY = "SELECT key, count(*) FROM sealed_answers GROUP BY key"
_FORGET = "DELETE FROM sealed_answers WHERE number = :number AND field = :field"


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

    def seal(self, number: int, field: str, answer: str) -> Parameters:
        """The row that keeps an answer. Raises NoKey."""
        if self.newest is None:
            raise NoKey("There is no key to seal an answer with.")
        nonce = secrets.token_bytes(_NONCE)
        shut = self._ciphers[self.newest].encrypt(nonce, _bytes(answer), _belongs(number, field))
        return {"number": number, "field": field, "key": self.newest, "box": base64.b64encode(nonce + shut).decode()}

    def open(self, number: int, field: str, key: str, box: str) -> str | None:
        """The answer in a row; None where none of the keys opens it for that field of that ticket."""
        cipher = self._ciphers.get(key)
        if cipher is None:
            return None
        try:
            sealed = base64.b64decode(box, validate=True)
            opened = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _belongs(number, field))
        except (InvalidTag, ValueError):
            return None  # another ticket's, or changed by somebody
        return opened.decode("utf-8", "surrogatepass")


def _name(key: bytes) -> str:
    """What a key is called in rows: nothing can be learnt of it from that."""
    return hashlib.sha256(b"deskbell key:" + key).hexdigest()[:16]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a character that somebody typed is text as well


def _belongs(number: int, field: str) -> bytes:
    return b"deskbell answer\0%d\0" % number + field.encode()


class SealedStatements:
    """Implements `core.ports.sealed.SealedAnswers`."""

    __slots__ = ()
    sql: Driver
    keys: Keys

    def seal(self, ref: str, field: str, answer: str | None) -> None:
        """Keep a ticket's answer to a field, sealed, in the place of the one before; None removes it. Raises NoKey."""
        number = number_of(ref)
        if answer is None:
            self.sql.later("sealed_answers", _FORGET, {"number": number, "field": field})
        else:
            self.sql.later("sealed_answers", KEEP, self.keys.seal(number, field, answer))

    def unseal(self, ref: str, field: str) -> str | None:
        """The answer; None where no key of the desk opens it, or there is none."""
        number = number_of(ref)
        found = one(self.sql.rows(_READ, {"number": number, "field": field}))
        return None if found is None else self.keys.open(number, field, *found)


def number_of(ref: str) -> int:
    """The number in a ticket's name. Raises ValueError for a name without one."""
    return int(ref.rpartition("-")[2])
