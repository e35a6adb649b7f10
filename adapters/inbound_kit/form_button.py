"""The button that opens a form where neither words nor a press that did not say so can."""

from __future__ import annotations

from core.ui.cards import Action, Button
from core.ui.forms import Form


def button_to(form: Form) -> Button:
    """Opens the form with what was typed, or without it where that is longer than a button holds."""
    action = Action(form.command, form.context)
    try:
        action.pack()
    except ValueError:
        action = Action(form.command)
    return Button(form.title, action, "primary", opens_form=True)
