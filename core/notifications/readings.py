"""What passes on somebody's words is said as these read by then, and not at all where they are gone.

Between a decision and its delivery lie seconds, an outage or a night: words are edited and deleted meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.notifications.approvals import ANSWERED_FIRST
from core.notifications.files import numbers, shown_file
from core.notifications.kinds import kind_of
from core.notifications.parts import LAST, OF_PARTS, in_parts, part_of, split, whole_key
from core.ports.bindings import Binding
from core.ports.outbox import FactValue, Notice
from core.tickets import events as e
from core.tickets.comments import Comment, styles_in

Log = Callable[[], Sequence[e.Happened]]


def comment_in(notice: Notice) -> str:
    """The comment whose words or file a notice says anew, or takes back; empty where it does neither."""
    kind = kind_of(notice)
    if kind.brings:
        of, _, rest = str(notice.facts.get("stands_for") or "").partition(":")
        return rest.partition(":")[0] if of == "comment" else ""
    says = kind.relayed or kind.with_copy or kind.forgets or kind is ANSWERED_FIRST
    return str(notice.facts.get("comment") or "") if says else ""


def is_gone(notice: Notice, reads: Comment | None, bound: Sequence[Binding] = ()) -> bool:
    """Whether what the notice would say is to be read nowhere any more; `reads` is the comment as it is now.

    Deleted words, files of those or that were taken out, and parts that are more than it has by now; nor is a part said
    that stands among those `bound` already, since an edit brought it, or a file that is back before it was taken away.
    """
    if reads is None or kind_of(notice).acts:
        return False
    if reads.text is not None and kind_of(notice).brings:
        stands = bool(notice.facts.get("back")) and _stands(notice, bound)
        return stands or shown_file(notice.facts)[1] not in numbers(reads.files)
    if reads.text is None or not _passes_on(notice):
        return reads.text is None
    part = part_of(notice)
    return part > max(len(split(reads.text)), 1) or (part > 1 and _stands(notice, bound))


def _passes_on(notice: Notice) -> bool:
    kind = kind_of(notice)
    return not kind.acts and (kind.relayed or kind is ANSWERED_FIRST)


def _stands(notice: Notice, bound: Sequence[Binding]) -> bool:
    role, homes = kind_of(notice).role_of(notice), {each.place for each in bound if each.role == "requester"}
    there = {notice.place} if notice.place is not None else homes
    return any(each.role == role and each.place in there for each in bound)


def is_back(notice: Notice, reads: Comment | None) -> bool:
    """Whether what the notice takes back of a comment is part of it again: it was edited once more meanwhile."""
    if reads is None or reads.text is None or not kind_of(notice).forgets:
        return False
    *_, which, number = str(notice.facts["target"]).split(":")
    if not number.isdecimal() or which == "edited":
        return False
    return int(number) in numbers(reads.files) if which == "file" else int(number) <= len(split(reads.text))


def as_read(notice: Notice, reads: Comment | None, log: Log) -> tuple[Notice, ...]:
    """The notice with the words of its comment as they are now; `log` is all that happened to its ticket.

    Behind the last part follow those that its comment has more by now.
    """
    if reads is None or reads.text is None or not _passes_on(notice):
        return (notice,)
    parts, number, last = split(reads.text), part_of(notice), notice.facts.get(LAST, 1)
    if parts[number - 1 : number] == (notice.facts.get("text"),) and len(parts) == last:
        return (notice,)
    every = _parts(notice, reads.text, styles_in(log(), reads.id))
    own = replace(every[min(number, len(every)) - 1], key=notice.key)
    return (own, *(every[number:] if number == last else ()))


def with_words(notice: Notice, text: str, styles: tuple[str, ...]) -> Notice:
    """The notice with these words as its own; of long ones the part that it is, while there are so many."""
    parts = _parts(notice, text, styles)
    return replace(parts[min(part_of(notice), len(parts)) - 1], key=notice.key)


def _parts(notice: Notice, text: str, styles: tuple[str, ...]) -> tuple[Notice, ...]:
    own = {name: fact for name, fact in notice.facts.items() if name not in OF_PARTS}
    words: dict[str, FactValue] = {"text": text, "styles": styles}
    return tuple(in_parts(replace(notice, key=whole_key(notice), facts={**own, **words}), "text"))
