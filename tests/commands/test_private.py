"""Private services never appear in a public place, and outsiders learn nothing but that a ticket is private."""

from __future__ import annotations

import pytest

from core.ui.cards import Card
from core.ui.inbound import Quiet, Quoted, Reply, Shown, Where
from tests.commands.chats import chooses
from tests.commands.reading import kinds, quiet, read, shown, stranger, tickets
from tests.commands.talking import say, spot
from tests.commands.test_approving import LAPTOP
from tests.fakes.desk import DeskHouse, Someone, refused, sentence, unseen, unseen_as_any

TITLE = "Somebody phished Katharina"
SEC = "slack:T1/C-sec-triage"
OUTSIDERS = ("jan", "dana", "omar", "katrin", "lena", "stranger")
"""A colleague, responders and leads of other teams, both admins, a stranger."""


def somebody(desk: DeskHouse, name: str) -> Someone:
    return stranger(desk) if name == "stranger" else desk.person(name)


async def secret(desk: DeskHouse, home: str = "direct") -> str:
    """A security report of Mia's."""
    return await desk.person("mia").reports("P4", service="security-report", title=TITLE, home=home)


def words(reply: Reply) -> str:
    return read(reply.card) if isinstance(reply, Shown) else str(reply)


@pytest.mark.parametrize("name", OUTSIDERS)
@pytest.mark.parametrize(
    "typed",
    [
        "{ref}",
        "{ref} what is this?",
        "show {ref}",
        "explain {ref}",
        "claim {ref}",
        "note {ref} hi",
        "resolve {ref} x y z",
    ],
)
async def test_an_outsider_cannot_tell_a_private_number_from_none(desk: DeskHouse, name: str, typed: str) -> None:
    ref = await secret(desk)
    who = somebody(desk, name)
    before = await desk.ticket(ref)
    said = [
        (
            unseen_as_any(await who.sends(typed.format(ref=number)), number),
            unseen_as_any(await who.types("ticket", typed.format(ref=number)), number),
            unseen_as_any(await who.says_in("#it-help", typed.format(ref=number), to_bot=True), number),
        )
        for number in (ref, "INC-4711")
    ]
    assert said[0] == said[1]
    assert await desk.ticket(ref) == before


@pytest.mark.parametrize("name", OUTSIDERS)
async def test_a_number_typed_in_a_channel_is_left_alone_as_one_that_is_none(desk: DeskHouse, name: str) -> None:
    ref = await secret(desk)
    assert isinstance(await somebody(desk, name).says_in("#it-help", ref), Quiet)
    assert isinstance(await somebody(desk, name).says_in("#it-help", "INC-4711"), Quiet)
    assert isinstance(await somebody(desk, name).says_in("#it-help", f"who knows {ref}?"), Quiet)


@pytest.mark.parametrize("name", OUTSIDERS)
@pytest.mark.parametrize("command", ["show", "claim", "reply", "follow_up", "reopen", "add_detail", "resolve", "prio"])
async def test_an_outsiders_press_learns_nothing(desk: DeskHouse, name: str, command: str) -> None:
    ref = await secret(desk)
    assert refused(await somebody(desk, name).presses(command, ref)) == unseen(ref)
    assert refused(await chooses(somebody(desk, name), "INC-4711", command)) == unseen("INC-4711")


@pytest.mark.parametrize("name", OUTSIDERS)
async def test_lists_of_outsiders_do_not_know_it(desk: DeskHouse, name: str) -> None:
    ref = await secret(desk)
    who = somebody(desk, name)
    found = ""
    for typed in ("mine", "queue", "queue security", "risk", "search phished", f"search {ref}", "board", "next"):
        found += words(await who.types("ticket", typed))
    home = await desk.desk.home(who.speaker)
    assert TITLE not in found + read(home)
    assert "INC-1000:" not in found
    assert ref not in read(home)
    assert (await desk.ticket(ref)).assignee is None


async def test_a_private_teams_queue_is_its_own(desk: DeskHouse) -> None:
    ref = await secret(desk)
    assert refused(await desk.person("dana").types("ticket", "queue security")) == (
        "Security keeps its tickets to itself."
    )
    assert tickets(shown(await desk.person("felix").types("ticket", "queue"))) == [ref]


