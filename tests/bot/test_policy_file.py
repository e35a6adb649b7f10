"""The sample company's file becomes exactly the policy that it says."""

from __future__ import annotations

import dataclasses
from datetime import date, time
from pathlib import Path

import pytest

from bot.policy_file import SettingsError, load, mask, parse, render
from core.calendars.hours import Duration
from core.items import Cost
from core.policy import Policy, Step, Target
from core.tickets.replies import FIELDS
from tests.bot import sample


def person(name: str) -> str:
    return f"{name}@nordlicht.example"


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(sample.PATH).policy


def test_the_sample_is_taken_whole_and_without_a_warning():
    loaded = load(sample.PATH)

    assert loaded.warnings == ()
    assert loaded.words is None
    assert loaded.source == sample.TEXT


def test_company_and_numbers(policy: Policy):
    assert policy.company.name == "Nordlicht GmbH"
    assert policy.company.zone == "Europe/Berlin"
    assert policy.company.sites == ("berlin", "hamburg", "remote")
    assert policy.first_number == 1000
    assert policy.prefixes == {"incident": "INC", "request": "REQ", "problem": "PRB", "change": "CHG", "task": "TASK"}


def test_places_of_each_platform(policy: Policy):
    assert policy.places["slack"].requests == {"#it-help": "service-desk", "#office-help": "workplace"}
    assert policy.places["slack"].announce == "#it-status"
    assert policy.places["slack"].ticket_emoji == "ticket"
    assert policy.places["teams"].requests == {"IT/Help": "service-desk", "IT/Office": "workplace"}


def test_calendars_with_half_days_and_holidays(policy: Policy):
    office = policy.calendars["berlin-office"]

    assert policy.calendars["always"].always
    assert not office.always
    assert office.weekly == (((540, 1020),),) * 5 + ((),) * 2
    assert dict(office.overrides) == {date(2026, 12, 24): ((540, 780),), date(2026, 12, 31): ((540, 780),)}
    assert dict(office.holidays)[date(2026, 10, 26)] == "Company day"
    assert len(office.holidays) == 8
    assert policy.office == "berlin-office"


def test_days_may_be_listed_and_go_over_the_weekend_and_hours_over_midnight():
    week = (
        sample.loaded(
            (
                '{mon-fri: ["09:00-17:00"]}',
                '{"mon,wed": ["09:00-12:00", "13:00-17:00"], fri-sun: ["22:00-06:00"], tue: []}',
            )
        )
        .policy.calendars["berlin-office"]
        .weekly
    )

    night = ((1320, 1800),)
    assert week == (((540, 720), (780, 1020)), (), ((540, 720), (780, 1020)), (), night, night, night)


def test_people_are_their_addresses(policy: Policy):
    assert person("ciso") in policy.managers
    assert len(policy.managers) == 8
    assert person("dana.roth") in policy.responders
    assert len(policy.responders) == 13
    assert policy.names == {}
    assert policy.name_of(person("dana.roth")) == "Dana Roth"
    assert policy.roles["admin"] == (person("katrin.stahl"), person("lena.vogt"))


def test_everybody_in_people_managers_holds_the_role_that_the_catalog_asks_for(policy: Policy):
    assert policy.catalog["onboarding"].who == (person("hr.ops"), "role:manager")
    assert policy.has_role(person("paul.brandt"), "manager")
    assert not policy.has_role(person("dana.roth"), "manager")


def test_teams_in_the_order_of_the_file(policy: Policy):
    desk = policy.teams["service-desk"]

    assert list(policy.teams) == ["service-desk", "infra", "business-apps", "security", "workplace"]
    assert desk.lead == person("lena.vogt")
    assert desk.members[0] == person("dana.roth")
    assert (desk.assign, desk.wip_limit, desk.private) == ("least_loaded", 12, False)
    assert desk.triage == {"slack": "#desk-triage", "teams": "IT/Desk Triage"}
    assert desk.skills[person("emre.aydin")] == ("windows", "printer")
    assert desk.sites == {person("emre.aydin"): "hamburg", person("nils.peters"): "berlin"}
    assert policy.teams["infra"].on_call == "infra-primary"
    assert policy.teams["security"].private


