"""What is kept of a message, in the step that records that it was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.delivery.batching import beside, bindings, one_ticket
from bot.delivery.digests import overview, pause_after
from bot.delivery.direct_limit import heard_after
from bot.delivery.fallback import arrived
from bot.delivery.marks import delivered
from bot.delivery.routing import Route
from bot.delivery.sender import Attempt
from bot.delivery.undeliverable import left_behind
from core.ports.bindings import Binding
from core.ports.channel import Receipt
from core.ports.outbox import Notice


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the message stands for (`binding`, and `along` for the rest that it says), and what is forgotten (`left`).

    `keep` are named values and `then` notices that follow from it; nothing leaves its lane before `free_at`.
    """

    binding: Binding | None
    along: tuple[Binding, ...]
    left: Binding | None
    keep: Mapping[str, str]
    then: tuple[Notice, ...]
    free_at: datetime | None


def recorded(
    notice: Notice,
    carried: Sequence[Notice],
    route: Route,
    attempt: Attempt,
    receipt: Receipt,
    now: datetime,
    *,
    rest: float,
    marks: Callable[[str], bool],
) -> Recorded:
    """What is kept of a message that said this notice and the `carried` ones, where the platform confirmed `receipt`.

    The conversation rests for so many seconds; `marks` says of a message (`place#message`) whether it can be marked.
    """
    everything = [notice, *carried]
    posted = route.act == "post"
    binding = None
    # An answer below a message about several tickets must not land in whichever is found first.
    if posted and notice.ticket is not None and receipt.message and one_ticket(everything):
        binding = Binding(notice.ticket, route.role, receipt.place, receipt.message, route.thread)
    along: tuple[Binding, ...] = tuple(overview(everything, receipt, attempt.named))
    if binding is not None:
        along = bindings(binding, carried)
    elif posted and not one_ticket(everything):
        along += beside(everything, receipt.place, receipt.message)
    return Recorded(
        binding,
        along,
        left_behind(notice, route, attempt.bound),
        {**pause_after(everything, now), **heard_after(attempt.heard, everything, now)},
        (
            *delivered([attempt.says or notice, *carried], attempt.bound, now, marks=marks),
            *arrived(everything, attempt.bound, now),
            *attempt.more,
        ),
        # The lane is free again with the conversation's next turn: what is most urgent then is said then.
        now + timedelta(seconds=rest) if rest > 0 and (posted or notice.refresh) else None,
    )
