"""Answers that the fulfilment staff alone may read: typed once, sealed, shown to whom they are for, each look noted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.approvals import changes, machine
from core.errors import Refusal
from core.intake.catalog import item_form, read_order
from core.processes import RequestDetails
from core.tickets.events import AnswersChanged, AnswersRead
from core.ui.cards import Action
from core.ui.forms import FormValue
from core.ui.inbound import Press, Quiet, Shown, Where
from core.ui.reading import Reading
from tests.commands.reading import quiet, read, shown
from tests.commands.test_tasks import drawn
from tests.fakes.approving import order
from tests.fakes.desk import DeskHouse, instant, open_desk, refused, shipped, unseen
from tests.fakes.ports.store import TransactionInMemory
from tests.presentation.drawing import labels

FRIDAY = "2026-10-23 11:00 CEST"
STREET = "Elm Street 1, 10115 Berlin"
HOME = {"model": "Standard 14", "ship_to": "home", "address": STREET}


async def ordered(desk: DeskHouse) -> str:
    """Mia's laptop is to come to her home, and Katrin agreed."""
    ref = await desk.person("mia").orders("laptop", **HOME)
    quiet(await desk.person("katrin").presses("approve", ref, round=1))
    return ref


async def keyless(desk: DeskHouse, *, lost: bool = True) -> None:
    """From now on the desk has another key, or it has one again."""

    def lose(tx: object) -> None:
        assert isinstance(tx, TransactionInMemory)
        tx.keyless = lost

    await desk.store.transact(lose)


async def test_who_fulfils_it_reads_the_address_and_the_ticket_knows_who_looked() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        details = (await desk.ticket(ref)).details
        assert isinstance(details, RequestDetails)
        assert (details.answers, details.sealed) == ({"model": "Standard 14", "ship_to": "home"}, {"address": 1})
        nils = desk.person("nils")
        card = shown(await nils.sends(ref))
        assert "Show address" in labels(card)
        assert STREET not in read(card)
        before = desk.lines()
        reply = await nils.presses("show_answers", ref)
        assert isinstance(reply, Shown)
        assert reply.secret
        assert f"Address: {STREET}" in read(reply.card)
        assert STREET not in reply.card.summary
        (look,) = await desk.happened(ref, AnswersRead)
        assert (look.actor, look.at, look.event) == (nils.id, instant(FRIDAY), AnswersRead(("address",)))
        assert desk.lines() == before
        history = read(shown(await desk.person("lena").types("desk", f"explain {ref}")))
        assert "Who looked at private answers" in history
        assert "Nils Peters, Fri 23 Oct 11:00 CEST: Address" in history


