"""The app package: the manifest and two icons in a zip, the same bytes every time."""

from __future__ import annotations

import io
import json
import zipfile

from adapters.teams.icons import colour_icon, outline_icon
from adapters.teams.manifest import COLOR, OUTLINE, Json

_THEN = (2026, 1, 1, 0, 0, 0)


def package(manifest: Json) -> bytes:
    """The zip that an admin uploads to Teams."""
    files = {
        "manifest.json": json.dumps(manifest, ensure_ascii=False, indent=2).encode(),
        COLOR: colour_icon(),
        OUTLINE: outline_icon(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _THEN), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
