"""Whoever decided and does so no more: away, left, or gone from the settings; nothing waits for them, or is theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.absences import look_again
from core.approvals import state
from core.people import Person
from core.policy import Policy
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.ui.inbound import Quiet, Reply
from tests.commands.reading import quiet, read, shown, taken
from tests.commands.test_results_of_approvals import FRIDAY, LAPTOP, by, result, stage
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

LEFT = "Nothing was done: as far as we know your account was closed. If that is wrong, try again in an hour."


async def leaves(desk: DeskHouse, name: str) -> None:
    who = desk.person(name)
    gone = Person(who.id, desk.policy.name_of(who.id), "Europe/Berlin", active=False)

    def settled(tx: Transaction) -> None:
        tx.save_person(gone, desk.now)
        look_again(desk.desk.engine, tx, desk.now)

    await desk.store.transact(settled)
    await desk.deliver()


async def edited(desk: DeskHouse, policy: Policy) -> None:
    """The settings are other ones from now on, as after a reload."""
    old = desk.policy
    desk.use(policy)
    await desk.adopt(old)
    await desk.deliver()


# Who left presses.

PRESSES: dict[str, Callable[[Someone, str], Awaitable[Reply]]] = {
    "approve": lambda who, ref: who.presses("approve", ref, round=1),
    "approve in the list": lambda who, ref: who.presses("approve_next", ref, round=1),
    "approve in words": lambda who, ref: who.types("ticket", f"approve {ref}"),
    "reject": lambda who, ref: who.fills("reject", ref, text="Too dear."),
    "reject in the list": lambda who, ref: who.fills("reject_next", ref, text="Too dear."),
    "ask": lambda who, ref: who.fills("ask", ref, text="Which floor?"),
    "open a form": lambda who, ref: who.presses("reject", ref, form=True),
}


@pytest.mark.parametrize("press", PRESSES)
async def test_whoever_left_decides_nothing_and_reads_why(press: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await leaves(desk, "katrin")
        before = await desk.ticket(ref)
        assert refused(await PRESSES[press](desk.person("katrin"), ref)) == LEFT
        assert await desk.ticket(ref) == before
        quiet(await desk.person("omar").presses("approve", ref, round=1))
        assert (await desk.ticket(ref)).status == "in_fulfilment"


WORK: dict[str, Callable[[Someone, str], Awaitable[Reply]]] = {
    "release": lambda who, ref: who.presses("release", ref),
    "claim": lambda who, ref: who.presses("claim", ref),
    "resolve": lambda who, ref: who.fills("resolve", ref, code="fixed", text="The profile was reissued."),
    "resolve in words": lambda who, ref: who.tells(ref, "resolve The profile was reissued."),
    "note": lambda who, ref: who.fills("note", ref, text="It is the switch."),
    "away": lambda who, _: who.submits("away", {"when": "until friday"}, {}),
}


@pytest.mark.parametrize("press", WORK)
async def test_whoever_left_works_on_nothing(press: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await taken(desk)
        await leaves(desk, "dana")
        before = await desk.ticket(ref)
        assert refused(await WORK[press](desk.person("dana"), ref)) == LEFT
        assert await desk.ticket(ref) == before


# Who asked something, and is replaced before it is answered.


async def goes_away(desk: DeskHouse) -> None:
    shown(await desk.person("katrin").types("away", "until 2026-11-20"))


async def is_given_up(desk: DeskHouse) -> None:
    policy = desk.policy
    mia, omar = desk.id_of("mia"), desk.id_of("omar")
    await edited(desk, replace(policy, managers_of={**policy.managers_of, mia: omar}))


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("gone", [None, goes_away, is_given_up])
async def test_an_answer_is_read_by_whoever_decides_by_now_and_by_whoever_asked(
    gone: Callable[[DeskHouse], Awaitable[None]] | None, channel: str
) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        katrin, omar, mia = (desk.person(name) for name in ("katrin", "omar", "mia"))
        for who in (katrin, omar):
            desk.lives[who.id] = channel
        ref = await mia.orders("laptop", **LAPTOP)
        shown(await katrin.fills("ask", ref, text="Which floor?"))
        if gone is not None:
            await gone(desk)
        since = len(desk.said)
        await mia.writes(ref, "The third.")
        told = {one.to: one.text for one in desk.said[since:] if one.kind == "answered_first"}
        answer = f"Mia Feld about {ref} New laptop: Standard 14: The third."
        if gone is None:
            assert told == {"katrin": answer}
            return
        assert told == {
            "katrin": f"{answer} Omar Haddad decides about it now.",
            "omar": f"Katrin Stahl asked: Which floor? {answer}",
        }
        quiet(await omar.presses("approve", ref, round=1))
        await desk.deliver()
        assert result(desk, "katrin") == result(desk, "omar")
        assert result(desk, "katrin")[-1].startswith("Approved by Omar Haddad")


async def test_an_answer_reads_anew_for_everybody_who_was_told_of_it() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        shown(await desk.person("katrin").fills("ask", ref, text="Which floor?"))
        await goes_away(desk)
        mia = desk.person("mia").on_teams
        where = mia.chat()
        await mia.sends("The third.", message=where.message)
        await mia.edits(where, "The fourth.")
        await desk.deliver()
        stands = [" ".join(read(card).split()) for card in desk.channels["slack"].stands.values()]
        assert len([one for one in stands if "Katrin Stahl asked: Which floor? Mia" in one and "fourth" in one]) == 1
        assert len([one for one in stands if "The fourth. Omar Haddad decides about it now." in one]) == 1
        assert not any("about REQ" in one and "The third." in one for one in stands)


# Settings that are edited while a stage waits.


def without(policy: Policy, person: str, instead: str | None = None) -> Policy:
    """The settings without somebody: in their roles, teams and services somebody else, or nobody."""

    def others(people: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(one for one in ((instead if each == person else each) for each in people) if one)

    lead = instead or "ines.kruse@nordlicht.example"
    return replace(
        policy,
        roles={role: others(people) for role, people in policy.roles.items()},
        managers=policy.managers - {person},
        responders=policy.responders - {person},
        managers_of={
            each: instead or "" for each, above in policy.managers_of.items() if above == person and instead
        } | {each: above for each, above in policy.managers_of.items() if above != person},
        delegates={
            each: one for each, one in policy.delegates.items() if person not in (each, one)
        },
        teams={
            key: replace(team, lead=lead if team.lead == person else team.lead,
                         members=tuple(one for one in team.members if one != person))
            for key, team in policy.teams.items()
        },
        services={
            key: replace(one, owner=lead) if one.owner == person else one for key, one in policy.services.items()
        },
        catalog={key: replace(item, stages=()) if key == "laptop" else item for key, item in policy.catalog.items()},
    )  # fmt: skip


ROLE = replace(stage("any"), approvers=("role:catalog_owner",))
BOTH = replace(stage("all"), approvers=("katrin.stahl@nordlicht.example", "role:catalog_owner"))


@pytest.mark.parametrize(
    ("approvers", "gone", "instead", "asked"),
    [
        (stage("any", "katrin.stahl"), "katrin", None, ["finance"]),
        (stage("all", "katrin.stahl", "omar.haddad"), "katrin", None, ["finance", "omar"]),
        (ROLE, "lena", "paul", ["paul"]),
        (BOTH, "lena", "paul", ["katrin", "paul"]),
        (replace(stage("any"), approvers=("requester.manager",)), "katrin", "paul", ["paul"]),
        (replace(stage("any"), approvers=("team_lead",)), "lena", "paul", ["paul"]),
    ],
)
async def test_whoever_goes_from_the_settings_is_replaced_at_the_reload(
    approvers: object, gone: str, instead: str | None, asked: list[str]
) -> None:
    async with open_desk(FRIDAY, policy=by(approvers)) as desk:  # type: ignore[arg-type]
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        since = len(desk.said)
        who = desk.person(gone)
        await edited(desk, without(desk.policy, who.id, desk.id_of(instead) if instead else None))
        names = sorted(one.partition("@")[0].split(".")[0] for one in state.asked_now(await desk.ticket(ref)))
        assert names == asked
        new = [one for one in asked if f"approval {one}" in [f"{each.kind} {each.to}" for each in desk.said[since:]]]
        assert new, "whoever is new is asked"
        assert all(f"You decide instead of {desk.policy.name_of(who.id)}." in one.text
                   for one in desk.said[since:] if one.kind == "approval")  # fmt: skip
        (line,) = result(desk, gone)
        assert line.endswith("decides about it now.")
        assert "decides about" in refused(await who.presses("approve", ref, round=1))
        for name in asked:
            quiet(await desk.person(name).presses("approve", ref, round=1))
        await desk.deliver()
        assert (await desk.ticket(ref)).status == "in_fulfilment"
        assert result(desk, gone)[-1].startswith("Approved by ")


async def test_a_reload_that_changes_nobodys_part_asks_nobody_anew() -> None:
    async with open_desk(FRIDAY, policy=by(BOTH, stage("any", "omar.haddad"))) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        since, before = len(desk.said), await desk.ticket(ref)
        await edited(desk, replace(desk.policy, version="other"))
        await edited(desk, without(desk.policy, desk.id_of("jonas")))
        assert (await desk.ticket(ref)).approval == before.approval
        assert not await desk.events(ref, e.ApproverReplaced)
        assert desk.said[since:] == []


# A decision that reaches the desk after the end.


@pytest.mark.parametrize("heard", ["before the end is noted", "after it"])
async def test_a_decision_counts_from_its_instant_unless_its_end_was_told_already(heard: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.until("2026-10-29 09:00 CET")
        end = next(one.at for one in await desk.agenda(ref) if one.kind == "approval_expiry")
        before = end - timedelta(seconds=1)
        if heard == "after it":
            await desk.until(end)
        else:
            desk.clock.at = end
        reply = await desk.person("katrin").presses("approve", ref, round=1, at=before)
        if heard == "after it":
            said = refused(reply)
            assert said.startswith(f"The time to decide about {ref} was over when your answer reached us, so it was")
            assert said.endswith("Mia Feld can order it again by a button.")
            assert (await desk.ticket(ref)).status == "expired"
        else:
            assert isinstance(reply, Quiet)
            assert (await desk.ticket(ref)).status == "in_fulfilment"
