"""What whoever wrote a message is told of files in it that nobody else can be shown: the others only read that one is
there.
"""

from __future__ import annotations

from dataclasses import replace

from core.conversation.edits import find_said
from core.engine import Engine
from core.ports.tickets import Transaction
from core.ui.cards import Section, say
from core.ui.inbound import Edited, Quiet, Reply, Shown, Words


def advise(engine: Engine, tx: Transaction, heard: Words | Edited, reply: Reply) -> Reply:
    """The reply with what the writer can do, where their message was taken or is answered; any other as it is.

    Once for a message, however often it is edited.
    """
    once = f"advised:{heard.where.key}"
    if heard.unread is None or tx.receipt(once) is not None:
        return reply
    advice = engine.presenter.words(heard.unread)
    answered = isinstance(reply, Shown) and not reply.refusal
    if not answered and not (isinstance(reply, Quiet) and find_said(tx, heard.where)[1] is not None):
        return reply
    tx.keep_receipt(once, "", engine.now())
    if isinstance(reply, Shown):
        return replace(reply, card=replace(reply.card, sections=(*reply.card.sections, Section(advice))))
    return Shown(say(advice, slashes=engine.slashes(heard.speaker.channel)))
