"""Whatever is wrong in the file is found at once and told with its file, line, key and fix."""

from __future__ import annotations

import pytest

from bot.policy_file import SettingsError, parse
from tests.bot import sample

# What stands in the sample, what stands there instead, the key that is complained of, what is said about it, and the
# part of the new text whose line is named (the new text itself where nothing is given).
WRONG_VALUES = [
    # organisation
    ("version: 1", "version: 2", "version", "out of range"),
    ("email_domain: nordlicht.example", "email_domain: nordlicht", "company.email_domain", "not a domain"),
    ("timezone: Europe/Berlin", "timezone: Europe/Berln", "company.timezone", "Did you mean Europe/Berlin?"),
    ("currency: EUR", "currency: Euro", "company.currency", "three letters"),
    ("currency: EUR", "currency: EUR, language: english", "company.language", "Write one of: en."),
    ("sequence: shared", "sequence: own", "ids.sequence", "Known: shared."),
    ("start: 1000", "start: 0", "ids.start", "from 1"),
    ("start: 1000", "start: ten", "ids.start", "not a whole number"),
    ("request: REQ,", "request: INC,", "ids.prefixes", "same prefix"),
    ("incident: INC", "incident: Inc1", "ids.prefixes.incident", "capital letters"),
    ("entra.manager", "entra.boss", "directory.manager_from[1]", "entra.manager"),
    ("  teams:\n    request", "  team:\n    request", "platforms.team", "Did you mean teams?"),
    ("targeted_messages: auto ", "targeted_messages: perhaps ", "platforms.teams.targeted_messages", "auto"),
    ('announce: "#it-status"', "announce: #it-status", "platforms.slack.announce", "in quotes"),
    ('announce: "#it-status"', "announce: it-status", "platforms.slack.announce", '"#desk-triage" in quotes'),
    ('announce: "#it-status"', 'announce: "#IT Status"', "platforms.slack.announce", "small letters"),
    ("announce: IT/Status", "announce: Status", "platforms.teams.announce", "team, slash, channel"),
    ("ticket_emoji: ticket", "ticket_emoji: a b", "platforms.slack.ticket_emoji", "without colons"),
    ('"#it-help": service-desk', '"#it-help": service-dsk',
     "platforms.slack.request_channels.#it-help", "service-desk?"),
    ("{team} is looking", "{taem} is looking", "replies.looking.text", "Did you mean team?"),
    ("name: We are looking,", 'name: "",', "replies.looking.name", "is empty"),
    ('"Hello {requester}, {team} is', '"", more: "Hello {team} is', "replies.looking.text", "requester is to read"),
    # calendars
    ("hours: 24x7", "hours: 24/7", "calendars.always.hours", "Write 24x7"),
    ("{mon-fri: [", "{mon-fry: [", "calendars.berlin-office.hours.mon-fry", "Write mon, mon-fri"),
    ("{mon-fri: [", "{\"mon,fri-tue\": [", "calendars.berlin-office.hours.mon,fri-tue", "names a day twice"),
    ('{mon-fri: ["09:00-17:00"]}', '{mon-fri: ["09:00-17"]}',
     "calendars.berlin-office.hours.mon-fri[1]", "09:00-17:00"),
    ('{mon-fri: ["09:00-17:00"]}', '{mon-fri: ["09:00-09:00"]}', "calendars.berlin-office.hours.mon-fri[1]", "24:00"),
    ('["09:00-17:00"]}', '["09:00-17:00"], fri: ["10:00-11:00"]}',
     "calendars.berlin-office.hours", "fri its hours twice"),
    ("{2026-12-24:", "{2026-13-24:", "calendars.berlin-office.overrides.2026-13-24", "not a date"),
    ("{2026-10-26: Company day", "{9999-12-31: Doomsday", "calendars.berlin-office.holidays.9999-12-31", "not a date"),
    # people, roles, teams
    ("managers: [katrin.stahl, ciso,", "managers: [katrin stahl, ciso,", "people.managers[1]", "not a person's name"),
    ("admin: [katrin.stahl", "admin: [katrin.stal", "roles.admin[1]", "Did you mean katrin.stahl?"),
    ("catalog_owner: [lena.vogt]", "manager: [lena.vogt]", "roles.manager", "people.managers"),
    ("lead: lena.vogt,", "lead: lena.vogt2,", "teams.service-desk.lead", "Did you mean lena.vogt?"),
    ("lead: lena.vogt,", "lead: zzz,", "teams.service-desk.lead", "people.responders or people.managers"),
    ("lead: lena.vogt,", "lead: a@b,", "teams.service-desk.lead", "not an e-mail address"),
    ("members: [felix.baum, greta.hahn]", "members: [felix.baum, felix.baum]", "teams.security.members[2]", "twice"),
    ("members: [felix.baum, greta.hahn]", "members: []", "teams.security.members", "at least one"),
    ("members: [felix.baum, greta.hahn]", "members: felix.baum", "teams.security.members", "in brackets"),
    ("assign: round_robin", "assign: round-robin", "teams.business-apps.assign", "Did you mean round_robin?"),
    ("on_call: infra-primary", "on_call: infra-primry", "teams.infra.on_call", "Did you mean infra-primary?"),
    ("assign: round_robin", "assign: on_call", "teams.business-apps.assign", "no on_call schedule"),
    ("private: true,\n     triage", "private: maybe,\n     triage", "teams.security.private", "true or false"),
    ("wip_limit: 12", "wip_limit: -1", "teams.service-desk.wip_limit", "from 1"),
    ("{dana.roth: [vpn", "{felix.baum: [vpn", "teams.service-desk.skills", "not in this team"),
    ("{emre.aydin: hamburg", "{emre.aydin: bremen", "teams.service-desk.site.emre.aydin", "a site of company.sites"),
    ("triage: {slack: \"#infra-triage\"", 'triage: {slak: "#infra-triage"',
     "teams.infra.triage.slak", "Did you mean slack?"),
    ("contact: noc@telenord.example, calendar: always", "contact: noc@x, calendar: never",
     "vendors.isp.calendar", "always"),
    # schedules
    ('rotation: daily, handover: "09:00"', 'rotation: dayly, handover: "09:00"',
     "schedules.desk-duty.rotation", "daily?"),
    ('rotation: daily, handover: "09:00"', 'rotation: daily, handover: "9"',
     "schedules.desk-duty.handover", '"mon 09:00"'),
    ('daily, handover: "09:00"', 'daily, handover: "mon 09:00"', "schedules.desk-duty.handover", "rotation is daily"),
    ('rotation: daily, handover: "09:00"', 'rotation: weekly, handover: "09:00"',
     "schedules.desk-duty.handover", "no day"),
    ("calendar: berlin-office,\n                    members", "calender: berlin-office,\n                    members",
     "schedules.desk-duty.calender", "Did you mean calendar?"),
    ("gap_fallback: lena.vogt", "gap_fallback: nobody", "schedules.desk-duty.gap_fallback", "not a person"),
    # priority
    ("1: The whole company, ", "", "priority.impact", "says nothing for 1"),
    ("1: [P1, P2, P2, P3], ", "1: [P1, P2, P2], ", "priority.matrix.1", "has 3 priorities"),
    ("2: [P2, P2, P3, P4]", "2: [P2, P3, P2, P4]", "priority.matrix.2", "rises from left to right"),
    ("3: [P2, P3, P4, P4]", "3: [P1, P3, P4, P4]", "priority.matrix.3", "more urgent than row 2"),
    ("4: [P3, P4, P4, P5]", "4: [P3, P4, P4, P6]", "priority.matrix.4[4]", "not a priority"),
    ("SEV5: P4", "SEV6: P4", "priority.severity.SEV6", "not a severity"),
    ("vip_urgency_bump: 1", "vip_urgency_bump: one", "priority.vip_urgency_bump", "whole number"),
    # assets
    ("LT-2231: {name", "LT 2231: {name", "assets.LT 2231", "as LT-2231"),
    ("LT-2231: {name: Standard 14,", "LT-2231: {title: Standard 14,", "assets.LT-2231.name", "is missing"),
    ("owner: jan.brandt}", "owner: jan brandt}", "assets.LT-1980.owner", "not a person's name"),
    ("name: Monitor 27", f"name: Monitor {'x' * 50}", "assets.MO-0417.name", "at most 50"),
    ("MO-0417: {name", "LT-2231: {name", "assets.LT-2231", "stands here twice"),
    # services
    ("team: business-apps, criticality", "team: busines-apps, criticality", "services.erp.team", "business-apps?"),
    ("vendor: isp", "vendor: ips", "services.network.vendor", "Did you mean isp?"),
    ("depends_on: [identity, network]", "depends_on: [identity, erp]", "services.erp.depends_on", "the service itself"),
    ("depends_on: [network, erp]", "depends_on: [network, crm]", "services.web-shop.depends_on[2]", "not a service"),
    ("criticality: low", "criticality: lowish", "services.office.criticality", "Did you mean low?"),
    ("  office: {name: Rooms", "  The Office: {name: Rooms", "services.The Office", "small letters"),
    # promises
    ("extends: standard", "extends: standrd", "sla.business-critical.extends", "Did you mean standard?"),
    ("extends: standard", "extends: business-critical", "sla.business-critical.extends", "circle"),
    ("response: 2h, ", "response: 2d, ", "sla.standard.incident.P3.response", '"bd"'),
    ("response: 2h, ", "response: soon, ", "sla.standard.incident.P3.response", "not a duration"),
    ("response: 2h, ", "response: 2cd, ", "sla.standard.incident.P3.response", "bd"),
    ("response: 2h, ", "respons: 2h, ", "sla.standard.incident.P3.respons", "Did you mean response?"),
    ("[approval, requester, vendor, scheduled]", "[aproval]", "sla.standard.request.pause_on[1]", "approval?"),
    ("P4: {calendar: berlin-office, ", "P4: {", "sla.standard.incident.P4.calendar", "is missing"),
    ("warn_at: [50, 75, 90]", "warn_at: [50, 80]", "sla_rules.warn_at[2]", "Known: 50, 75, 90."),
    ("warn_at: [50, 75, 90]", "warn_at: [75, 50]", "sla_rules.warn_at", "in order"),
    ("reopen: resume ", "reopen: resum ", "sla_rules.reopen", "Did you mean resume?"),
    ("floor_pct: 25", "floor_pct: 250", "sla_rules.priority_change.floor_pct", "0 to 100"),
    # ladders
    ("  default:\n    {clock", "  defalt:\n    {clock", "escalation.defalt", "Did you mean default?"),
    ("{clock: always, repeat: 2", "{clock: allways, repeat: 2", "escalation.P1.clock", "Did you mean always?"),
    ("repeat: 1, repeat_after: 30m,", "repeat: 1,", "escalation.P2.repeat", "repeat_after"),
    ('{after: 5m, if: unacked, page: ["schedule:infra-primary",', '{after: 5m, if: unacked, page: ["schedule:infra",',
     "escalation.P1.steps[2].page[1]", "infra-primary"),
    ("{at: 75%, if: unresolved, dm: [assignee]}", "{at: 80%, if: unresolved, dm: [assignee]}",
     "escalation.P2.steps[3].at", "75%"),
    ("{at: 75%, if: unresolved, dm: [assignee]}", "{at: 75%, if: unacked, dm: [assignee]}",
     "escalation.P2.steps[3].if", "unresolved"),
    ("{at: 75%, if: unresolved, dm: [assignee]}", "{at: 75%, after: 1h, dm: [assignee]}",
     "escalation.P2.steps[3].after", "exactly one"),
    ("{at: 75%, if: unresolved, dm: [assignee]}", "{at: 75%, if: unresolved}",
     "escalation.P2.steps[3]", "tells nobody"),
    ("{at: 75%, if: unresolved, dm: [assignee]}", "{at: 75%, dm: [asignee]}",
     "escalation.P2.steps[3].dm[1]", "assignee?"),
    ("{after: 10m, if: unacked, page: [team_lead]}", "{after: 10m, page: [role:boss]}",
     "escalation.P1.steps[3].page[1]", "a role"),
    ("{after: 10m, if: unacked, page: [team_lead]}", "{after: 10m, page: [team:x]}",
     "escalation.P1.steps[3].page[1]", "role:"),
    # lifecycle
    ("remind_after: [2bd, 4bd], auto", "remind_after: [4bd, 2bd], auto",
     "lifecycle.hold_requester.remind_after", "in order"),
    ("auto_close_after: 3bd", "auto_close_after: 3d", "lifecycle.auto_close_after", '"bd"'),
    ("8h_after_resolve", "8h_after_close", "lifecycle.csat.ask[2]", "8h_after_resolve"),
    ("8h_after_resolve", "8d_after_resolve", "lifecycle.csat.ask[2]", '"bd"'),
    ("[on_confirm, 8h_after_resolve]", "[8h_after_resolve, 2bd_after_resolve]", "lifecycle.csat.ask", "Write one"),
    ("skip: [duplicate,", "skip: [duplicates,", "lifecycle.csat.skip[1]", "Did you mean duplicate?"),
    # catalog
    ("service: identity, cost: 0, fulfil: 1h", "service: identty, cost: 0, fulfil: 1h",
     "catalog.password-reset.service", "identity?"),
    ("cost: {once: true, fixed: 1350}", "cost: {once: true}", "catalog.onboarding.cost", "fixed: 100"),
    ("cost: {once: true, fixed: 1350}", "cost: -3", "catalog.onboarding.cost", "out of range"),
    ("{Standard 14: 1150, Power 16: 1980}", "{Standard 14: 1150}", "catalog.laptop.cost", 'no price for "Power 16"'),
    ("{Standard 14: 1150, Power", "{Tiny: 1, Standard 14: 1150, Power", "catalog.laptop.cost", "cannot be chosen"),
    ("by: model", "by: address", "catalog.laptop.cost", "no select"),
    ("when: cost_year > 250", "when: cost_year is high", "catalog.software-licence.approve[1].when", "cost > 1500"),
    ("any: [field.system.owner]", "any: [field.sistem.owner]", "catalog.access.approve[2]", "nobody who can approve"),
    ("any: [field.system.owner]", "any: [field.role.owner]", "catalog.access.approve[2]", "options be services"),
    ("any: [finance.controller]", "any: [finance.control]", "catalog.laptop.approve[2].any[1]", "finance.controller?"),
    ("approve: pre, private: true,\n     form: [{id: acc", "approve: post, private: true,\n     form: [{id: acc",
     "catalog.password-reset.approve", "pre"),
    ("{id: person, type: user", "{id: for_whom, type: user", "catalog.offboarding.form[1]", "Rename it"),
    ("type: select, options: [Windows, SAP, VPN]", "type: selct, options: [SAP]",
     "catalog.password-reset.form[1].type", "select?"),
    ("type: select, options: [Windows, SAP, VPN]", "type: select",
     "catalog.password-reset.form[1]", "missing for a select"),
    ("{id: address, type: text, required: true, pattern", "{id: address, type: date, required: true, pattern",
     "catalog.shared-mailbox.form[1].pattern", "for text"),
    ('pattern: "^[a-z0-9.-]+$"', 'pattern: "^[a-z"', "catalog.shared-mailbox.form[1].pattern", "not a pattern"),
    ("cost: {once: true, by: model", "extends: acess, cost: {once: true, by: model", "catalog.laptop.extends",
     "Did you mean access?"),
    ("cost: {once: true, by: model", "extends: laptop, cost: {once: true, by: model", "catalog.laptop.extends",
     "circle"),
    ("max: today+180cd", "min: today+200cd, max: today+180cd", "catalog.access.form[3].max", "less than min"),
    ("max: today+180cd", "min: today+190bd, max: today+180cd", "catalog.access.form[3].max", "less than min"),
    ("max: today+180cd", "min: today, max: today-2cd", "catalog.access.form[3].max", "less than min"),
    ("id: model, type: select, options: [Standard 14, Power 16], required: true", "id: model, type: select, options:"
     " [Standard 14, Power 16]", "catalog.laptop.form[1]", "need not be answered"),
    ("required: true, min: 10}", "required: true, max: 1001}", "catalog.question.form[1].max", "type: long_text"),
    ("options: [Windows, SAP, VPN]", f"options: [{'W' * 76}]", "catalog.password-reset.form[1].options", "75"),
    ("{id: address, type: text, required: true, show_if: ship_to == home, sensitive: true}",
     "{id: address, type: file, sensitive: true}", "catalog.laptop.form[4]", "would be sensitive"),
    ("show_if: ship_to == home", "show_if: needed_by == home", "catalog.laptop.form[4]", "Let it hang on a select"),
    ("min: today+3bd", "min: tomorrow", "catalog.onboarding.form[2].min", "today+5bd"),
    ("min: today+3bd", "min: today-3bd", "catalog.onboarding.form[2].min", "today+5bd"),
    ("min: today+3bd", "min: today+201bd", "catalog.onboarding.form[2].min", "to 200bd"),
    ("required: true, min: 10}", "required: true, min: few}", "catalog.question.form[1].min", "whole number"),
    ("show_if: ship_to == home", "show_if: ship_to == hom", "catalog.laptop.form[4]", "Did you mean home?"),
    ("show_if: ship_to == home", "show_if: shipto == home", "catalog.laptop.form[4]", "Did you mean ship_to?"),
    ("show_if: ship_to == home", "show_if: ship_to is home", "catalog.laptop.form[4].show_if", "ship_to == home"),
    ("{id: needed_by, type: date", "{id: model, type: date", "catalog.laptop.form", "two fields"),
    ("{id: model,", "{id: model, sensitive: true,", "catalog.laptop.form", "decides by the answer to model"),
    ("{id: ship_to,", "{id: ship_to, sensitive: true,", "catalog.laptop.form", "others would see it"),
    ("{id: system, type", "{id: system, sensitive: true, type", "catalog.access.form", "decides by"),
    ("{id: last_day,", "{id: last_day, sensitive: true,", "catalog.offboarding.form", "decides by"),
    ("needs: [verify]", "needs: [verfy]", "catalog.password-reset.tasks[2]", "Did you mean verify?"),
    ('do: "Verify identity: manager', 'needs: [reset], do: "Verify identity: manager',
     "catalog.password-reset.tasks", "circle"),
    ("tasks: [{id: create, team: service-desk}]", "tasks: [{id: create, team: servce-desk}]",
     "catalog.shared-mailbox.tasks[1].team", "Did you mean service-desk?"),
    ("team: service-desk, due: 2bd", "team: service-desk, due: 2d", "catalog.laptop.tasks[1].due", '"bd"'),
    ("tasks: [{id: create, team: service-desk}]",
     f"tasks: [{', '.join(f'{{id: t{one}, team: service-desk}}' for one in range(16))}]",
     "catalog.shared-mailbox.tasks", "16 tasks, where 15 fit"),
    ("on: field.until", "on: field.reason", "catalog.access.tasks[2]", "no date"),
    ("on: field.until", "on: until", "catalog.access.tasks[2].on", "field.<id>"),
    ("who: [hr.ops, \"role:manager\"]", "who: [hr.ops, \"role:mangers\"]", "catalog.onboarding.who[2]", "manager"),
    ("cost: {once: true, fixed: 1350}", "cost: {once: true, per: month, fixed: 1}",
     "catalog.onboarding.cost.per", "once"),
    ("cost: {once: true, fixed: 1350}", "cost: [1350]", "catalog.onboarding.cost", "a list where a mapping belongs"),
    ("required: true, min: 10}", "required: true, options: [a]}",
     "catalog.question.form[1].options", "go with type text"),
    ("required: true, min: 10}", "required: true, min: 10, max: 5}", "catalog.question.form[1].max", "less than min"),
    ("{id: person, type: user, required: true}", "{id: person, type: user, min: 1}",
     "catalog.offboarding.form[1].min", "user"),
    ("{id: reset, team", "{id: verify, team", "catalog.password-reset.tasks", "two tasks"),
    ("when: cost > 1500", "when: field.colour == red", "catalog.laptop.approve[2]", "not in the form"),
    ("any: [field.system.owner]", "any: [field.until]", "catalog.access.approve[2]", "does not name a person"),
    ("stage: finance, any: [finance.controller]", "stage: finance", "catalog.laptop.approve[2]", "exactly one"),
    ("pattern: \"^[a-z", f"pattern: \"^{'a' * 200}[a-z", "catalog.shared-mailbox.form[1].pattern", "200"),
    ("fulfil: 5bd, approve: pre", "fulfil: 99999bd, approve: pre",
     "catalog.onboarding.fulfil", "longer than anyone waits"),
    ("name: New laptop", 'name: "New\\nlaptop"', "catalog.laptop.name", "on one line"),
    ("name: New laptop", "name: ''", "catalog.laptop.name", "is empty"),
    # automations
    ("automation: idp.assign_app", "automation: assign_app", "catalog.software-licence.tasks[1].automation",
     "as idp.assign_app"),
    ("secret: DESKBELL_IDP_SECRET", "secret: s3cr3t", "automations.idp.secret", "not the name of an environment"),
    ("https://idp.nordlicht.example/deskbell", "ftp://idp.nordlicht.example", "automations.idp.url", "https://"),
    ("https://idp.nordlicht.example/deskbell", "https://idp.example:99999/", "automations.idp.url", "https://"),
    ("timeout: 10s", "timeout: 2m", "automations.idp.timeout", "1s to 30s"),
    ("{revoke_access: read_access}", "{revoke_access: revoke_access}", "automations.idp.read_back", "only reads"),
    ("name: New laptop", "name: [New, laptop]", "catalog.laptop.name", "a single value"),
    ("name: New laptop", "name:", "catalog.laptop.name", "has no value"),
    # sections of later issues
    ("reason_required: true", "reason_requird: true", "functional_escalation.reason_requird", "reason_required?"),
    ("{similar: 5, within: 15m}", "{similar: 5}", "major_incident.candidate_when[2].similar", "within"),
    ("to: [announce, subscribers,", "to: [announce, subscriber,", "major_incident.updates.to[2]", "subscribers?"),
    ("methods: [five_whys", "methods: [six_whys", "problem.methods[1]", "five_whys?"),
    ("on_self: approver.manager", "on_self: approver.boss", "approvals.on_self", "approver.manager?"),
    ("no_self_approval: true", "no_self_approval: false", "approvals.no_self_approval", "cannot be switched off"),
    ("remind_after: [4h, 8h], expire", "remind_after: [4h, 6bd], expire", "approvals.remind_after", "expired already"),
    ("remind_after: [4h, 8h], expire", "remind_after: [8h, 4h], expire", "approvals.remind_after", "not in order"),
    ("stage: finance, any: [finance.controller]", "stage: finance, first: 2, any: [finance.controller]",
     "catalog.laptop.approve[2].first", "goes together with of"),
    ("dana.roth: lena.vogt, mara", "dana.roth: dana.roth, mara", "people.managers_of", "to themselves"),
    ("promote_from: [incident", "promote_from: [accident", "knowledge.promote_from[1]", "incident?"),
    ('lead: "mon-fri 08:50"', 'lead: "mon-fri 8.50"', "notifications.digests.lead", '"mon-fri 08:50"'),
    ('weekly_report: {at: "mon 09:00"', 'weekly_report: {at: "mon 24:00"',
     "notifications.digests.weekly_report.at", "days"),
    ("triage_posts_per_ticket: 1", "triage_posts_per_ticket: 2",
     "notifications.limits.triage_posts_per_ticket", "from 1 to 1"),
    ("creates: change", "creates: chaos", "intake.webhook.ci_cd.creates", "not a kind of ticket"),
    ("dashboard: [mttr, mtta, fcr,", "dashboard: [mtr, mtta, fcr,", "dashboard[1]", "mttr"),
    ("dashboard: [mttr, mtta, fcr, sla_response,", "dashboard: [", "dashboard", "six to eight"),
    ("hourly_cost: 48", "hourly_cost: lots", "rates.hourly_cost", "48.50"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "key", "says"), WRONG_VALUES, ids=[f"{case[2]}-{case[3]}" for case in WRONG_VALUES]
)
def test_a_wrong_value_is_told_with_its_line_its_key_and_a_fix(old: str, new: str, key: str, says: str):
    text = sample.changed((old, new))

    problem = next((each for each in sample.problems(text) if each.key == key), None)

    assert problem is not None, [str(each) for each in sample.problems(text)]
    first = next(n for n, (a, b) in enumerate(zip(text, sample.TEXT, strict=False)) if a != b)
    begun = text[:first].count("\n") + 1
    ended = max(begun, len(text.splitlines()) - _same_at_the_end(text))
    # What does not fit something else (the prefix of another kind) is told where its own mapping or list begins.
    assert begun - 1 <= problem.line <= ended
    assert problem.fix
    assert says in str(problem)
    assert str(problem).startswith(f"app.yaml:{problem.line} {key}: ")


