"""Every button tells the truth about its form, and a card can be seen as one person may use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from core.notifications.kinds import KINDS
from core.ports.outbox import Notice
from core.tickets import events as e
from core.ui.cards import VIEW, Action, Button, Card
from core.ui.inbound import OVERALL, OpenForm, Press, Reply, Where
from tests.commands.reading import (
    buttons,
    closed,
    commands,
    errors,
    field,
    ids,
    kinds,
    opened,
    quiet,
    read,
    resolved,
    shown,
    taken,
)
from tests.fakes.desk import DeskHouse, Someone, refused, unseen

TRIAGE = "slack:T1/C-desk-triage"
Made = Callable[[DeskHouse], Awaitable[str]]


async def new(desk: DeskHouse) -> str:
    return await desk.person("mia").reports()


async def asking(desk: DeskHouse) -> str:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="Berlin or Split?"))
    return ref


async def at_vendor(desk: DeskHouse) -> str:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, "hold vendor TN-881 2026-10-28"))
    return ref


async def doubted(desk: DeskHouse) -> str:
    ref = await resolved(desk)
    quiet(await desk.person("mia").writes(ref, "How did you find it?"))
    return ref


async def cancelled(desk: DeskHouse) -> str:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("cancel", ref, reason="withdrawn"))
    return ref


async def merged(desk: DeskHouse) -> str:
    survivor, ref = await taken(desk), await taken(desk)
    quiet(await desk.person("dana").fills("merge", ref, number=survivor))
    return ref


async def ordered(desk: DeskHouse) -> str:
    return await desk.person("mia").orders("question", question="Which VPN profile is ours?")


async def order_taken(desk: DeskHouse) -> str:
    ref = await ordered(desk)
    quiet(await desk.person("dana").presses("claim", ref))
    return ref


async def delivered(desk: DeskHouse) -> str:
    ref = await order_taken(desk)
    quiet(await desk.person("dana").fills("fulfil", ref, text="It is Berlin."))
    return ref


STATES: tuple[Made, ...] = (
    new, taken, asking, at_vendor, resolved, doubted, closed, cancelled, merged, ordered, order_taken, delivered,
)  # fmt: skip


async def drawn(desk: DeskHouse, ref: str) -> list[tuple[str, Button]]:
    """Every button about a ticket as it is, with who presses it: on both cards, under every notice, in both answers."""
    ticket = await desk.ticket(ref)
    draw = desk.desk.engine.presenter
    found: list[tuple[str, Button]] = []
    for kind in KINDS.values():
        staffs = kind.name == "triage_card" or kind.shape == "direct" or kind.name in _TRIAGE
        to = f"triage:{ticket.team}" if staffs else "requester"
        if kind.shape == "direct":
            to = f"direct:{desk.id_of('dana')}"
        notice = Notice(kind.name, ref, to, f"try:{kind.name}", desk.now, desk.now, kind.example_facts)
        found += [("lena" if staffs else "mia", one) for one in buttons(draw.notice(notice, ticket, desk.now))]
    for who, staff in (("lena", True), ("mia", False)):
        for follows in (None, True, False):
            card = draw.compact(ticket, staff=staff, now=desk.now, follows=follows)
            found += [(who, one) for one in buttons(card)]
    unique = {(who, one.action.pack(), one.opens_form): (who, one) for who, one in found}
    return list(unique.values())


_TRIAGE = {"warning", "breach", "call", "reopened", "undelivered"}


async def press(who: Someone, button: Button) -> Reply:
    desk = who.desk
    where = Where(TRIAGE, message="9.9")
    return await desk.hears(Press(who.speaker, desk.now, desk.fresh("press"), where, button.action))


@pytest.mark.parametrize("make", STATES)
async def test_a_button_that_says_so_opens_a_form_and_no_other_does(desk: DeskHouse, make: Made) -> None:
    ref = await make(desk)
    found = await drawn(desk, ref)
    assert found
    # Those with a form change nothing, and are pressed first; the others may be refused, once one of them has done it.
    for who, button in sorted(found, key=lambda one: not one[1].opens_form):
        reply = await press(desk.person(who), button)
        assert isinstance(reply, OpenForm) == button.opens_form, (button.label, button.action, reply)


async def test_what_words_are_answered_with_tells_the_truth_as_well(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    cards = [
        await mia.sends(typed)
        for typed in ("ticket", "incident VPN drops", "request question", "It is broken.", "mine")
    ]
    home = await desk.desk.home(mia.speaker)
    for button in [one for card in (*map(shown, cards), home) for one in buttons(card)]:
        reply = await press(mia, button)
        assert isinstance(reply, OpenForm) == button.opens_form, (button.label, reply)


async def test_the_team_is_asked_why_it_reopens_and_the_others_read_it(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    dana = desk.person("dana")
    form = opened(await dana.presses("reopen", ref, ask=True))
    assert (ids(form), field(form, "reason").required) == (["reason"], False)
    said = len(desk.said)
    quiet(await dana.fills("reopen", ref, reason="The alarm rings again."))
    assert (await desk.events(ref, e.Reopened))[-1].reason == "The alarm rings again."
    assert kinds(desk, said) == ["reopened triage:service-desk"]
    assert "Dana reopened INC-1000: The alarm rings again." in desk.said[-1].text
    assert desk.said[-1].facts["ping"] is None
    again = errors(await dana.fills("reopen", ref, reason=""))
    assert again == {OVERALL: "INC-1000 is open already."}


async def test_without_a_reason_the_card_alone_says_that_it_is_open_again(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    said = len(desk.said)
    quiet(await desk.person("dana").fills("reopen", ref, reason=None))
    assert (await desk.ticket(ref)).status == "in_progress"
    assert kinds(desk, said) == []


# a card as one person sees it


async def views(who: Someone, ref: str, place: str = TRIAGE) -> Reply:
    """What Teams does when somebody looks at a card."""
    action = Action(VIEW, {"ticket": ref, "card": "triage"})
    return await who.desk.hears(Press(who.speaker, who.desk.now, "view-1", Where(place, message="9.9"), action))


async def card(desk: DeskHouse, ref: str) -> Card:
    ticket = await desk.ticket(ref)
    notice = Notice("triage_card", ref, f"triage:{ticket.team}", "k", desk.now, desk.now)
    return desk.desk.engine.presenter.notice(notice, ticket, desk.now)


async def test_a_view_has_the_buttons_that_this_person_may_use(desk: DeskHouse) -> None:
    ref = await taken(desk)
    whole = await card(desk, ref)
    assert shown(await views(desk.person("lena"), ref)) == whole
    assert shown(await views(desk.person("dana"), ref)) == whole, "who has it may hand it over"
    other = shown(await views(desk.person("nils"), ref))
    assert set(commands(other)) < set(commands(whole))
    assert {"reply", "note"} <= set(commands(other))
    assert not {"resolve", "transfer", "assign"} & set(commands(other))
    for button in buttons(other):
        reply = await press(desk.person("nils"), button)
        assert isinstance(reply, OpenForm) or not shown(reply).buttons, button.label
    femi = shown(await views(desk.person("femi"), ref))  # of another team: may look, may do little
    assert set(commands(femi)) < set(commands(other))


async def test_a_view_is_read_only_and_always_as_it_is_now(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said, drew = len(desk.said), len(desk.cards)
    assert "claim" in commands(shown(await views(desk.person("dana"), ref)))
    assert (len(desk.said), len(desk.cards)) == (said, drew)
    quiet(await desk.person("dana").presses("claim", ref))
    assert "claim" not in commands(shown(await views(desk.person("dana"), ref)))


async def test_a_view_of_a_private_ticket_is_its_peoples_alone_and_disturbs_nobody(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(service="security-report", title="I clicked on a strange link")
    drew = len(desk.cards)
    assert refused(await views(desk.person("dana"), ref)) == unseen(ref)
    assert "claim" in commands(shown(await views(desk.person("felix"), ref, "slack:T1/C-sec-triage")))
    assert len(desk.cards) == drew


async def test_a_view_where_the_ticket_came_from_stays_the_note_that_it_moved(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("transfer", ref, team="infra", reason="Firewall."))
    left = shown(await views(desk.person("dana"), ref))
    assert (left.tone, commands(left)) == ("muted", [])
    assert "claim" in commands(shown(await views(desk.person("omar"), ref, "slack:T1/C-infra-triage")))


async def test_a_triage_card_names_who_may_need_a_view_and_other_cards_nobody(desk: DeskHouse) -> None:
    ref = await taken(desk)
    team = desk.policy.teams["service-desk"]
    assert set((await card(desk, ref)).viewers) == {team.lead, *team.members}
    assert shown(await desk.person("dana").presses("show", ref)).viewers == ()


async def test_where_no_form_can_be_filled_in_a_press_says_what_to_write(desk: DeskHouse) -> None:
    ref = await taken(desk)
    slack = desk.channels["slack"]
    slack.capabilities = replace(slack.capabilities, dialogs=False)
    dana = desk.person("dana")
    assert read(shown(await dana.presses("ask", ref))) == f"Ask on {ref}: “/ticket ask {ref} <question>”"
    assert "cannot be filled in here" in read(shown(await dana.types("incident", "")))
    assert "Waiting for Mia" in read(shown(await dana.types("ticket", f"ask {ref} Berlin or Split?")))
