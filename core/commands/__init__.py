"""Everything people can ask for, one module each: on a ticket here, of the desk itself in `desk/`.

Adding a command is one file and one line of `REGISTRY`.
"""

from __future__ import annotations

from core.commands import (
    ack,
    add_detail,
    ask,
    assign,
    cancel,
    claim,
    confirm,
    escalate,
    follow,
    fulfil,
    hold,
    just_comment,
    link,
    log,
    merge,
    note,
    nudge,
    prio,
    reopen,
    reply,
    resolve,
    resume,
    transfer,
    update_date,
    withdraw,
)
from core.commands.desk import (
    claim_next,
    create_by_emoji,
    create_from_message,
    explain,
    follow_up,
    home,
    mine,
    oncall,
    open_incident,
    open_request,
    personal_card,
    queue,
    risk,
    search,
    show,
    something_new,
    this_one,
    three_choices,
    ticket_actions,
)
from core.commands.desk import help as help_
from core.commands.registry import registry_of

REGISTRY = registry_of(
    (
        claim.COMMAND,
        ack.COMMAND,
        assign.COMMAND,
        reply.COMMAND,
        note.COMMAND,
        ask.COMMAND,
        hold.COMMAND,
        resume.COMMAND,
        nudge.COMMAND,
        update_date.COMMAND,
        prio.COMMAND,
        transfer.COMMAND,
        escalate.COMMAND,
        log.COMMAND,
        link.COMMAND,
        merge.COMMAND,
        merge.UNMERGE,
        resolve.COMMAND,
        fulfil.COMMAND,
        cancel.COMMAND,
        withdraw.COMMAND,
        confirm.COMMAND,
        reopen.COMMAND,
        just_comment.COMMAND,
        add_detail.COMMAND,
        follow.COMMAND,
        follow.UNFOLLOW,
        open_incident.COMMAND,
        open_request.COMMAND,
        three_choices.COMMAND,
        mine.COMMAND,
        queue.COMMAND,
        claim_next.COMMAND,
        risk.COMMAND,
        search.COMMAND,
        show.COMMAND,
        oncall.COMMAND,
        explain.COMMAND,
        help_.COMMAND,
        home.COMMAND,
        personal_card.COMMAND,
        follow_up.COMMAND,
        this_one.COMMAND,
        something_new.COMMAND,
        create_from_message.COMMAND,
        create_by_emoji.COMMAND,
        ticket_actions.COMMAND,
    )
)
"""All of it, in the order in which help lists it."""

COMMANDS = REGISTRY.tickets
"""The commands on a ticket, by the names that buttons and forms carry."""