def _same_at_the_end(text: str) -> int:
    pairs = zip(reversed(text.splitlines()), reversed(sample.TEXT.splitlines()), strict=False)
    return next(count for count, (a, b) in enumerate(pairs) if a != b)


def test_a_name_that_nobody_has_is_told_as_people_read_it():
    text = sample.changed(("lead: lena.vogt,", "lead: lena.vogt2,"))

    line = sample.line_of(text, "lena.vogt2")
    assert [str(problem) for problem in sample.problems(text)] == [
        f'app.yaml:{line} teams.service-desk.lead: "lena.vogt2" is not a person of this file. Did you mean lena.vogt?'
    ]


def test_everything_that_is_wrong_is_found_in_one_look_in_the_order_of_the_file():
    text = sample.changed(
        ("timezone: Europe/Berlin", "timezone: Berlin"),
        ("wip_limit: 12", "wip_limit: many"),
        ("response: 2h, ", "response: 2d, "),
        ("hourly_cost: 48", "hourly_csot: 48"),
    )

    found = sample.problems(text)

    assert [problem.key for problem in found] == [
        "company.timezone",
        "teams.service-desk.wip_limit",
        "sla.standard.incident.P3.response",
        "rates.hourly_csot",
    ]
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_a_team_that_is_written_wrongly_is_still_a_team_that_others_may_name():
    found = sample.problems(sample.changed(("{tier: 1, lead: lena.vogt,", "{tier: one, lead: lena.vogt,")))
    assert [problem.key for problem in found] == ["teams.service-desk.tier"]