@pytest.mark.parametrize("name", ["felix", "greta", "ciso"])
async def test_its_own_people_see_it(desk: DeskHouse, name: str) -> None:
    ref = await secret(desk)
    assert TITLE in read(shown(await desk.person(name).sends(ref)))
    assert tickets(shown(await desk.person(name).types("ticket", "search phished"))) == [ref]
    assert ref in read(await desk.desk.home(desk.person(name).speaker))
    assert shown(await desk.person(name).types("desk", f"explain {ref}")).ticket == ref


async def test_the_requester_sees_it(desk: DeskHouse) -> None:
    ref = await secret(desk)
    assert tickets(shown(await desk.person("mia").types("ticket", "mine"))) == [ref]
    assert TITLE in read(shown(await desk.person("mia").sends(ref)))


async def test_whoever_is_its_requester_no_more_is_an_outsider_and_so_are_their_old_buttons(desk: DeskHouse) -> None:
    ref = await secret(desk)
    mia, felix = desk.person("mia"), desk.person("felix")
    quiet(await felix.presses("claim", ref))
    quiet(await felix.fills("ask", ref, text="Which link was it?"))
    old = await spot(desk, ref, "requester", desk.message())
    quiet(await felix.tells(ref, "change requester ", desk.person("emre")))
    before = await desk.ticket(ref)
    for reply in (
        await mia.sends(ref), await mia.sends(f"show {ref}"), await mia.sends(f"{ref} it was the link to the bank"),
        await mia.sends(f"{ref} not mine"), await mia.presses("show", ref), await mia.presses("withdraw", ref),
        await mia.presses("add_detail", ref), await mia.fills("add_detail", ref, text="It was the link to the bank."),
        await say(mia, old, "It was the link to the bank.", to_bot=True),
    ):  # fmt: skip
        unseen_as_any(reply, ref)
    for typed in ("mine", "search phished", f"search {ref}"):
        assert TITLE not in words(await mia.types("ticket", typed))
    assert TITLE not in read(await desk.desk.home(mia.speaker))
    assert await desk.ticket(ref) == before, "it waits on for its requester"
    quiet(await felix.fills("resolve", ref, code="fixed", text="The account is locked."))
    for command in ("confirm", "reopen", "follow_up"):
        assert refused(await mia.presses(command, ref)) == unseen(ref)
    assert (await desk.ticket(ref)).done
    quiet(await desk.person("emre").presses("confirm", ref))
    assert (await desk.ticket(ref)).confirmed


async def test_its_home_is_direct_whatever_channel_it_came_from(desk: DeskHouse) -> None:
    ref = await secret(desk, home="slack:T1/C-it-help#5.0")
    ticket = await desk.ticket(ref)
    assert (ticket.private, ticket.home) == (True, "direct")
    quiet(await desk.person("felix").presses("claim", ref))
    quiet(await desk.person("felix").answers(ref, "Do not click."))
    quiet(await desk.person("felix").fills("ask", ref, text="Which link?"))
    places = {each.notice.place for each in desk.said}
    assert places <= {None, SEC}
    bound = await desk.store.read(lambda tx: tx.bindings(ref))
    # What its requester writes below their own message there reaches those who have it.
    assert {each.place for each in bound} == {SEC, "slack:T1/D-mia.feld", "slack:T1/C-it-help"}


async def test_words_under_the_message_it_came_from_are_no_business_of_the_desk(desk: DeskHouse) -> None:
    ref = await secret(desk, home="slack:T1/C-it-help#5.0")
    quiet(await desk.person("jan").says_in("#it-help", "Me too!", thread="5.0"))
    assert (await desk.comments(ref)) == ()


