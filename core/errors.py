"""What the desk says when the answer is an expected no. Bugs are not refusals: they propagate."""

from __future__ import annotations


class Refusal(Exception):
    """An expected no: a stable code, data for whoever draws it, and one sentence that says what to do next.

    `field` names the form field the sentence belongs under; without it the sentence is about the whole request.
    The sentence is plain text; a channel spells it.
    """

    def __init__(self, code: str, sentence: str, *, field: str | None = None, **data: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.field = field
        self.data: dict[str, object] = data

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"Refusal({self.code!r}, {self.sentence!r}, field={self.field!r}, data={self.data!r})"
