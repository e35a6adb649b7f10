"""Keys of the settings as people read them, spelled as the company does: `erp` is "ERP" where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SHORT = 3
"""Letters up to which the name of a category is taken for an abbreviation, as LAN and MFA are."""

Spellings = Mapping[str, str]
"""How words are written, by their small letters without a hyphen."""


def spellings(names: Iterable[str]) -> Spellings:
    """Those words of the company's own names that capitals tell apart: ERP, Wi-Fi, JetBrains."""
    words = (word for name in names for word in _WORD.findall(name))
    return {_small(word): word for word in words if word not in (word.lower(), word.capitalize())}


def name_from(key: str, written: Spellings | None = None) -> str:
    """A key as a name: `service-desk` is "Service Desk"."""
    return " ".join(_spell(word, written) or word.capitalize() for word in _parts(key))


def phrase_from(key: str, written: Spellings | None = None) -> str:
    """A key inside sentences and lists: `infra-primary` is "Infra primary"."""
    words = [_spell(word, written) or word for word in _parts(key)]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]]) if words else key


def category_from(key: str, written: Spellings | None = None) -> str:
    """The key of a category: `lost_device` is "Lost device", `lan` is "LAN"."""
    return key.upper() if len(key) <= _SHORT and not _spell(key, written) else phrase_from(key, written)


def _parts(key: str) -> list[str]:
    return key.replace("_", "-").replace("-", " ").split()


def _small(word: str) -> str:
    return word.replace("-", "").casefold()


def _spell(word: str, written: Spellings | None) -> str | None:
    return (written or {}).get(_small(word))