async def test_whoever_goes_on_talking_where_a_ticket_became_private_is_left_alone(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")
    quiet(await desk.person("dana").fills("transfer", ref, team="security", reason="looks like phishing"))
    quiet(await desk.person("jan").says_in("#it-help", "Same here.", thread="5.0"))
    assert refused(await desk.person("jan").says_in("#it-help", "show", thread="5.0", to_bot=True)) == (unseen(ref))
    assert (await desk.comments(ref)) == ()
    quiet(await desk.person("mia").says_in("#it-help", "I clicked it.", thread="5.0"))
    assert (await desk.comments(ref))[-1].text == "I clicked it."


@pytest.mark.parametrize("name", ["dana", "emre", "lena"])
async def test_a_private_item_is_seen_by_the_team_that_has_it(desk: DeskHouse, name: str) -> None:
    ref = await desk.person("mia").orders("password-reset", account="SAP")
    ticket = await desk.ticket(ref)
    assert (ticket.private, ticket.home, ticket.team) == (True, "direct", "service-desk")
    assert ref in read(shown(await desk.person(name).types("ticket", "queue")))


@pytest.mark.parametrize("name", ["jan", "omar", "katrin", "femi", "stranger"])
async def test_a_private_item_is_seen_by_nobody_else(desk: DeskHouse, name: str) -> None:
    ref = await desk.person("mia").orders("password-reset", account="SAP")
    await desk.person("jan").reports()
    who = somebody(desk, name)
    assert refused(await who.sends(ref)) == unseen(ref)
    found = words(await who.types("ticket", "queue service-desk")) + words(await who.types("ticket", "search reset"))
    assert ref not in found
    assert "of 2" not in found


async def test_leaders_of_an_outside_service_own_nothing_private(desk: DeskHouse) -> None:
    """Sofia owns the identity service, but a private ticket of another team is not hers."""
    ref = await desk.person("mia").orders("password-reset", account="SAP")
    quiet(await desk.person("dana").fills("transfer", ref, team="security", reason="looks like a takeover"))
    said = refused(await desk.person("sofia").fills("resolve", ref, code="fixed", text="Reset."))
    assert said == unseen(ref)


async def test_what_was_once_private_stays_private(desk: DeskHouse) -> None:
    ref = await secret(desk)
    quiet(await desk.person("felix").fills("transfer", ref, team="infra", reason="needs the mail logs"))
    assert (await desk.ticket(ref)).private
    assert TITLE in read(shown(await desk.person("mara").sends(ref)))
    for name in ("felix", "dana", "katrin"):
        assert refused(await desk.person(name).sends(ref)) == unseen(ref)


async def test_a_ticket_that_becomes_private_leaves_the_public_place(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")
    quiet(await desk.person("dana").fills("transfer", ref, team="security", reason="looks like phishing"))
    said = len(desk.said)
    quiet(await desk.person("felix").answers(ref, "Do not click."))
    assert [one.notice.place for one in desk.said[said:] if one.kind == "reply"] == [None]


async def test_what_the_team_told_whoever_asked_in_public_goes_along_into_their_own_chat(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")
    quiet(await desk.person("dana").answers(ref, "Please do not open it."))
    quiet(await desk.person("dana").tells(ref, "note Looks like phishing."))
    said = len(desk.said)
    quiet(await desk.person("dana").fills("transfer", ref, team="security", reason="looks like phishing"))
    told = [(one.kind, one.notice.place) for one in desk.said[said:] if one.to == "requester"]
    assert [one for one in told if one[0] in ("so_far", "reply")] == [("so_far", None), ("reply", None)]
    replied = [one.text for one in desk.said[said:] if (one.kind, one.to) == ("reply", "requester")]
    assert replied == ["Dana: Please do not open it."]


async def test_what_was_said_to_somebody_alone_is_taken_back_where_they_may_not_read_it_any_more(
    desk: DeskHouse,
) -> None:
    ref = await desk.person("mia").reports("P3", title=TITLE)
    for who in ("nils", "emre"):
        quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of(who)))
        await desk.passes(minutes=1)
    told = {one.to: one for one in desk.said if one.kind == "assigned"}
    assert all(TITLE in one.text for one in told.values())
    since = len(desk.edits)
    quiet(await desk.person("emre").fills("transfer", ref, team="security", reason="It is an attack."))
    gone = [str(one.notice.facts["target"]) for one in desk.edits[since:] if one.notice.to.startswith("direct:")]
    assert sorted(gone) == sorted(f"notice:{one.notice.key}" for one in told.values())


async def test_what_was_said_together_with_other_things_is_said_without_it_then(desk: DeskHouse) -> None:
    await desk.until("2026-10-27 18:00 CET")
    refs = [await desk.person("mia").reports("P3", title=title) for title in (TITLE, "The printer jams")]
    for ref in refs:
        quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("nils")))
    await desk.until("2026-10-28 09:00 CET")
    (message,) = {one.message for one in desk.said if one.kind == "assigned"}
    taken = desk.channels["slack"].taken
    posted, since = next(one for one in taken if one.key == message), len(taken)
    assert TITLE in str(posted.card)
    quiet(await desk.person("lena").fills("transfer", refs[0], team="security", reason="It is an attack."))
    edits = [one.card for one in taken[since:] if one.act == "edit" and "printer" in str(one.card)]
    assert len(edits) == 1
    assert TITLE not in str(edits[0])
    assert not [one for one in taken[since:] if one.act == "delete" and "D-nils" in one.place]


