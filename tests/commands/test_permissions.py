"""Who may do what: every command for every role, written out from domain.md sections 3 and 4."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from core.commands import REGISTRY
from core.ui.inbound import FieldErrors, Quiet, Reply, Shown
from tests.commands.reading import quiet, stranger
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused, sentence, unseen_as_any

ROLES = {
    "requester": "mia.feld",
    "beneficiary": "jan.kolb",
    "watcher": "tom.berg",
    "responder": "nils.peters",
    "assignee": "dana.roth",
    "lead": "lena.vogt",
    "service owner": "omar.haddad",
    "other team": "femi.ojo",
    "admin": "katrin.stahl",
    "stranger": "eva.novotny",
}
"""Mia reported it for Jan; Tom wrote in its thread; Omar owns the network and leads another team."""

ASKERS = {"requester", "beneficiary"}
TEAM = {"responder", "assignee", "lead"}
OWNERS = {"assignee", "lead"}
READERS = set(ROLES) - {"stranger"}

MAY: dict[str, set[str]] = {
    "claim": TEAM,  # new -> in_progress: responder
    "ack": TEAM,
    "assign": OWNERS,  # the lead; the assignee hands it over
    "give_back": {"assignee"},
    "release": OWNERS,
    "reply": TEAM,
    "send_update": TEAM,
    "note": TEAM,
    "ask": OWNERS,  # on_hold(requester): assignee, lead
    "hold": OWNERS,  # on_hold(vendor, change, problem): assignee, lead
    "resume": OWNERS,
    "nudge": OWNERS,
    "update_date": OWNERS,
    "prio": TEAM,  # never a responder of another team
    "transfer": OWNERS,
    "change": OWNERS,  # title, service, requester
    "convert": OWNERS,  # incident <-> request
    "log": TEAM,
    "link": TEAM,
    "merge": OWNERS,
    "unmerge": TEAM,
    "escalate": OWNERS,  # to the second tier, as a transfer
    "resolve": OWNERS | {"service owner"},
    "fulfil": OWNERS | {"service owner"},
    "finish": set(),  # an incident has no tasks; who may on those of a request is in tests/commands/test_tasks.py
    "skip": set(),
    "fail": set(),
    "retry": set(),
    "run": set(),
    "cancel": OWNERS,
    "approve": set(),  # an incident needs none; who may on a request is in tests/core/test_who_may.py
    "reject": set(),
    "keep_going": set(),  # of orders alone: tests/commands/test_cancelling.py
    "withdraw": ASKERS,
    "confirm": ASKERS,
    "reopen": ASKERS | TEAM,  # requester, beneficiary, responder, lead
    "just_comment": ASKERS,
    "add_detail": READERS,
    "follow": READERS - ASKERS,  # those who asked hear everything already
    "unfollow": READERS - ASKERS,
    "follow_up": ASKERS | TEAM,
    "show": READERS,
    "explain": READERS - ASKERS - {"watcher"},  # who works here, or administers it
}

FORMS: dict[str, dict[str, str]] = {
    "assign": {"person": "emre.aydin@nordlicht.example"},
    "reply": {"text": "Please reconnect once."},
    "send_update": {"text": "Please reconnect once."},
    "note": {"text": "Rule 12 looks odd."},
    "ask": {"text": "Berlin or Split?"},
    "hold": {"reason": "vendor", "party": "TeleNord", "reference": "TN-881", "until": "2026-10-30"},
    "update_date": {"until": "2026-11-02"},
    "prio": {"impact": "2", "urgency": "1"},
    "transfer": {"team": "infra", "reason": "needs a firewall change"},
    "change": {"title": "VPN drops in Hamburg"},
    "convert": {"item": "question"},
    "log": {"time": "25m"},
    "link": {"kind": "caused", "number": "CHG-77"},
    "release": {"reason": "away this afternoon"},
    "escalate": {"way": "functional", "reason": "needs a firewall change"},
    "resolve": {"code": "fixed", "text": "The profile was reissued."},
    "fulfil": {"text": "The mailbox is ready."},
    "skip": {"text": "She has one."},
    "fail": {"text": "The model is sold out."},
    "cancel": {"reason": "not_an_incident"},
    "add_detail": {"text": "It dropped again."},
}
UNTAKEN = {"claim", "ack", "withdraw"}
HELD = {"resume": "ask", "nudge": "ask", "update_date": "hold"}
DONE = {"confirm", "reopen", "just_comment", "follow_up"}


@dataclass
class Case:
    """One ticket in the state in which `command` is possible."""

    desk: DeskHouse
    command: str
    role: str
    second: str = ""

    async def prepare(self) -> str:
        desk = self.desk
        home = f"slack:T1/C-it-help#{desk.fresh('root')}"
        if self.command == "fulfil":
            ref = await desk.person("mia").orders("shared-mailbox", address="fin.team", members=("mia", "jan"))
        else:
            ref = await desk.person("mia").reports(home=home, for_whom=desk.id_of("jan.kolb"))
            quiet(await desk.person("tom").writes(ref, "Same here."))
        dana = desk.person("dana")
        if self.command == "unfollow" and self.role != "stranger":
            await desk.person(ROLES[self.role]).presses("follow", ref)
        if self.command in UNTAKEN:
            if self.role == "assignee":
                quiet(await desk.person("lena").presses("assign", ref, person=dana.id))
            return ref
        quiet(await (desk.person("emre") if self.command == "give_back" else dana).presses("claim", ref))
        if self.command in ("merge", "unmerge"):
            self.second = await desk.person("tom").reports(title="VPN is gone here too")
        if self.command == "unmerge":
            quiet(await dana.fills("merge", ref, number=self.second, keep="newer"))
        return await self.go_on(ref)

    async def go_on(self, ref: str) -> str:
        """What else there is before somebody may do it."""
        desk, dana = self.desk, self.desk.person("dana")
        if self.command == "give_back":
            quiet(await desk.person("emre").presses("assign", ref, person=dana.id))
        if self.command in HELD:
            quiet(await dana.fills(HELD[self.command], ref, **FORMS[HELD[self.command]]))
        if self.command == "nudge":
            await desk.passes(hours=5)
        if self.command in DONE:
            quiet(await dana.fills("resolve", ref, **FORMS["resolve"]))
        if self.command == "just_comment":
            quiet(await desk.person("mia").writes(ref, "It dropped again."))
        if self.command == "follow_up":
            quiet(await desk.person("mia").presses("confirm", ref))
        return ref

    async def does(self, ref: str, who: Someone) -> Reply:
        if self.command == "explain":
            return await who.types("desk", f"explain {ref}")
        if self.command == "merge":
            return await who.fills("merge", ref, number=self.second)
        if self.command in FORMS:
            return await who.fills(self.command, ref, **FORMS[self.command])
        return await who.presses(self.command, ref)


def test_the_table_has_every_command() -> None:
    assert set(MAY) >= set(REGISTRY.tickets)


@pytest.mark.parametrize("command", sorted(MAY))
async def test_exactly_these_roles_may(command: str) -> None:
    """A permitted role has the effect; any other changes nothing and reads one private sentence."""
    async with open_desk("2026-10-27 10:00 CET") as desk:
        allowed: set[str] = set()
        people = {role: Someone(desk, f"{name}@nordlicht.example") for role, name in ROLES.items()}
        for role in ROLES:
            if command == "fulfil" and role in ("beneficiary", "watcher"):
                continue
            case = Case(desk, command, role)
            ref = await case.prepare()
            who = people[role]
            if command == "fulfil" and role == "service owner":
                who = desk.person("omar")
            before = await desk.ticket(ref)
            reply = await case.does(ref, who)
            after = await desk.ticket(ref)
            if isinstance(reply, Quiet) or (isinstance(reply, Shown) and not reply.refusal):
                allowed.add(role)
                assert command in ("show", "explain") or after.version > before.version
            else:
                assert after == before
                assert sentence(reply).endswith(".")
        expected = MAY[command] - ({"beneficiary", "watcher"} if command == "fulfil" else set())
        assert allowed == expected


@pytest.mark.parametrize("command", sorted(set(FORMS) - {"add_detail", "fulfil"}))
async def test_a_form_does_not_even_open_for_those_who_may_not(desk: DeskHouse, command: str) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    assert refused(await desk.person("femi").presses(command, ref))


@pytest.mark.parametrize("command", sorted(set(FORMS) - {"add_detail", "fulfil"}))
async def test_a_form_opened_before_the_ticket_went_elsewhere_is_refused_when_sent(
    desk: DeskHouse, command: str
) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").fills("transfer", ref, **FORMS["transfer"]))
    reply = await desk.person("dana").fills(command, ref, **FORMS[command])
    assert isinstance(reply, FieldErrors)
    assert refused(reply).startswith(f"Only Infra can change {ref}.")


async def test_on_a_ticket_that_nobody_has_any_responder_of_its_team_may_act(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("nils").fills("ask", ref, text="Berlin or Split?"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("nils")


async def test_a_responder_who_is_not_the_assignee_is_told_whose_it_is(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    said = refused(await desk.person("nils").fills("resolve", ref, code="fixed", text="Reissued."))
    assert said == "INC-1000 is with Dana Roth. Ask Dana, or have Lena Vogt, the lead, assign it to you."


async def test_the_requester_resolves_nothing(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P1")
    assert refused(await desk.person("mia").fills("resolve", ref, code="fixed", text="All well."))
    assert (await desk.ticket(ref)).status == "new"


async def test_a_stranger_learns_nothing_from_a_number(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(title="VPN drops every hour")
    for typed in (ref, f"{ref} hello", f"claim {ref}", f"show {ref}", f"explain {ref}", f"note {ref} hi"):
        unseen_as_any(await stranger(desk).sends(typed), ref)


async def test_only_the_lead_overrides_the_priority_and_gives_the_reason(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P3")
    reply = await desk.person("nils").fills("prio", ref, impact="4", urgency="1", override="P2", reason="fair is near")
    assert isinstance(reply, FieldErrors)
    assert reply.errors == {
        "override": "Only Lena Vogt, the lead, can set another priority. Write to Lena, or change who is affected."
    }
    reply = await desk.person("lena").fills("prio", ref, impact="4", urgency="1", override="P2", reason="")
    assert isinstance(reply, FieldErrors)
    assert reply.errors == {"reason": "Write why the matrix is wrong here, like “prio P2 the whole warehouse waits”."}
    quiet(await desk.person("lena").fills("prio", ref, impact="4", urgency="1", override="P2", reason="fair is near"))
    ticket = await desk.ticket(ref)
    assert (ticket.priority, ticket.priority_source) == ("P2", "override")


async def test_in_the_last_tenth_of_the_fix_time_only_the_lead_lowers(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P3")
    quiet(await desk.person("dana").presses("claim", ref))
    await desk.until("2026-10-28 17:30 CET")
    await desk.until("2026-10-29 09:30 CET")
    said = refused(await desk.person("dana").fills("prio", ref, impact="4", urgency="4"))
    assert said == "The fix time is almost up: only Lena Vogt, the lead, can lower the priority now. Write to Lena."
    quiet(await desk.person("lena").fills("prio", ref, impact="4", urgency="4"))
