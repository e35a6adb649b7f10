"""Comments in memory: the fold of the logs that were saved."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.tickets.comments import Comment


@dataclass
class CommentsInMemory:
    """Implements core.ports.comments.Comments."""

    said: dict[str, tuple[Comment, ...]] = field(default_factory=dict)

    def comment(self, ref: str, comment: str) -> Comment | None:
        return next((one for one in self.comments(ref) if one.id == comment), None)

    def comment_said_in(self, ref: str, message: str) -> Comment | None:
        return next((one for one in reversed(self.comments(ref)) if one.said_in == message), None)

    def comments(self, ref: str) -> tuple[Comment, ...]:
        return self.said.get(ref, ())
