"""A form that comes back with what is wrong with it, drawn as its answers make it."""

from __future__ import annotations

from core.errors import Refusal
from core.ui.blanks import Blank


class SentBack(Refusal):
    """What is wrong with a form whose answers decide what is asked for, with the form (`blank`) as they make it."""

    def __init__(self, why: Refusal, blank: Blank) -> None:
        super().__init__(why.code, field=why.field, **why.phrase.data)
        self.also = why.also
        self.blank = blank