def test_vendors_and_schedules(policy: Policy):
    assert policy.vendors["isp"].contact == "noc@telenord.example"
    infra, desk = policy.schedules["infra-primary"], policy.schedules["desk-duty"]
    assert (infra.rotation, infra.handover, infra.start) == ("weekly", "mon 09:00", date(2026, 10, 5))
    assert infra.calendar is None
    assert infra.gap_fallback == person("omar.haddad")
    assert desk.calendar == policy.calendars["berlin-office"]


def test_priority_from_impact_and_urgency(policy: Policy):
    assert policy.matrix[1] == ("P1", "P2", "P2", "P3")
    assert policy.matrix[4][3] == "P5"
    assert policy.urgency[1] == "No, work has stopped"
    assert policy.priority_labels["P1"] == "Critical"
    assert policy.vip_bump == 1


def test_each_service_is_read_whole(policy: Policy):
    network = policy.services["network"]
    assert (network.name, network.team, network.tier2) == ("Network, Wi-Fi and VPN", "service-desk", "infra")
    assert (network.vendor, network.categories) == ("isp", ("vpn", "wifi", "lan"))
    assert policy.services["erp"].depends_on == ("identity", "network")
    assert policy.services["security-report"].private


def test_each_promise_is_read_whole(policy: Policy):
    assert policy.sla["standard"].incident["P2"] == Target(
        calendar="berlin-office",
        response=Duration(30, "m"),
        resolution=Duration(8, "h"),
        ack=Duration(15, "m"),
        update_every=Duration(2, "h"),
        pause_on=frozenset({"requester"}),
    )
    assert "approval" in policy.sla["standard"].request.pause_on
    assert policy.rules.warn_at == (50, 75, 90)
    assert policy.rules.floor_min == Duration(15, "m")


def test_a_policy_that_extends_another_takes_over_what_it_does_not_say(policy: Policy):
    standard, critical = policy.sla["standard"], policy.sla["business-critical"]

    assert critical.incident["P1"] == standard.incident["P1"]
    assert critical.request == standard.request
    assert critical.incident["P2"].calendar == "always"
    assert critical.incident["P2"].ack == Duration(10, "m")


def test_extending_goes_down_to_each_metric_and_through_several_policies():
    third = "sla_rules:"
    text = sample.changed(
        (third, "  gold: {extends: business-critical, incident: {P2: {resolution: 5h}}}\n" + third),
    )
    policy = parse(text).policy

    gold, critical = policy.sla["gold"].incident, policy.sla["business-critical"].incident
    assert gold["P2"] == dataclasses.replace(critical["P2"], resolution=Duration(5, "h"))
    assert gold["P5"] == policy.sla["standard"].incident["P5"]


def test_each_ladder_is_read_whole(policy: Policy):
    p1 = policy.ladders["P1"]
    assert (p1.clock, p1.repeat) == ("always", 2)
    assert p1.repeat_after == Duration(10, "m")
    assert p1.ack_timeout == Duration(30, "m")
    assert p1.steps[1] == Step("page", ("schedule:infra-primary", "schedule:infra-secondary"), after=Duration(5, "m"))
    assert p1.steps[3].targets == (person("katrin.stahl"),)
    assert policy.ladders["P2"].clock == "policy"
    assert policy.ladder("P4").steps[0] == Step("thread", ("assignee",), at="75%")


def test_a_rung_that_speaks_in_two_ways_is_two_steps(policy: Policy):
    assert policy.ladders["default"].steps[-2:] == (
        Step("dm", ("assignee",), at="breach"),
        Step("digest", ("team_lead",), at="breach"),
    )


def test_lifecycle_and_noise(policy: Policy):
    assert policy.lifecycle.remind_after == (Duration(2, "bd"), Duration(4, "bd"))
    assert policy.lifecycle.auto_resolve_after == Duration(5, "bd")
    assert policy.lifecycle.auto_close_after == Duration(3, "bd")
    assert "👍" in policy.lifecycle.ack_only
    assert policy.notifications.quiet_calendar == "berlin-office"
    assert policy.notifications.dm_per_ticket_per_hour == 2
    assert policy.notifications.lead_digest == ((0, 1, 2, 3, 4), time(8, 50))
    assert policy.notifications.approver_digest == ((0, 1, 2, 3, 4), time(9, 30))


