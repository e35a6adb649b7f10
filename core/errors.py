"""What the desk says when the answer is an expected no. Bugs are not refusals: they propagate."""

from __future__ import annotations

from core.phrases import Datum, Phrase


class Refusal(Exception):
    """An expected no: a stable code, one for each sentence, and the data that the sentence needs.

    Its words are the block of that name in the template `refusals`; they say what to do next. `field` names the form
    field the sentence belongs under; without it the sentence is about the whole request.
    """

    def __init__(self, code: str, /, *, field: str | None = None, **data: Datum) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.phrase = Phrase(code, data)

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, field={self.field!r}, data={dict(self.phrase.data)!r})"
