"""Keys of desks in tests."""

from __future__ import annotations

import base64

KEY, OTHER = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"k", b"o"))
