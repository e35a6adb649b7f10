"""What was said on tickets, kept beside them: `Tickets.save` writes it, whoever needs a comment looks it up."""

from __future__ import annotations

from typing import Protocol

from core.tickets.comments import Comment


class Comments(Protocol):
    """The comments of tickets; part of a `Transaction`."""

    def comment(self, ref: str, comment: str) -> Comment | None:
        """The comment with that id, as it reads now, or None."""
        ...

    def comment_said_in(self, ref: str, message: str) -> Comment | None:
        """The comment that was written in a message (`place#message`): the last, where edits made several; or None."""
        ...

    def comments(self, ref: str) -> tuple[Comment, ...]:
        """All that was said on a ticket, oldest first."""
        ...