async def test_a_watcher_of_a_ticket_that_became_private_sees_it_no_more(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home="slack:T1/C-it-help#5.0")
    quiet(await desk.person("jan").writes(ref, "Same here."))
    assert "VPN" in read(shown(await desk.person("jan").sends(ref)))
    quiet(await desk.person("dana").fills("transfer", ref, team="security", reason="looks like phishing"))
    assert refused(await desk.person("jan").sends(ref)) == unseen(ref)


async def test_a_message_made_into_a_private_ticket_shows_it_to_its_own_people_alone(desk: DeskHouse) -> None:
    where = Where("slack:T1/C-it-help", message="5.0")
    quoted = Quoted("I got a strange mail", desk.person("mia").speaker, where)
    from_form = await desk.person("mia").marks(quoted, "create_from_message")
    context = from_form.form.context  # type: ignore[union-attr]
    values = {
        "title": TITLE, "service": "security-report", "category:security-report": "phishing", "impact": "4",
        "urgency": "2",
    }  # fmt: skip
    quiet(await desk.person("mia").submits("open_incident", values, context))
    ref = await desk.newest()
    assert (await desk.ticket(ref)).home == "direct"
    assert TITLE in read(shown(await desk.person("mia").marks(quoted, "create_from_message")))
    for name, command in (("jan", "create_from_message"), ("katrin", "ticket_actions")):
        said = refused(await desk.person(name).marks(quoted, command))
        assert said == "Somebody takes care of this already, in private.", "and no number, which they have not named"
    assert kinds(desk, 0) == []


async def test_sensitive_and_private_answers_are_in_no_list_of_others(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("password-reset", account="SAP")
    page: Card = await desk.desk.home(desk.person("femi").speaker)
    assert ref not in read(page)
    assert sentence(await desk.person("femi").types("ticket", "search SAP")) != ""
    assert tickets(shown(await desk.person("femi").types("ticket", "search SAP"))) == []


async def test_a_private_order_stays_private_with_a_team_that_is_not(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("password-reset", account="SAP")
    quiet(await desk.person("dana").fills("transfer", ref, team="infra", reason="the directory is down"))
    assert "Password" in read(shown(await desk.person("mara").sends(ref)))
    for name in ("dana", "femi", "katrin"):
        assert refused(await desk.person(name).sends(ref)) == unseen(ref)


async def test_a_message_in_a_private_teams_channel_marked_by_emoji_is_that_teams(desk: DeskHouse) -> None:
    quoted = Quoted(TITLE, desk.person("greta").speaker, Where(SEC, message="5.0"))
    quiet(await desk.person("felix").marks(quoted, "create_by_emoji"))
    ticket = await desk.ticket("INC-1000")
    assert (ticket.team, ticket.private, ticket.home) == ("security", True, "direct")
    assert refused(await desk.person("dana").sends("INC-1000")) == unseen("INC-1000")


@pytest.mark.parametrize("decided", [False, True], ids=["asked", "agreed"])
async def test_who_decided_about_an_order_sees_nothing_of_the_private_incident_that_it_became(
    desk: DeskHouse, decided: bool
) -> None:
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    katrin = desk.person("katrin")
    if decided:
        quiet(await katrin.presses("approve", ref))
    lena = desk.person("lena")
    quiet(await lena.fills("convert", ref, impact="4", urgency="2", undo="Nothing was bought."))
    assert isinstance(await katrin.types("ticket", ref), Shown), "what is public, they read as before"
    quiet(await lena.fills("transfer", ref, team="security", reason="It was phished."))
    unseen_as_any(await katrin.sends(ref), ref)
    unseen_as_any(await katrin.sends(f"note {ref} hi"), ref)
    assert refused(await katrin.on_teams.sends(ref)) == unseen(ref, slashes=False)
    assert refused(await katrin.presses("follow", ref)) == unseen(ref)
