"""What does not hold together although every line is well written."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from bot.policy_file import findings, remarks, unset_secrets
from bot.settings import read
from tests.bot import sample

ERRORS = [
    ("response: 2h,  resolution: 16h", "response: 17h,  resolution: 16h", "sla.standard.incident.P3.response", "16h"),
    ("ack: 15m, response: 30m", "ack: 45m, response: 30m", "sla.standard.incident.P2.ack", "response target"),
    ("response: 8h, resolution: 24h", "response: 8h, resolution: 3000h", "sla.standard.request.resolution", "year"),
    ("response: 2h,  resolution: 16h", "response: 0h,  resolution: 16h", "sla.standard.incident.P3.response",
     "no time"),
    ('hours: {mon-fri: ["09:00-17:00"]}', "hours: {mon-fri: []}", "calendars.berlin-office", "no hours"),
    ('["09:00-17:00"]}', '["09:00-17:00", "16:00-18:00"]}', "calendars.berlin-office", "overlap"),
    ("2026-10-26: Company day", "2026-12-24: Company day", "calendars.berlin-office", "holiday and an override"),
    ('\n     triage: {slack: "#apps-triage", teams: IT/Apps Triage}}', "}", "services.erp.team", "triage"),
    ("{once: true, fixed: 1350}, fulfil: 5bd", "0, fulfil: 999bd", "catalog.onboarding.fulfil", "cannot be kept"),
    ("cost: {once: true, fixed: 1350}", "cost: 1000000000000000000", "catalog.onboarding.cost",
     "1000000000000000000\" is out of range"),
    ("cost: {once: true, fixed: 1350}", f"cost: {'9' * 5000}", "catalog.onboarding.cost", "out of range"),
    *(
        ("{stage: finance, any: [finance.controller], when: cost > 1500}", f"{{stage: finance, first: 2, of: {of}}}",
         "catalog.laptop.approve", "needs 2 who agree in finance, and asks 1 person")
        for of in ("[finance.controller]", "[role:catalog_owner]")
    ),
]  # fmt: skip

INFRA = "members: [mara.jensen, jonas.weber, priya.nair, tomas.novak], assign"
WARNINGS = [
    ("members: [femi.ojo, clara.simon]", "members: [femi.ojo]", "teams.business-apps.members", "team of one"),
    ("members: [femi.ojo, clara.simon]", "members: [femi.ojo]", "people.responders", "clara.simon"),
    ("members: [femi.ojo, clara.simon]", "members: [femi.ojo, clara.simon, ciso]", "teams.business-apps.members",
     "ciso"),
    ("gap_fallback: lena.vogt}", "}", "schedules.desk-duty", "gap_fallback"),
    ("admin: [katrin.stahl, lena.vogt]", "admin: []", "roles.admin", "no admin"),
    ("catalog_owner: [lena.vogt]", "catalog_owner: []", "roles.catalog_owner", "nobody has"),
    ("assign: manual, private: true", "assign: manual", "services.security-report.private", "private: true"),
    ("tier2: security", "tier2: service-desk", "services.identity.tier2", "already"),
    ("site: {emre.aydin: hamburg, nils.peters: berlin}", "site: {}", "teams.workplace.assign", "by_site"),
    ("order, team: service-desk, due: 2bd}", "order, team: service-desk, due: 9bd}", "catalog.laptop.tasks", "9bd"),
    ("P1:\n    {clock: always, repeat: 2, ", "P1:\n    {clock: always, repeat: 0, ", "escalation.P1.repeat_after",
     "repeat is 0"),
    ("{at: 75%, if: unresolved, dm: [assignee, team_lead]}", "{at: 75%, dm: [role:none]}", "escalation.P1.steps",
     "nobody hears"),
    ("members: [jonas.weber, priya.nair, tomas.novak, mara.jensen]", "members: [dana.roth, dana.roth, jonas.weber]",
     "schedules.infra-secondary", "more than once"),
    (INFRA, INFRA.replace("mara.jensen, ", ""), "schedules.infra-primary.members", "in no team"),
    ("{name: Rooms and printers, owner: paul.brandt, team: workplace", "{name: Rooms, owner: paul.brandt, team: infra",
     "teams.nobody", "nothing ever comes"),
    ('hours: {mon-fri: ["09:00-17:00"]}', 'hours: {mon-sun: ["00:00-23:59"]}', "calendars.berlin-office.hours",
     "24:00"),
    ("automation: idp.assign_app", "automation: ldp.assign_app", "catalog.software-licence.tasks", "mean idp?"),
    ('url: "https://idp', 'url: "http://idp', "automations.idp.url", "without encryption"),
    ('slack: "#infra-triage"', 'slack: "#desk-triage"', "teams.infra.triage", "#desk-triage is the triage place of"),
]  # fmt: skip


def spoiled(old: str, new: str) -> list[tuple[str, str]]:
    """The change, with what it needs to stand by itself."""
    changes = [(old, new)]
    if "role:none" in new:
        changes.append(("catalog_owner: [lena.vogt]", "catalog_owner: [lena.vogt]\n  none: []"))
    if "team: infra" in new:
        spare = "  nobody: {lead: ciso, members: [felix.baum, greta.hahn]}\nassets:"
        changes.append(("assets:", spare))
    return changes


@pytest.mark.parametrize(("old", "new", "key", "says"), ERRORS, ids=[f"{case[2]}-{case[3]}" for case in ERRORS])
def test_what_cannot_work_keeps_the_file_from_being_used(old: str, new: str, key: str, says: str):
    found = [problem for problem in sample.problems(sample.changed((old, new))) if problem.key.startswith(key)]

    assert found
    assert all(problem.severity == "error" and problem.line > 1 and problem.fix for problem in found)
    assert any(says in str(problem) for problem in found)


@pytest.mark.parametrize(("old", "new", "key", "says"), WARNINGS, ids=[f"{case[2]}-{case[3]}" for case in WARNINGS])
def test_what_is_doubtful_is_told_and_the_file_is_used(old: str, new: str, key: str, says: str):
    loaded = sample.loaded(*spoiled(old, new))

    found = [warning for warning in loaded.warnings if warning.key == key and says in str(warning)]

    assert len(found) == 1, loaded.warnings
    assert found[0].severity == "warning"
    assert found[0].fix
    section = key.partition(".")[0]
    assert found[0].line > sample.line_of(loaded.source, f"\n{section}:")


def test_a_ladder_that_nobody_is_on_is_an_error():
    text = sample.changed(
        ("catalog_owner: [lena.vogt]", "catalog_owner: [lena.vogt]\n  none: []"),
        ("\nfunctional_escalation:", "\n  P3: {steps: [{at: breach, dm: [role:none]}]}\nfunctional_escalation:"),
    )
    [problem] = sample.problems(text)
    assert problem.key == "escalation.P3.steps"
    assert problem.line == sample.line_of(text, "P3: {steps")
    assert "nobody is on" in problem.sentence


def test_a_request_channel_whose_team_has_no_place_to_answer_in_is_an_error():
    text = sample.changed(('\n     triage: {slack: "#office-triage", teams: IT/Office Triage}}', "}"))
    keys = {problem.key for problem in sample.problems(text)}
    assert "platforms.slack.request_channels.#office-help" in keys


@pytest.mark.parametrize("section", ["teams", "services", "catalog", "replies"])
def test_what_people_choose_by_its_name_alone_has_a_name_of_its_own(section: str):
    policy = sample.loaded().policy
    first, second, *_ = table = dict(getattr(policy, section))
    name = {"called" if section == "teams" else "name": table[first].name.upper()}
    table[second] = dataclasses.replace(table[second], **name)
    changed: dict[str, Any] = {section: table}
    found = {each.key: each for each in findings(dataclasses.replace(policy, **changed))}
    assert f"as {first} is" in found[f"{section}.{second}.name"].sentence
    assert not [each.key for each in findings(policy) if each.key.endswith(".name")]


def test_errors_come_before_warnings():
    policy = sample.loaded(("gap_fallback: lena.vogt}", "}")).policy
    silent = {key: dataclasses.replace(team, triage={}) for key, team in policy.teams.items()}

    severities = [problem.severity for problem in findings(dataclasses.replace(policy, teams=silent))]

    assert set(severities) == {"error", "warning"}
    assert severities == sorted(severities)


REMARKS = [
    ('{mon-fri: ["09:00-17:00"]}', '{mon-fri: ["22:00-06:30"]}', date(2026, 11, 28),
     "calendars.berlin-office: 22:00-06:30 is understood as open over night, for 8 h 30 min: until 06:30 of the next "
     "day."),
    ("", "", date(2027, 5, 18),
     "calendars.berlin-office: all its holidays are past, the last was 2027-05-17. Add those of the time to come."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "today", "says"), REMARKS, ids=["overnight", "holidays"])
def test_what_can_be_meant_otherwise_is_remarked(old: str, new: str, today: date, says: str):
    assert remarks(sample.loaded((old, new)).policy if old else sample.loaded().policy, today) == (says,)


@pytest.mark.parametrize(
    ("zone", "apart"),
    [
        ("Etc/GMT-1", "for half of the year they are 1 h apart."),
        ("Etc/GMT-2", "for half of the year they are 1 h apart."),
        ("Africa/Lagos", "for half of the year they are 1 h apart."),
        ("UTC", "they are 1 h apart in January and 2 h in July."),
        ("Etc/GMT", "they are 1 h apart in January and 2 h in July."),
        ("Etc/GMT+5", "they are 6 h apart in January and 7 h in July."),
        ("EST", "they are 6 h apart in January and 7 h in July."),
    ],
)
def test_a_zone_without_summer_time_beside_a_city_that_has_it_is_remarked(zone: str, apart: str):
    said = f"{zone} has no summer time and Europe/Berlin has: {apart} Write Europe/Berlin if it is meant."
    told = "berlin-office:\n    tz: Europe/Berlin", f"berlin-office:\n    tz: {zone}"
    assert remarks(sample.loaded(told).policy, date(2026, 11, 28)) == (f"calendars.berlin-office.tz: {said}",)
    company = remarks(sample.loaded(("timezone: Europe/Berlin", f"timezone: {zone}")).policy, date(2026, 11, 28))
    assert company == (f"company.timezone: {said}",)


def test_an_automation_whose_secret_is_nowhere_is_remarked():
    policy = sample.loaded().policy
    said = "automations.idp.secret: DESKBELL_IDP_SECRET is not set, so what idp is to do fails."
    assert tuple(unset_secrets(policy, read({}).secret_of)) == (said,)
    assert not [*unset_secrets(policy, read({"DESKBELL_IDP_SECRET": "hush"}).secret_of)]
    assert "hush" not in repr(read({"DESKBELL_IDP_SECRET": "hush"}))


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/hook", "http://localhost/hook", "http://[::1]/hook"])
def test_a_call_that_stays_on_this_machine_needs_no_encryption(url: str):
    loaded = sample.loaded(("https://idp.nordlicht.example/deskbell", url))
    assert not [warning for warning in loaded.warnings if warning.key == "automations.idp.url"]


def test_nothing_is_remarked_of_a_file_that_can_be_meant_in_one_way():
    assert remarks(sample.loaded().policy, date(2026, 11, 28)) == ()
    # A city of quite another time is nobody's slip.
    assert remarks(sample.loaded(("tz: Europe/Berlin\n", "tz: Asia/Tokyo\n")).policy, date(2026, 11, 28)) == ()
