"""What the desk says when the answer is an expected no. Bugs are not refusals: they propagate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from core.phrases import Datum, Phrase


class Refusal(Exception):
    """An expected no: a stable code, one for each sentence, and the data that the sentence needs.

    Its words are the block of that name in the template `refusals`; they say what to do next. `field` names the form
    field the sentence belongs under; without it the sentence is about the whole request. `also` are the other answers
    of the same form that are wrong.
    """

    def __init__(self, code: str, /, *, field: str | None = None, **data: Datum) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.phrase = Phrase(code, data)
        self.also: tuple[Refusal, ...] = ()

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, field={self.field!r}, data={dict(self.phrase.data)!r})"


def refuse_together(found: Iterable[Refusal]) -> None:
    """Raise all that is wrong with a form at once, of one field what was found first. Nothing where nothing is."""
    by_field: dict[str | None, Refusal] = {}
    for refusal in found:
        by_field.setdefault(refusal.field, refusal)
    if by_field:
        first, *others = by_field.values()
        first.also = tuple(others)
        raise first


def refusals_of(*checks: Callable[[], object]) -> Iterator[Refusal]:
    """What each check refuses, in their order."""
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            yield refusal
