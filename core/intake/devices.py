"""Which device is in trouble: asked of whoever has any, and named on the card."""

from __future__ import annotations

from collections.abc import Mapping

from core.assets import Asset
from core.errors import Refusal
from core.ui.blanks import Question, options, wording
from core.ui.reading import Values


def ask_for_device(devices: Mapping[str, Asset], values: Values) -> Question:
    """The question of a form; nobody has to answer it."""
    given = values.get("device")
    return Question(
        "device", wording("incident_device"), "select", required=False,
        value=given if isinstance(given, str) and given in devices else None,
        choices=options({key: each.label for key, each in devices.items()}),
    )  # fmt: skip


def chosen_device(values: Values, devices: Mapping[str, Asset]) -> str | None:
    """The number of the device that was chosen, None where none was. Raises Refusal where it is none of these."""
    chosen = values.get("device")
    if not isinstance(chosen, str) or not chosen:
        return None
    if chosen not in devices:
        raise Refusal("no_device", field="device")
    return chosen