def test_every_key_that_is_missing_is_named():
    found = sample.problems(sample.changed(("{name: TeleNord, contact: noc@telenord.example, calendar: always}", "{}")))
    assert [problem.key for problem in found] == ["vendors.isp.name", "vendors.isp.contact", "vendors.isp.calendar"]
    assert all("Add " in problem.fix for problem in found)


def test_an_inherited_mistake_is_told_once():
    found = sample.problems(
        sample.changed(("P5: {calendar: berlin-office, response: 16h", "P5: {calendar: berlin, response: 16h"))
    )
    assert [problem.key for problem in found] == ["sla.standard.incident.P5.calendar"]


@pytest.mark.parametrize(
    "section", ["company", "people", "calendars", "teams", "priority", "services", "sla", "escalation"]
)
def test_a_section_that_must_be_there_is_missed_by_name(section: str):
    found = sample.problems(sample.changed((f"\n{section}:", f"\nx_{section}:")))
    assert f"{section}" in {problem.key for problem in found if problem.sentence == "is missing."}
    assert f"x_{section}" in {problem.key for problem in found}


@pytest.mark.parametrize(
    "section", ["company", "ids", "people", "calendars", "sla", "catalog", "lifecycle", "intake", "directory"]
)
@pytest.mark.parametrize("instead", ["", " 3", " [a, b]", " {}", " ~"])
def test_a_section_of_another_shape_is_told_and_breaks_nothing(section: str, instead: str):
    lines, skipping = [], False
    for line in sample.TEXT.splitlines():
        if line.startswith(f"{section}:"):
            lines.append(f"{section}:{instead}")
            skipping = True
        elif skipping and line[:1] in (" ", "#", ""):
            continue
        else:
            skipping = False
            lines.append(line)
    found = sample.problems("\n".join(lines))
    if instead == " {}" and section not in ("company", "people", "calendars", "sla"):
        assert found == ()
    else:
        assert found