def test_the_catalog_is_read_whole(policy: Policy):
    laptop, licence = policy.catalog["laptop"], policy.catalog["software-licence"]
    model, needed_by, _, address = laptop.form

    assert not laptop.preapproved
    assert policy.catalog["password-reset"].preapproved
    assert laptop.cost == Cost(by="model", table={"Standard 14": 1150, "Power 16": 1980})
    assert licence.cost.per_month
    assert policy.catalog["onboarding"].cost == Cost(fixed=1350)
    assert laptop.fulfil == Duration(5, "bd")
    assert [stage.name for stage in laptop.stages] == ["manager", "finance"]
    assert laptop.stages[1].when == "cost > 1500"
    assert laptop.stages[1].approvers == (person("finance.controller"),)
    assert (model.kind, model.options) == ("select", ("Standard 14", "Power 16"))
    assert (needed_by.label, needed_by.minimum, needed_by.required) == ("Needed by", "today+5bd", False)
    assert (address.show_if, address.sensitive) == (("ship_to", "home"), True)
    assert laptop.tasks[3].needs == ("image", "asset")
    assert laptop.tasks[0].due == Duration(2, "bd")
    assert policy.catalog["access"].tasks[1].on == "until"
    assert policy.catalog["access"].stages[1].approvers == ("field.system.owner",)
    assert policy.catalog["shared-mailbox"].form[0].pattern == "^[a-z0-9.-]+$"
    assert policy.catalog["password-reset"].private
    assert policy.catalog["password-reset"].words[:4] == ("locked out", "authenticator", "second factor", "Passwort")
    mailbox = policy.catalog["shared-mailbox"]
    assert (mailbox.category, mailbox.includes) == ("Communication", ("25 GB", "the calendar of the team"))
    assert (mailbox.about[:11], mailbox.excludes, mailbox.retired) == ("One address", ("mail from before",), None)


def test_people_may_have_addresses_and_names_of_their_own():
    loaded = sample.loaded(
        (
            "  responders: [dana.roth,",
            "  addresses: {dana.roth: Dana@Other.example}\n"
            "  names: {ciso: Ada Brandt}\n"
            "  responders: [outside@partner.example, dana.roth,",
        ),
        ("members: [felix.baum, greta.hahn]", "members: [outside@partner.example, felix.baum]"),
    )

    assert loaded.policy.teams["service-desk"].members[0] == "dana@other.example"
    assert loaded.policy.teams["security"].members[0] == "outside@partner.example"
    assert loaded.policy.name_of(person("ciso")) == "Ada Brandt"


def test_a_question_may_say_its_label_itself():
    loaded = sample.loaded(("{id: account, type: select,", '{id: account, label: "Which account?", type: select,'))
    assert loaded.policy.catalog["password-reset"].form[0].label == "Which account?"


@pytest.mark.parametrize(
    ("changes", "office"),
    [
        ([], "berlin-office"),
        ([("  quiet_hours: {calendar: berlin-office,", "  quiet_hours: {calendar: always,")], "always"),
        (
            [
                ("  quiet_hours: {calendar: berlin-office, except: [P1]}\n", ""),
                ("calendar: berlin-office, reapprove_if", "calendar: always, reapprove_if"),
            ],
            "always",
        ),
        (
            [
                ("  quiet_hours: {calendar: berlin-office, except: [P1]}\n", ""),
                ("            calendar: berlin-office, reapprove_if", "            reapprove_if"),
            ],
            "berlin-office",
        ),
    ],
)
def test_working_hours_are_those_of_quiet_hours_else_approvals_else_a_calendar_that_closes(
    changes: list[tuple[str, str]], office: str
):
    assert sample.loaded(*changes).policy.office == office


def test_sections_with_sensible_defaults_may_be_left_out():
    keep = {
        "version",
        "company",
        "calendars",
        "people",
        "teams",
        "schedules",
        "priority",
        "services",
        "sla",
        "escalation",
    }
    lines, section = [], ""
    for line in sample.TEXT.splitlines():
        if line[:1].isalpha():
            section = line.partition(":")[0]
        if section in keep | {"vendors"}:
            lines.append(line)

    loaded = parse("\n".join(lines))

    assert loaded.policy.first_number == 1000
    assert loaded.policy.catalog == {}
    assert [warning.key for warning in loaded.warnings] == ["roles.admin"]


