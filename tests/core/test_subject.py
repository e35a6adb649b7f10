"""What words in a chat are about: the open question, the open tickets, and the words decide it, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from core.conversation.subject import Asks, Goes, IsNew, Said, decide, is_before_their_eyes
from core.ports.chats import Chat, Waiting
from core.tickets.ticket import Hold, MergedInto, Ticket
from tests.fakes.desk import shipped
from tests.fakes.instants import instant

NOW = instant("2026-12-01 10:00 CET")


def before(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def a_ticket(ref: str, title: str, service: str = "", *, age: float = 600, **more: object) -> Ticket:
    made = replace(Ticket(), ref=ref, title=title, service=service, requester="mia", created_at=NOW - before(age))
    return replace(made, **more)  # type: ignore[arg-type]


VPN = a_ticket("INC-1", "VPN drops every hour", "vpn")
PRINTER = a_ticket("INC-2", "The printer is out of paper", "workplace-it")
HEADSET = a_ticket("INC-3", "My headset is broken", "workplace-it", age=1)
SMEARS = a_ticket("INC-5", "The printer smears ink", "workplace-it")
OVER = a_ticket("INC-4", "The dock is dead", "workplace-it", status="closed", closed_at=NOW - before(300))
ENDED = replace(OVER, closed_at=NOW - before(5))


def asked(ticket: Ticket, minutes: float) -> Ticket:
    return replace(ticket, hold=Hold("requester", NOW - before(minutes), question="Which one?"))


ASKED = asked(VPN, 2)


def waiting(text: str, minutes: float, *questions: str, not_about: tuple[str, ...] = ()) -> Waiting:
    return Waiting(text, f"chat#{text}", NOW - before(minutes), questions=questions, not_about=not_about)


def chosen(ref: str, minutes: float, **more: object) -> Chat:
    return Chat(ref, NOW - before(minutes), NOW - before(minutes), **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    said: str
    text: str
    theirs: tuple[Ticket, ...]
    is_about: object
    ended: tuple[Ticket, ...] = ()
    chat: Chat = field(default_factory=Chat)


CASES = [
    Case("nothing is open", "It is slow.", (), None),
    Case("nothing is open, and something waits", "It is slow.", (), IsNew(),
         chat=Chat(waiting=(waiting("hmm", 90, "q"),))),
    Case("one has just ended", "It is slow.", (), Asks((ENDED,)), ended=(ENDED,)),
    Case("one ended hours ago", "It is slow.", (), None, ended=(OVER,)),
    Case("one ended hours ago and is named", "The dock again.", (), Asks((OVER,)), ended=(OVER,)),
    Case("one is open", "It is slow.", (VPN,), Goes(VPN)),
    Case("one is open, and another trouble is plainly new", "Can I order a new laptop?", (VPN,), Asks((VPN,))),
    Case("one is open, and one that ended is named", "The dock again.", (VPN,), Asks((OVER, VPN)), ended=(OVER,)),
    Case("one is open, and another has just ended", "It does it again.", (VPN,), Asks((ENDED, VPN)), ended=(ENDED,)),
    Case("one has just ended, and the open one is named", "The VPN again.", (VPN,), Goes(VPN), ended=(ENDED,)),
    Case("one ended, and of the open one was spoken since", "It does it again.",
         (replace(VPN, spoke=(("mia", NOW - before(2)),)),), Goes(replace(VPN, spoke=(("mia", NOW - before(2)),))),
         ended=(ENDED,)),
    Case("one ended, and one was made since", "It is loud.", (HEADSET,), Goes(HEADSET), ended=(ENDED,)),
    Case("one ended, and one was chosen since", "It is slow.", (VPN, PRINTER), Goes(PRINTER), ended=(ENDED,),
         chat=chosen("INC-2", 2)),
    Case("one ended after the choice", "It is slow.", (VPN, PRINTER), Asks((ENDED, VPN, PRINTER)), ended=(ENDED,),
         chat=chosen("INC-2", 10)),
    Case("one went on in another, and one is open", "It is slow.", (VPN,), Goes(VPN),
         ended=(replace(ENDED, merged=MergedInto("INC-1", NOW - before(5), (), "new", None, (), None)),)),
    Case("two are open", "It is slow.", (VPN, PRINTER), Asks((VPN, PRINTER))),
    Case("two are open, and one is named", "The printer beeps.", (VPN, PRINTER), Asks((PRINTER, VPN))),
    Case("two are open, one was chosen", "It is slow.", (VPN, PRINTER), Goes(PRINTER), chat=chosen("INC-2", 10)),
    Case("the choice is too old", "It is slow.", (VPN, PRINTER), Asks((VPN, PRINTER)), chat=chosen("INC-2", 31)),
    Case("chosen, and another is named", "The VPN again.", (VPN, PRINTER), Asks((VPN, PRINTER)),
         chat=chosen("INC-2", 10)),
    Case("chosen, and two others are named", "The printer again.", (VPN, PRINTER, SMEARS), Asks((PRINTER, SMEARS, VPN)),
         chat=chosen("INC-1", 10)),
    Case("chosen, and two others are of that kind", "Der Drucker spinnt.", (VPN, PRINTER, SMEARS),
         Asks((PRINTER, SMEARS, VPN)), chat=chosen("INC-1", 10)),
    Case("chosen and named, with another", "VPN and printer both fail.", (VPN, PRINTER), Asks((VPN, PRINTER)),
         chat=chosen("INC-1", 10)),
    Case("chosen, and another is named by the same word", "The printer again.", (VPN, PRINTER, SMEARS), Goes(SMEARS),
         chat=chosen("INC-5", 10)),
    Case("one is open, and two that ended are named", "The dock again.", (VPN,),
         Asks((OVER, replace(OVER, ref="INC-6"), VPN)), ended=(OVER, replace(OVER, ref="INC-6"))),
    Case("chosen, and one was made since", "It is slow.", (HEADSET, VPN, PRINTER), Asks((HEADSET, VPN, PRINTER)),
         chat=chosen("INC-2", 10)),
    Case("chosen, and something was asked about since", "It is slow.", (VPN, PRINTER), Asks((VPN, PRINTER)),
         chat=chosen("INC-2", 10, asked_at=NOW - before(5), waiting=(waiting("hmm", 5, "q"),))),
    Case("the team has just asked about one", "Berlin.", (ASKED, PRINTER), Goes(ASKED)),
    Case("the team has just asked about one, another is named", "The printer beeps.", (ASKED, PRINTER),
         Asks((PRINTER, ASKED))),
    Case("the team has asked about both", "Berlin.", (PRINTER, ASKED, asked(HEADSET, 0)),
         Asks((ASKED, asked(HEADSET, 0), PRINTER))),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.said)
def test_what_words_are_about(case: Case) -> None:
    said = Said("mia", case.text, NOW)
    assert decide(shipped(), said, case.theirs, case.ended, case.chat) == case.is_about


def asking(minutes: float, *words: Waiting, **more: object) -> Chat:
    return Chat(asked_at=NOW - before(minutes), waiting=words or (waiting("hmm", minutes, "q"),), **more)  # type: ignore[arg-type]


EYES = [
    ("a moment ago", asking(5), (VPN, PRINTER), True),
    ("too long ago", asking(11), (VPN, PRINTER), False),
    ("nothing asks", Chat(), (VPN, PRINTER), False),
    ("a ticket was made since", asking(5), (HEADSET, VPN, PRINTER), False),
    ("the ticket was made before", asking(0.5), (HEADSET, VPN, PRINTER), True),
    ("all that it offered has ended since", asking(8), (ENDED,), False),
    ("it offers what has ended", asking(3), (ENDED,), True),
    ("what is named has ended and stands beside open ones", asking(5), (OVER, VPN), False),
    ("something was chosen since", asking(5, since=NOW - before(3), last=NOW - before(3)), (VPN, PRINTER), False),
    ("it was asked after the choice", asking(3, since=NOW - before(5), last=NOW - before(5)), (VPN, PRINTER), True),
    ("it leaves a ticket out", asking(5, waiting("hmm", 5, "q", not_about=("INC-2",))), (VPN, PRINTER), False),
]


@pytest.mark.parametrize(("said", "chat", "offered", "stands"), EYES, ids=[one[0] for one in EYES])
def test_whether_a_question_takes_what_is_said_below_it(
    said: str, chat: Chat, offered: tuple[Ticket, ...], stands: bool
) -> None:
    assert is_before_their_eyes(chat, offered, NOW) == stands


@pytest.mark.parametrize(("since", "stands"), [(6, True), (5, True), (4, False)])
def test_a_question_below_which_something_else_is_asked_takes_no_more(since: float, *, stands: bool) -> None:
    assert is_before_their_eyes(asking(5), (VPN, PRINTER), NOW, NOW - before(since)) == stands


A, B, C, D = waiting("a", 1500), waiting("b", 1490), waiting("c", 40), waiting("d", 0)


@pytest.mark.parametrize(
    ("words", "since", "said", "beside"),
    [
        ((A, B), None, B, (A, B)),
        ((A, B, D), None, D, (D,)),  # what was said yesterday is asked about by itself
        ((A, B, C, D), None, None, (A, B)),
        ((D, B, A), None, None, (A, B)),  # in whatever order it waits
        ((C, D), None, D, (D,)),
        ((A, B), NOW - before(1495), B, (B,)),  # a choice was made in between
        ((A, B), NOW - before(1485), B, (A, B)),
        ((), None, None, ()),
    ],
)
def test_what_one_question_asks_about(
    words: tuple[Waiting, ...], since: object, said: Waiting | None, beside: tuple[Waiting, ...]
) -> None:
    assert Chat(since=since, waiting=words).beside(said) == beside  # type: ignore[arg-type]


def test_what_was_asked_about_last_stands_last() -> None:
    chat = Chat(waiting=(A, B, D)).asked("old", (A, B), NOW)
    assert (chat.asked_last, [one.text for one in chat.under("old")]) == ("old", ["a", "b"])
    later = chat.asked("new", (D,), NOW)
    assert later.asked_last == "new"
    assert [one.text for one in later.asked("next", later.under("old"), NOW).under("next")] == ["a", "b"]