DOCUMENTS = [
    ("", 1, "is empty"),
    ("# nothing\n", 1, "is empty"),
    ("- a\n- b\n", 1, "not a mapping"),
    ("just text", 1, "not a mapping"),
    ("version: 1\ncompany: {name: [}\n", 2, "is not YAML"),
    ("version: 1\n\tcompany: x\n", 2, "is not YAML"),
    ("version: 1\n---\nversion: 1\n", 2, "is not YAML"),
    ("version: 1\ncompany: *nobody\n", 2, "is not YAML"),
    ("version: 1\nname: a\0b\n", 2, "does not allow"),
    ("version: 1\nversion: 1\n", 2, "stands here twice, first in line 1"),
    ("version: 1\ncompany:\n  name: a\n  name: b\n", 4, "company.name"),
    ("version: 1\ncompany: &loop {again: *loop}\n", 2, "alias of itself"),
    ("version: 1\ncompany: !!python/object/apply:os.system [ls]\n", 2, "tag"),
    ("version: 1\ncompany: !secret x\n", 2, "tag"),
    ("version: 1\n{a: b}: c\n", 2, "a list or a mapping for a key"),
    ("base: &b {a: 1}\ncompany:\n  <<: *b\n", 3, "Write its lines out"),
    ("version: 1\ncompany: " + "[" * 1000, 1, "too deeply"),
    ("version: 1\ncompany: " + "[" * 100_000, 1, "too deeply"),
    ("- " * 50_000, 1, "too deeply"),
    ("version: 1\nslack: {token: xoxb-12-34}\n", 2, "looks like a secret"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "says"), DOCUMENTS, ids=[case[2] + str(n) for n, case in enumerate(DOCUMENTS)]
)
def test_a_document_that_cannot_be_settings_is_told_with_its_line(text: str, line: int, says: str):
    found = sample.problems(text)
    assert found[0].line == line
    assert any(says in str(problem) for problem in found)
    assert all(problem.fix for problem in found)