@pytest.mark.parametrize("name", ["femi", "mara", "katrin", "mia"])
async def test_whoever_has_no_task_of_it_is_refused_and_no_look_is_noted(name: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        said = refused(await desk.person(name).presses("show_answers", ref))
        assert said == (
            f"Only Service Desk and Workplace may read the private answers of {ref}: they have tasks of it."
        )
        assert await desk.happened(ref, AnswersRead) == []


@pytest.mark.parametrize("name", ["paul", "emre", "lena"])
async def test_a_lead_and_the_team_of_a_later_task_may(name: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        assert "Show address" in labels(shown(await desk.person(name).sends(ref)))
        assert STREET in read(shown(await desk.person(name).presses("show_answers", ref)))


async def test_a_press_that_comes_twice_is_one_look_and_its_receipt_holds_nothing() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        nils = desk.person("nils")
        where = Where(desk.triage_of(ref))
        press = Press(nils.speaker, desk.now, "press-1", where, Action("show_answers", {"ticket": ref}))
        assert isinstance(await desk.hears(press), Shown)
        assert await desk.hears(press) == Quiet()
        assert len(await desk.happened(ref, AnswersRead)) == 1
        assert await desk.store.read(lambda tx: tx.receipt("press-1")) == ""


async def test_with_another_key_nothing_is_read_and_nothing_is_lost() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        nils = desk.person("nils")
        await keyless(desk)
        assert refused(await nils.presses("show_answers", ref)) == (
            f"The private answers of {ref} cannot be read with the key that the desk has. Nothing is lost: ask an "
            "admin for the key from before, or ask the requester again."
        )
        assert await desk.happened(ref, AnswersRead) == []
        quiet(await desk.person("dana").presses("claim", ref))
        await keyless(desk, lost=False)
        assert STREET in read(shown(await nils.presses("show_answers", ref)))


async def test_a_desk_without_a_key_takes_no_private_answer() -> None:
    async with open_desk(FRIDAY) as desk:
        await keyless(desk)
        with pytest.raises(AssertionError, match="no key to keep your private answers safe"):
            await desk.person("mia").orders("laptop", **HOME)
        assert await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin") == "REQ-1000"


async def test_what_nobody_answered_has_no_button_and_a_press_says_so() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
        quiet(await desk.person("katrin").presses("approve", ref, round=1))
        nils = desk.person("nils")
        assert "Show address" not in labels(shown(await nils.sends(ref)))
        assert refused(await nils.presses("show_answers", ref)) == f"{ref} has no private answers."


async def test_where_answers_stay_as_messages_no_private_one_is_sent() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        desk.channels["slack"].capabilities = replace(desk.channels["slack"].capabilities, live=False)
        assert await desk.person("nils").presses("show_answers", ref) == Quiet()
        await desk.deliver()
        assert STREET not in repr(desk.said)
        assert "Private answers are not sent here" in desk.said[-1].text


# a changed order


def reading() -> Reading:
    return Reading(shipped(), instant(FRIDAY), "form-1", lambda person: person)


WAS = RequestDetails(
    item="laptop", answers={"model": "Standard 14", "ship_to": "home"}, sealed={"address": 1}, cost=1150
)


@pytest.mark.parametrize(
    ("given", "sealed", "secrets"),
    [
        ({"ship_to": "home"}, {"address": 1}, {}),
        ({"ship_to": "home", "address": "Oak Lane 2"}, {"address": 2}, {"address": "Oak Lane 2"}),
        ({"ship_to": "berlin"}, {}, {"address": None}),
    ],
)
def test_a_changed_order_keeps_its_sealed_answer_unless_it_is_given_anew_or_not_asked_for(
    given: dict[str, FormValue], sealed: dict[str, int], secrets: dict[str, str | None]
) -> None:
    opening = read_order(shipped().catalog["laptop"], {"model": "Power 16", **given}, reading(), WAS)
    assert isinstance(opening.details, RequestDetails)
    assert (opening.details.sealed, opening.secrets) == (sealed, secrets)
    assert "Oak Lane" not in repr(opening)


def test_the_form_of_a_changed_order_shows_no_sealed_answer_and_does_not_insist_on_it() -> None:
    item = shipped().catalog["laptop"]
    blank = item_form(item, {"ship_to": "home"}, reading(), {}, WAS)
    address = next(one for one in blank.questions if one.id == "address")
    assert (address.required, address.value, address.sensitive) == (False, None, True)
    with pytest.raises(Refusal, match="missing"):
        read_order(item, {"model": "Standard 14", "ship_to": "home"}, reading())


def test_a_new_private_answer_asks_approvers_again_and_says_only_that_it_is_another() -> None:
    made = order("laptop", FRIDAY, WAS.answers)
    made.does(FRIDAY, made.ticket.requester, lambda draft: machine.change(draft, replace(WAS, sealed={"address": 1})))
    (changed,) = made.events(AnswersChanged)
    assert changed.details.sealed == {"address": 1}
    assert list(changes.differences(shipped(), WAS, replace(WAS, sealed={"address": 2}))) == [("address", "", "")]


# another team's tasks


async def in_private(desk: DeskHouse) -> str:
    """Mia's laptop is to come to her home, of a private item; the first team is done, Workplace hands it over."""
    policy = desk.policy
    item = replace(policy.catalog["laptop"], private=True)
    desk.use(replace(policy, catalog={**policy.catalog, "laptop": item}))
    ref = await ordered(desk)
    for number in range(1001, 1004):
        quiet(await desk.person("dana").presses("finish", f"TASK-{number}"))
    return ref


async def test_the_card_of_a_team_that_has_a_task_leads_to_the_private_answers() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        for number in range(1001, 1004):
            quiet(await desk.person("dana").presses("finish", f"TASK-{number}"))
        card = drawn(desk, "office-triage")
        assert "[Done: Hand over]\n[Claim]\n[Show address]" in card
        assert "Ship to: home" in card
        assert STREET not in card
        assert STREET in read(shown(await desk.person("paul").presses("show_answers", ref)))


async def test_a_team_with_a_task_of_a_private_request_reads_what_it_needs_and_no_more() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await in_private(desk)
        card = drawn(desk, "office-triage")
        assert "[Show address]\n[Open]" in card
        for secret in ("New laptop", "Mia", "Ship to"):
            assert secret not in card
        paul = desk.person("paul")
        page = read(shown(await paul.sends("TASK-1004")))
        for needed in ("New laptop: Standard 14", "Asked for by Mia Feld", "Ship to: home"):
            assert needed in page
        assert STREET not in page
        for about in (ref, "TASK-1004"):
            assert STREET in read(shown(await paul.presses("show_answers", about)))
        assert {look.actor for look in await desk.happened(ref, AnswersRead)} == {paul.id}
        assert refused(await paul.sends(ref)) == unseen(ref)
        assert refused(await desk.person("clara").presses("show_answers", ref)) == unseen(ref)


async def test_who_reads_a_task_and_has_none_is_told_whose_answers_they_are() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        assert STREET in read(shown(await desk.person("dana").presses("show_answers", "TASK-1004")))
        said = refused(await desk.person("femi").presses("show_answers", "TASK-1004"))
        assert said.startswith(f"Only Service Desk and Workplace may read the private answers of {ref}")


async def test_the_team_that_a_task_went_to_reads_the_answers_and_the_one_before_no_more() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await ordered(desk)
        for number in range(1001, 1004):
            quiet(await desk.person("dana").presses("finish", f"TASK-{number}"))
        quiet(await desk.person("paul").fills("transfer", "TASK-1004", team="infra", reason="They bring it."))
        assert STREET in read(shown(await desk.person("jonas").presses("show_answers", ref)))
        assert "Only Service Desk and Infra" in refused(await desk.person("paul").presses("show_answers", ref))
