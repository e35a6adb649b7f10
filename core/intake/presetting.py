"""The service and kind that a form shows before anybody chose them, and that it knows for a guess."""

from __future__ import annotations

from collections.abc import Mapping

from core.intake.guessing import Usual, guess
from core.policy import Policy
from core.ui.blanks import Wording, wording
from core.ui.reading import Values
from core.ui.text import shorten

GUESSED = "guessed"
"""Under which a form remembers the service and kind that were guessed for it."""


def preset(values: Values, policy: Policy, usual: Usual) -> Values:
    """The answers with service and kind as they are guessed, where the form does not know them yet.

    What somebody chose stays; of a service that they chose only the kind is guessed.
    """
    chosen = policy.services.get(_text(values, "service") or "")
    if chosen is not None and _text(values, f"category:{chosen.key}") is not None:
        return values
    said = f"{_text(values, 'title') or ''}\n{_text(values, 'detail') or ''}"
    among = policy.services if chosen is None else {chosen.key: chosen}
    found = guess(said, among, usual)
    if found is None:
        return values
    return {**values, "service": found.service, f"category:{found.service}": found.category}


def why_guessed(values: Values, policy: Policy, usual: Usual) -> Wording:
    """What is said below a service that `preset` presets and that may well be another one; empty where it is not so.

    It is what their last tickets were about rather than what they say, or it hangs on one word of theirs.
    """
    if _text(values, "service") is not None:
        return ""
    said = f"{_text(values, 'title') or ''}\n{_text(values, 'detail') or ''}"
    found, meant = guess(said, policy.services, usual), guess(said, policy.services)
    if found is None:
        return ""
    if meant is None or meant.service != found.service:
        return wording("incident_service_habit")
    return wording("incident_service_word", text=shorten(found.word, 40)) if found.word else ""


def remember_guess(chosen: Values, shown: Values) -> dict[str, str | int | bool]:
    """What a form remembers of a service that it shows and nobody chose; nothing where somebody did."""
    service = _text(shown, "service")
    if service is None or _text(chosen, "service") is not None:
        return {}
    return {GUESSED: f"{service} {_text(shown, f'category:{service}') or ''}"}


def without_guess(values: Values, context: Mapping[str, str | int | bool]) -> Values:
    """The answers without a service and kind that the form guessed and nobody changed; the very same where none is."""
    service = _text(values, "service")
    if service is None:
        return values
    shown = f"{service} {_text(values, f'category:{service}') or ''}"
    if context.get(GUESSED) != shown:
        return values
    return {name: each for name, each in values.items() if name not in ("service", f"category:{service}", "category")}


def _text(values: Values, name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None