def test_aliases_that_multiply_are_refused_quickly():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    assert "too many values" in sample.problems(bomb)[0].sentence


def test_a_secret_that_got_into_the_file_is_refused_and_never_repeated():
    for spoiled in ("name: xoxb-123-topsecret", "name: https://me:topsecret@host/", "xapp-topsecret: Nordlicht"):
        with pytest.raises(SettingsError) as caught:
            parse(sample.changed(("name: Nordlicht GmbH", spoiled)))
        assert "secret" in str(caught.value)
        assert "topsecret" not in str(caught.value)


def test_aliases_may_save_typing():
    loaded = sample.loaded(
        ("members: [jonas.weber, priya.nair, tomas.novak, mara.jensen]", "members: *infra"),
        (
            "start: 2026-10-05,\n                    members: [mara.jensen,",
            "start: 2026-10-05,\n                    members: &infra [mara.jensen,",
        ),
    )
    schedules = loaded.policy.schedules
    assert schedules["infra-primary"].members == schedules["infra-secondary"].members


def test_a_long_or_hostile_text_is_told_short_and_on_one_line():
    hostile = '"x' + "\\n\\e[31m" * 40 + '"'
    [problem] = sample.problems(sample.changed(("lead: lena.vogt,", f"lead: {hostile},")))
    assert len(str(problem)) < 300
    assert str(problem).isprintable()
