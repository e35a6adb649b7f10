"""Who has a ticket: given by the lead, handed to a colleague, given back, released; people by their names."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.ui.cards import Action
from core.ui.inbound import Press, Quiet, Where
from core.ui.text import flatten
from tests.commands.reading import commands, errors, field, ids, kinds, opened, quiet, shown, taken
from tests.fakes.desk import DeskHouse, refused

WHOLE = "Write the whole name, or mention them; a note goes behind it, like “Emre Aydin: look at the logs”."


async def handed(desk: DeskHouse, note: str = "") -> str:
    """A ticket that Dana had and handed to Emre."""
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre"), note=note))
    return ref


# handing over


async def test_who_has_it_hands_it_over_and_the_colleague_is_asked_with_accept_and_back(desk: DeskHouse) -> None:
    said = len(desk.said)
    ref = await handed(desk, "TeleNord calls back at three")
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.handed_by, ticket.status) == (desk.id_of("emre"), desk.id_of("dana"), "in_progress")
    told = desk.said[-1]
    assert kinds(desk, said)[-1] == "handed_over emre"
    assert told.text.startswith("Dana hands you INC-1000 VPN drops every hour: “TeleNord calls back at three”.")
    card = next(one.card for one in desk.channels["slack"].taken if one.key == told.message)
    assert card is not None
    assert [button.label for button in card.buttons] == ["Accept", "Back", "Open"]
    assert commands(card) == ["ack", "give_back", "show"]


async def test_accept_takes_it_and_is_nothing_twice(desk: DeskHouse) -> None:
    ref = await handed(desk)
    said = len(desk.said)
    quiet(await desk.person("emre").presses("ack", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.handed_by) == (desk.id_of("emre"), None)
    assert ticket.ladder is not None
    assert ticket.ladder.acked
    assert kinds(desk, said) == ["claimed requester"], "whoever asked read that Dana has it"
    assert refused(await desk.person("emre").presses("ack", ref)) == "INC-1000 is yours already."
    assert refused(await desk.person("emre").presses("give_back", ref)).startswith("Nobody handed INC-1000 to you.")


@pytest.mark.parametrize("minutes", [0, 1], ids=["in the same second", "a minute later"])
async def test_what_was_answered_before_the_hand_over_is_asked_of_nobody_also_after_accept(
    desk: DeskHouse, minutes: int
) -> None:
    ref = await taken(desk)
    await desk.passes(minutes=3)
    quiet(await desk.person("dana").tells(ref, "reply we look into it"))
    await desk.passes(minutes=minutes)
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre")))
    asked, before = desk.said[-1].text, len(desk.edits)
    assert "Fix by" in asked
    await desk.passes(minutes=1)
    quiet(await desk.person("emre").presses("ack", ref))
    settled = [one.text for one in desk.edits[before:] if one.kind == "answered"]
    assert len(settled) == 1
    assert settled[0].startswith(asked)


async def test_an_answer_that_came_after_the_hand_over_leaves_its_words_as_they_were_said(desk: DeskHouse) -> None:
    ref = await handed(desk)
    asked, before = desk.said[-1].text, len(desk.edits)
    assert "Answer by" in asked
    await desk.passes(minutes=1)
    quiet(await desk.person("emre").tells(ref, "reply we look into it"))
    settled = [one.text for one in desk.edits[before:] if one.kind == "answered"]
    assert [text.startswith(asked) for text in settled] == [True]


async def test_whoever_is_asked_to_decide_is_asked_at_once_however_often_that_is(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    for _ in range(3):
        quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre")))
        await desk.passes(minutes=2)
        quiet(await desk.person("emre").presses("give_back", ref))
    assert kinds(desk, said).count("handed_over emre") == 3


async def test_back_gives_it_to_who_had_it_who_is_told(desk: DeskHouse) -> None:
    ref = await handed(desk)
    said = len(desk.said)
    quiet(await desk.person("emre").presses("give_back", ref))
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.handed_by) == (desk.id_of("dana"), None)
    assert kinds(desk, said) == ["given_back dana"]
    assert desk.said[-1].text.startswith("Emre gave INC-1000 VPN drops every hour back to you.")
    assert refused(await desk.person("emre").presses("give_back", ref)) == (
        "INC-1000 is with Dana Roth. Ask Dana, or have Lena Vogt, the lead, assign it to you."
    )


@pytest.mark.parametrize(("pressed", "line"), [("ack", "You took it."), ("give_back", "Dana has it now.")])
async def test_whoever_was_asked_reads_what_came_of_their_press(desk: DeskHouse, pressed: str, line: str) -> None:
    ref = await handed(desk)
    edited = len(desk.edits)
    quiet(await desk.person("emre").presses(pressed, ref))
    (edit,) = [one.notice for one in desk.edits[edited:] if one.kind == "answered"]
    card = desk.desk.engine.presenter.notice(edit, await desk.ticket(ref), desk.now)
    assert [flatten(section.body) for section in card.sections][1:] == [line]


async def test_an_answer_of_the_colleague_takes_it_as_well(desk: DeskHouse) -> None:
    ref = await handed(desk)
    quiet(await desk.person("emre").fills("reply", ref, text="I go on with this."))
    assert (await desk.ticket(ref)).handed_by is None


async def test_accept_and_back_at_once_are_one_of_them(desk: DeskHouse) -> None:
    ref = await handed(desk)
    emre, where = desk.person("emre"), Where("slack:T1/D-emre", "direct", message="1.1")
    presses = [Press(emre.speaker, desk.now, key, where, Action(key, {"ticket": ref})) for key in ("ack", "give_back")]
    replies = await asyncio.gather(*(desk.desk.hear(press) for press in presses))
    assert [isinstance(reply, Quiet) for reply in replies].count(True) == 1
    ticket = await desk.ticket(ref)
    assert ticket.handed_by is None


async def test_given_back_where_who_handed_it_over_has_left_it_waits_in_the_queue(desk: DeskHouse) -> None:
    ref = await handed(desk)
    policy = desk.policy
    team = policy.teams["service-desk"]
    left = tuple(one for one in team.members if one != desk.id_of("dana"))
    desk.use(replace(policy, teams={**policy.teams, "service-desk": replace(team, members=left)}))
    quiet(await desk.person("emre").presses("give_back", ref))
    assert (await desk.ticket(ref)).assignee is None


async def test_who_does_not_have_it_hands_nothing_over(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = refused(await desk.person("nils").fills("assign", ref, person=desk.id_of("emre")))
    assert said == "INC-1000 is with Dana Roth. Ask Dana, or have Lena Vogt, the lead, assign it to you."
    fresh = await desk.person("mia").reports()
    said = refused(await desk.person("nils").fills("assign", fresh, person=desk.id_of("emre")))
    assert said == (
        "Only Lena Vogt, the lead, gives away what nobody has. Take it yourself with Claim, or write to Lena."
    )


async def test_whoever_had_it_hears_that_the_lead_gave_it_to_somebody_else(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("lena").fills("assign", ref, person=desk.id_of("emre")))
    assert sorted(kinds(desk, said)) == ["assigned emre", "let_go dana"]
    line = next(one.text for one in desk.said[said:] if one.kind == "let_go")
    assert line == "Lena gave INC-1000 VPN drops every hour to Emre Aydin: it is yours no longer."
    assert (await desk.ticket(ref)).handed_by is None


async def test_the_form_asks_whom_and_what_they_should_know(desk: DeskHouse) -> None:
    ref = await taken(desk)
    form = opened(await desk.person("dana").presses("assign", ref))
    assert ids(form) == ["person", "note"]
    assert not field(form, "note").required


# names


@pytest.mark.parametrize(
    "typed",
    [
        "emre aydin", "Emre Aydin", "EMRE AYDIN", "@emre.aydin", "@Emre Aydin", "aydin", "emre", "E. Aydin", "to emre",
        "Emre Aydın", "emre.aydin@nordlicht.example",
    ],
)  # fmt: skip
async def test_names_typed_are_understood_in_the_thread_and_to_the_desk(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, f"assign {typed}"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("dana")))
    shown(await desk.person("lena").types("ticket", f"assign {ref} {typed}"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("dana")))
    shown(await desk.person("lena").on_teams.sends(f"{ref} assign {typed}"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")


async def test_a_name_that_nobody_or_more_than_one_has_is_asked_about(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = refused(await desk.person("dana").tells(ref, "assign Clara Roth"))
    assert said == f"I know no responder called “Clara Roth”. {WHOLE}"
    desk.use(replace(desk.policy, names={desk.id_of("nils"): "Emre Peters"}))
    said = refused(await desk.person("dana").tells(ref, "hand over to emre"))
    assert said == "“emre” may be Emre Aydin or Nils Peters. Write one of them as it stands here, or mention them."
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


async def test_somebody_of_another_team_is_refused_by_name(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = refused(await desk.person("dana").tells(ref, "assign femi ojo"))
    assert said == "Femi Ojo is not in Service Desk. Transfer the ticket first."


# release


async def test_nobody_is_given_a_ticket_that_they_asked_for(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("change", ref, requester=desk.id_of("emre")))
    why = "Emre Aydin asked for INC-1000. Choose somebody else to work on it."
    assert errors(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre"))) == {"person": why}
    assert refused(await desk.person("lena").tells(ref, "hand over to Emre")) == why
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


async def test_what_is_given_back_to_whoever_asks_for_it_by_now_waits_in_the_queue(desk: DeskHouse) -> None:
    ref = await handed(desk)
    quiet(await desk.person("emre").fills("change", ref, requester=desk.id_of("dana")))
    quiet(await desk.person("emre").presses("give_back", ref))
    assert (await desk.ticket(ref)).assignee is None


async def test_a_released_ticket_waits_in_the_queue_for_whoever_claims_it(desk: DeskHouse) -> None:
    ref = await taken(desk)
    before = await desk.ticket(ref)
    said, drawn = len(desk.said), len(desk.cards)
    quiet(await desk.person("dana").tells(ref, "release I am away this afternoon"))
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.status, ticket.clocks) == (None, "in_progress", before.clocks)
    assert kinds(desk, said) == ["put_back triage:service-desk", "released requester"]
    assert [one.text for one in desk.said[said:]] == [
        "Dana put INC-1000 back into the queue: nobody has it. “I am away this afternoon”.",
        "This waits for somebody else to take it. We write here as soon as there is news.",
    ]
    assert sorted(kind for _, kind, _ in desk.cards[drawn:]) == ["requester_card", "triage_card"]
    quiet(await desk.person("nils").presses("claim", ref))
    assert (await desk.ticket(ref)).assignee == desk.id_of("nils")


async def test_a_critical_ticket_that_is_released_calls_from_the_first_step(desk: DeskHouse) -> None:
    ref = await taken(desk, "P1")
    await desk.passes(minutes=6)
    said = len(desk.said)
    quiet(await desk.person("dana").fills("release", ref, reason=None))
    assert "page" in {one.kind for one in desk.said[said:]}


async def test_the_lead_releases_and_who_had_it_is_told(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    quiet(await desk.person("lena").fills("release", ref, reason="Dana is ill"))
    assert sorted(kinds(desk, said)) == ["let_go dana", "put_back triage:service-desk", "released requester"]
    line = next(one.text for one in desk.said[said:] if one.kind == "let_go")
    assert line.startswith("Lena put INC-1000 VPN drops every hour back into the queue of Service Desk")


async def test_what_nobody_has_is_not_released_and_what_is_done_neither(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    said = refused(await desk.person("dana").fills("release", ref, reason=None))
    assert said == "Nobody has INC-1000: it waits in the queue already."
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    assert errors(await desk.person("dana").fills("release", ref, reason=None))


async def test_release_stands_on_the_card_while_somebody_has_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    assert "release" not in commands(shown(await desk.person("dana").presses("view", ref)))
    quiet(await desk.person("dana").presses("claim", ref))
    assert "release" in commands(shown(await desk.person("dana").presses("view", ref)))
    quiet(await desk.person("dana").fills("release", ref, reason=None))
    assert "release" not in commands(shown(await desk.person("dana").presses("view", ref)))


# who is away


async def away(desk: DeskHouse, who: str, words: str = "until mon 9:00") -> None:
    shown(await desk.person(who).types("oncall", f"away {words}"))


async def test_whoever_is_away_is_offered_last_with_until_when(desk: DeskHouse) -> None:
    ref = await taken(desk)
    named = await offered(desk, ref)
    assert "Emre Aydin" in named[:-1]
    await away(desk, "emre")
    others = [name for name in named if name != "Emre Aydin"]
    assert await offered(desk, ref) == [*others, "Emre Aydin · away until Mon 2 Nov 09:00 CET"]


async def offered(desk: DeskHouse, ref: str) -> list[str]:
    form = opened(await desk.person("dana").presses("assign", ref))
    return [choice.label for choice in field(form, "person").choices]


@pytest.mark.parametrize("way", ["form", "words"])
async def test_whoever_gives_it_to_somebody_who_is_away_is_told(desk: DeskHouse, way: str) -> None:
    ref = await taken(desk)
    await away(desk, "emre")
    dana = desk.person("dana")
    if way == "form":
        reply = await dana.fills("assign", ref, person=desk.id_of("emre"))
    else:
        reply = await dana.tells(ref, "assign ", desk.person("emre"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("emre")
    assert shown(reply).summary == (
        f"Emre Aydin has {ref} now, and is away until Mon 2 Nov 09:00 CET. Meanwhile others may claim it."
    )
    quiet(await desk.person("sofia").presses("claim", ref))
    assert (await desk.ticket(ref)).assignee == desk.id_of("sofia")


async def test_what_is_given_back_to_somebody_who_left_meanwhile_says_so(desk: DeskHouse) -> None:
    ref = await handed(desk)
    await away(desk, "dana")
    reply = await desk.person("emre").presses("give_back", ref)
    assert shown(reply).summary.startswith(f"Dana Roth has {ref} now, and is away until Mon 2 Nov")


@pytest.mark.parametrize("words", ["give back", "claim"])
async def test_whoever_handed_it_over_takes_it_back_until_it_is_accepted(desk: DeskHouse, words: str) -> None:
    ref = await handed(desk)
    quiet(await desk.person("dana").tells(ref, "change title Outlook gets no mail"))
    quiet(await desk.person("dana").tells(ref, words))
    ticket = await desk.ticket(ref)
    assert (ticket.title, ticket.assignee, ticket.handed_by) == ("Outlook gets no mail", desk.id_of("dana"), None)
    assert not ticket.handing


async def test_whoever_handed_it_over_releases_it_until_it_is_accepted(desk: DeskHouse) -> None:
    ref = await handed(desk)
    quiet(await desk.person("dana").tells(ref, "release"))
    assert (await desk.ticket(ref)).assignee is None
    ref = await handed(desk)
    quiet(await desk.person("emre").presses("ack", ref))
    assert "is with Emre Aydin" in refused(await desk.person("dana").tells(ref, "release"))
