"""Links in plain words: a label never stands for another address than the one it leads to."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_SITE = re.compile(r"(?:[a-z]+://)?[^/?#]*", re.IGNORECASE)


def link(url: str, label: str) -> str:
    """A link as words: what a platform linked by itself reads as it was typed, any other label has its address beside.

    The address alone where it has no label, and the label alone where there is no address.
    """
    if not url or says_address(url, label):
        return label
    return f"{label} ({url})" if label.strip() else url


def says_address(url: str, label: str) -> bool:
    """Whether a label is the address itself: whole, or without the scheme that a platform put before what was typed."""
    whole = _spelled(url)
    return _spelled(label) in (whole, _spelled(_SCHEME.sub("", whole, count=1) if _SCHEME.match(whole) else whole))


def _spelled(address: str) -> str:
    """An address with what means the same spelled the same: its site's letters, and no slash at its end."""
    return _SITE.sub(lambda site: site.group().casefold(), address.strip(), count=1).rstrip("/")
