"""What was said on tickets, as statements: the part of a transaction that keeps comments beside their ticket."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from core.tickets import events as e
from core.tickets.comments import Comment, comment_of, reworded
from storage import codec
from storage.driver import Driver, Found, Parameters, one
from storage.instants import instant, micros

COLUMNS = ("ticket", "seq", "id", "author", "voice", "public", "text", "at", "files", "said_in", "at_home")
INSERT = (
    f"INSERT INTO comments ({', '.join(COLUMNS)}) VALUES ({', '.join(':' + each for each in COLUMNS)})"  # noqa: S608  # our own names
    " ON CONFLICT (ticket, id) DO NOTHING"
)
_REWORD = "UPDATE comments SET text = :text WHERE ticket = :ticket AND id = :id"
_CHANGE_FILES = "UPDATE comments SET files = :files WHERE ticket = :ticket AND id = :id"
_READ = "SELECT id, author, voice, public, text, at, files, said_in, at_home FROM comments WHERE ticket = :ticket"
_BY_ID = f"{_READ} AND id = :id"
_BY_MESSAGE = f"{_READ} AND said_in = :said_in ORDER BY seq DESC LIMIT 1"
_ALL = f"{_READ} ORDER BY seq"


class CommentStatements:
    """Implements `core.ports.comments.Comments`, and how events become comments."""

    __slots__ = ()
    sql: Driver

    def comment(self, ref: str, comment: str) -> Comment | None:
        """The comment with that id, as it reads now, or None."""
        found = one(self.sql.rows(_BY_ID, {"ticket": ref, "id": comment}))
        return None if found is None else _comment(found)

    def comment_said_in(self, ref: str, message: str) -> Comment | None:
        """The comment that was written in a message (`place#message`): the last, where edits made several; or None."""
        found = one(self.sql.rows(_BY_MESSAGE, {"ticket": ref, "said_in": message}))
        return None if found is None else _comment(found)

    def comments(self, ref: str) -> tuple[Comment, ...]:
        """All that was said on a ticket, oldest first."""
        return tuple(_comment(row) for row in self.sql.rows(_ALL, {"ticket": ref}))

    def _keep_comments(self, ref: str, before: int, happened: Sequence[e.Happened]) -> None:
        """Fold a ticket's new events into its comments. Raises Conflict where one is there already, here or later."""
        for seq, entry in enumerate(happened, before + 1):
            if isinstance(entry.event, e.Commented):
                row = comment_row(ref, seq, comment_of(entry.event, entry.at))
                self.sql.later("comments", INSERT, row, missed=f"{ref} has gone on in the meantime.")
            elif (change := reworded(entry.event)) is not None:
                key, text = change
                self.sql.later("comments", _REWORD, {"ticket": ref, "id": key, "text": _written(text)})
            elif isinstance(entry.event, e.CommentFilesChanged):
                files = write_files(entry.event.files)
                self.sql.later("comments", _CHANGE_FILES, {"ticket": ref, "id": entry.event.comment, "files": files})


def comment_row(ref: str, seq: int, comment: Comment) -> Parameters:
    """A comment as a row; `seq` is the number of the event that it was said with."""
    return {
        "ticket": ref,
        "seq": seq,
        "id": comment.id,
        "author": comment.author,
        "voice": comment.voice,
        "public": comment.public,
        "text": _written(comment.text),
        "at": micros(comment.at),
        "files": write_files(comment.files),
        "said_in": comment.said_in,
        "at_home": comment.at_home,
    }


def _comment(row: Found) -> Comment:
    id, author, voice, public, text, at, files, said_in, at_home = row
    read = None if text is None else codec.read_text(text)
    return Comment(id, author, voice, bool(public), read, instant(at), read_files(files), said_in, bool(at_home))


def _written(text: str | None) -> str | None:
    return None if text is None else codec.write_text(text)


def write_files(files: Iterable[e.File]) -> str:
    """Files as JSON: what is empty at the end of one is left out."""
    return json.dumps([_written_file(file) for file in files])


def _written_file(file: e.File) -> tuple[str | int, ...]:
    if file.number:
        return file.name, file.url, file.source, file.number
    return (file.name, file.url, file.source) if file.source else (file.name, file.url)


def read_files(written: str) -> tuple[e.File, ...]:
    """The files that `write_files` wrote, or an older desk did, which knew no source."""
    return tuple(e.File(*each) for each in json.loads(written))