def test_comments_order_and_spacing_do_not_change_the_version_but_meaning_does():
    version = sample.loaded().policy.version
    moved = "rates: {hourly_cost: 48}"

    assert len(version) == 12
    assert parse("# hello\n" + sample.TEXT).policy.version == version
    assert (
        sample.loaded(("\ndirectory: {", f"\n{moved}\ndirectory: {{"), (f"\n{moved}  ", "\n")).policy.version == version
    )
    assert sample.loaded(("start: 1000", "start: 1001")).policy.version != version


def test_an_older_text_gives_the_older_policy_again():
    first, second = sample.loaded(), sample.loaded(("response: 2h,", "response: 3h,"))

    assert first.policy != second.policy
    assert parse(first.source, first.name) == first


def test_what_check_prints_is_the_same_policy_with_extends_resolved():
    loaded = sample.loaded()
    printed = render(loaded)

    assert "extends" not in printed
    assert loaded.policy.version in printed.splitlines()[0]
    again = parse(printed)
    assert again.policy == loaded.policy


def test_texts_that_are_secrets_by_key_or_by_looks_are_masked_and_flags_are_not():
    masked = mask({"reply_token": True, "api_key": "abc", "tokens": ["a", "b"], "note": "xoxb-12", "name": "Dana"})
    assert masked == {"reply_token": True, "api_key": "***", "tokens": ["***", "***"], "note": "***", "name": "Dana"}


def test_words_is_a_folder_beside_the_file(tmp_path: Path):
    file = tmp_path / "desk.yaml"
    file.write_text("words: our-words\n" + sample.TEXT, encoding="utf-8")

    with pytest.raises(SettingsError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert (problem.line, problem.key) == (1, "words")

    (tmp_path / "our-words").mkdir()
    assert load(file).words == tmp_path / "our-words"


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path):
    file = tmp_path / "app.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + sample.TEXT.replace("\n", "\r\n").encode())
    assert load(file).policy == load(sample.PATH).policy


def test_a_file_that_cannot_be_read_says_so_and_how_to_name_another(tmp_path: Path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(b"version: 1\ncompany: {name: M\xfcller}\n")
    (tmp_path / "folder").mkdir()
    huge = tmp_path / "huge.yaml"
    huge.write_bytes(b"#" * 1_000_001)

    said = {}
    for name in ("none.yaml", "folder", "latin.yaml", "huge.yaml"):
        with pytest.raises(SettingsError) as caught:
            load(tmp_path / name)
        [said[name]] = caught.value.problems

    assert all(problem.fix for problem in said.values())
    assert "no such file" in str(said["none.yaml"])
    assert "--config" in str(said["none.yaml"])
    assert said["latin.yaml"].line == 2
    assert "UTF-8" in str(said["latin.yaml"])


def test_reply_templates_are_read_with_their_fields(policy: Policy):
    assert [one.name for one in policy.replies.values()] == ["Reconnect once", "We are looking", "Ask for a screenshot"]
    assert policy.replies["looking"].text.startswith("Hello {requester}, {team} is looking at {ref}.")


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_a_reply_template_leaves_room_for_what_its_fields_become(field: str):
    def read(letters: int) -> str:
        text = "x" * letters + f"{{{field}}}"
        return (
            parse(sample.TEXT.replace("Hello {requester}, {team} is looking at {ref}.", text, 1))
            .policy.replies["looking"]
            .text
        )

    assert "{" in read(2700)
    with pytest.raises(SettingsError, match="fewer"):
        read(2950)


def test_a_reply_template_may_have_several_lines():
    lines = "text: |-\n      Hello {requester},\n      all is well.\n"
    text = sample.TEXT.replace("replies: ", f"replies:\n  long:\n    name: Long\n    {lines}#", 1)
    loaded = parse(text[: text.index("  reconnect: {")] + text[text.index("\nknowledge:") :])
    assert loaded.policy.replies["long"].text == "Hello {requester},\nall is well."
