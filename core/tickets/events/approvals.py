"""What happens to the approval of a request: stages begin, people are asked, remind, decide, and change their minds.

Stages are counted from 0. `round` begins with 1; a change of what was asked for begins another one, in which all are
asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.items import Stage
from core.people import PersonId
from core.processes import RequestDetails
from core.tickets.events.promises import Suppressed

AskedBecause = Literal["silent", "absent", "unreachable", "left"]
"""Why somebody else is asked: nobody answered, all who were asked are away, could not be told, or left the company."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One voice in a stage: whose it is by the settings (None where nobody knows), and who is asked to give it.

    Whoever it is by the settings may not decide for themselves, or is away: then others are asked, in their order.
    `because` says why not they (None where it is their own request, or an older desk did not keep it), `until` when
    they are away.
    """

    whose: PersonId | None
    asked: tuple[PersonId, ...] = ()
    because: AskedBecause | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApprovalBegan:
    """People have to agree before work begins: `stages` as the item had them when it was ordered."""

    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class StageStarted:
    """A stage began: `needed` of its seats have to say yes, until `expires_at`. In the later stages that it
    `settles` nobody will be asked: who agrees in it, or after it, speaks for them, too.
    """

    stage: int
    seats: tuple[Seat, ...]
    needed: int
    expires_at: datetime
    settles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class StageSkipped:
    """Nobody is asked in a stage, or any more: its condition does not hold."""

    stage: int


@dataclass(frozen=True, slots=True)
class ApproverAsked:
    """`person` is asked as well to give the voice of a seat; `until` is how long whoever was asked is away."""

    stage: int
    seat: int
    person: PersonId
    because: AskedBecause
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ApproverReplaced:
    """Whoever had a seat, or was asked to give its voice (`former`), does not by the settings any more.

    It is as `now` says from then on.
    """

    stage: int
    seat: int
    former: tuple[PersonId, ...]
    now: Seat


@dataclass(frozen=True, slots=True)
class ApproverUnreached:
    """`person`, who is asked in a stage, could not be told."""

    stage: int
    person: PersonId


@dataclass(frozen=True, slots=True)
class ApproversMissing:
    """Of those who are asked in a stage, and have not spoken, these (`people`) are away or left the company by now.

    All others are there, also whoever was missing before.
    """

    stage: int
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class NobodyToAsk:
    """Of those who are asked in a stage (`people`) nobody can be told or is there, and nobody is left to be asked."""

    stage: int
    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class ApproversReminded:
    """Those who have not decided were reminded; `count` is 1, 2, ..., `expires_at` the date the text names.

    With `suppressed` it was passed together with a later one, and not said.
    """

    stage: int
    count: int
    to: tuple[PersonId, ...]
    expires_at: datetime
    suppressed: Suppressed | None = None


@dataclass(frozen=True, slots=True)
class ApproverQuestioned:
    """An approver asked the requester something; the stage waits on, in `styles`."""

    stage: int
    question: str
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequesterLeft:
    """Whom an approver asked something (`person`) left the company: no answer is waited for any more."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Approved:
    """`person` said yes in a seat. `settles` the stage, or others have yet to agree.

    `earlier`: they had said so in a stage before, and are not asked twice. `note` is what they said with it.
    """

    stage: int
    seat: int
    person: PersonId
    settles: bool
    earlier: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """`person` said no in a seat, for a `reason` that the requester reads. `settles`: the request is refused."""

    stage: int
    seat: int
    person: PersonId
    reason: str
    settles: bool
    styles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalGranted:
    """Everybody who had to agree did: work begins."""


@dataclass(frozen=True, slots=True)
class ApprovalExpired:
    """Nobody decided in time."""

    stage: int


@dataclass(frozen=True, slots=True)
class AnswersChanged:
    """What is asked for is something else: the details of the request as they are now, and its title where that is
    another one.
    """

    details: RequestDetails
    title: str = ""


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """Whoever asked wants something else while somebody works on it already: the team makes the change or says why not.

    `details` are those of the request as they are to be; answers for the fulfilment staff alone are none of them.
    """

    details: RequestDetails


@dataclass(frozen=True, slots=True)
class ApprovalSuperseded:
    """What was decided held for something else, or for somebody else: all stages begin anew, in another round.

    `changed` are the answers that are others, each as its field, the old one and the new one. Answers that are for the
    fulfilment staff alone are empty in it. `costs` are the old and the new amount. `stages` are those of the item as it
    is ordered by now, where they are others. `requesters` are who asked for it before and who does now, `teams` whose
    it was and is: empty where that stays.
    """

    changed: tuple[tuple[str, str, str], ...]
    costs: tuple[int, int]
    stages: tuple[Stage, ...] | None = None
    requesters: tuple[PersonId, ...] = ()
    teams: tuple[str, ...] = ()
