"""Files that an order needs and its form could not take: they are owed until they are sent in the conversation.

A platform whose forms take no files has them sent in the chat afterwards. Which file answers which field nobody says,
so each one that comes settles the next field; a file that is taken back is owed again.
"""

from __future__ import annotations

from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.changing import changed
from core.tickets.ticket import Ticket


def owed_files(ticket: Ticket) -> tuple[str, ...]:
    """The fields (by id) whose file has still to come, in the order of the form."""
    order = ticket.details
    if not isinstance(order, RequestDetails) or not order.owes or not ticket.open:
        return ()
    came = len(ticket.files) + sum(count for one, count in order.sent.items() if one not in order.taken_back)
    return order.owes[came:]


def with_files_sent(before: Ticket, ticket: Ticket, event: e.Event) -> Ticket:
    """The ticket with what an event says of files that were owed."""
    was, order = before.details, ticket.details
    if not isinstance(order, RequestDetails) or not isinstance(was, RequestDetails) or not (was.owes or order.owes):
        return ticket
    sent, gone = was.sent, was.taken_back
    match event:
        case e.Commented(public=True, voice="requester", comment=comment, files=files):
            sent = {**sent, comment: len(files)}
        case e.CommentFilesChanged(comment=comment, files=files) if comment in sent:
            sent = {**sent, comment: len(files)}
        case e.CommentDeleted(comment=comment) if comment in sent:
            gone = (*gone, comment)
        case e.CommentEdited(comment=comment) if comment in gone:  # it is back
            gone = tuple(one for one in gone if one != comment)
    if (sent, gone) == (order.sent, order.taken_back):
        return ticket
    return changed(ticket, details=changed(order, sent=sent, taken_back=gone))
