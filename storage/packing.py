"""Small JSON texts, packed: what a ticket's row says is for the most part what every ticket's row says.

Deflate (zlib) beside a dictionary that both sides know: a text begins as if the dictionary had just been written. The
first byte says which dictionary; a text that was stored before there was one, or on PostgreSQL, is a `str` and is read
as it is. A dictionary that was used once is kept for ever; a better one gets the next number.

PostgreSQL keeps texts as they are: to make them bytes would write every row anew while nobody may touch the table.
"""

from __future__ import annotations

import zlib

from storage.dictionaries import DICTIONARIES

_NEWEST = max(DICTIONARIES)
_WINDOW = -13  # 8 kB: a dictionary and a text; raw deflate: a sum would take four bytes more of each
_LEVEL = 6
_MEMORY = 5
_BEGUN = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW, _MEMORY, zlib.Z_DEFAULT_STRATEGY, DICTIONARIES[_NEWEST])
_MARK = bytes([_NEWEST])


def stored(text: str, dialect: str) -> str | bytes:
    """A text as a database of this dialect keeps it."""
    return pack(text) if dialect == "sqlite" else text


def pack(text: str) -> bytes:
    """A text in as few bytes as is quickly done."""
    packing = _BEGUN.copy()  # to learn the dictionary anew would take longer than the text
    return _MARK + packing.compress(text.encode()) + packing.flush()


def unpack(stored: str | bytes) -> str:
    """The text that `pack` packed, or that was stored as it is.

    Raises LookupError for what a newer version packed, ValueError for what is cut off or no packed text at all. A byte
    that turned into another one may pass, as it would in a text stored as it is: SQLite sums up no pages.
    """
    if isinstance(stored, str):
        return stored
    dictionary = DICTIONARIES.get(stored[0]) if stored else None
    if stored and dictionary is None:
        raise LookupError(f"Stored is a text packed in way {stored[0]}, which this version does not know.")
    unpacking = zlib.decompressobj(_WINDOW, dictionary or b"")
    try:
        text = unpacking.decompress(stored[1:])
    except zlib.error as error:
        raise ValueError(f"A packed text is broken: {error}.") from error
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("A packed text is cut off, or something stands behind it.")
    return text.decode()
