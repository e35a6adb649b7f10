"""A message that lost files, or has new ones: whatever has its files follows, whatever becomes of its words."""

from __future__ import annotations

from core.commands.desk import pending_words, source_words
from core.conversation.edits import find_said
from core.engine import Engine
from core.people import Person
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.comments import Comment, files_ever, styles_in
from core.tickets.files import changed_files
from core.tickets.ticket import Ticket
from core.ui.inbound import Edited


def follow_files(engine: Engine, tx: Transaction, edited: Edited, who: Person) -> None:
    """Let the comment that the message is have its files of now, and the tickets and forms that were made of it."""
    files, person = edited.files, who.id
    message = edited.where.key
    if files is None or edited.text is None or source_words.is_overtaken(tx, edited, person):
        return
    source_words.follow_files(engine, tx, message, person, files, edited.at)
    if edited.where.kind == "direct":
        pending_words.change_files(tx, person, message, files)
    ticket, said = find_said(tx, edited.where)
    if ticket is not None and said is not None and said.author == person and said.text is not None:
        _change(engine, tx, ticket, said, edited)


def _change(engine: Engine, tx: Transaction, ticket: Ticket, said: Comment, edited: Edited) -> None:
    has = edited.files or ()
    if changed_files(said.files, has) == said.files:
        return
    log = tx.log(ticket.ref)
    files = changed_files(said.files, has, above=files_ever(log, said.id))
    change: e.CommentDeleted | e.CommentFilesChanged
    if files or said.text:
        change = e.CommentFilesChanged(said.id, files, styles_in(log, said.id))
    else:  # nothing is left of it
        change = e.CommentDeleted(said.id)
    engine.run(tx, ticket, said.author, engine.moment(edited.at), lambda draft: draft.happen(change))
