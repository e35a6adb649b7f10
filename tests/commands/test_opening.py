"""How an incident begins: the command, the form, what it promises, what it refuses, whom it is for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.people import Speaker
from core.ports.tickets import Search
from core.processes import IncidentDetails
from core.ui.cards import Action
from core.ui.forms import Filled, Form
from core.ui.inbound import FormChanged, OpenForm, Press, Reply, Where
from core.ui.text import flatten, one_name, shorten
from tests.commands.conftest import TUESDAY_TEN
from tests.commands.reading import buttons, commands, errors, field, ids, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, Someone, instant, open_desk, refused, shipped

FILLED: dict[str, Filled | None] = {
    "title": "VPN drops every hour", "service": "network", "category:network": "vpn", "impact": "4", "urgency": "1",
    "detail": None, "for_whom": None,
}  # fmt: skip
FIELDS = ["title", "service", "impact", "urgency", "device", "detail", "files", "for_whom"]
HOSTILE = {
    "markup": "<!channel> <@U1> *bold* `code` ```block``` <https://evil.example|click> & <",
    "rtl": "\u202egnp.exe \u0627\u0644\u0634\u0628\u0643\u0629 \u2066x\u2069",
    "emoji": "🧨" * 60,
    "template": "{{ 7*7 }} {% raw %} ${x} %s %(a)s '; DROP TABLE tickets; --",
    "control": "a\x01b\x1b[31mc\u2028d",
}


async def change(who: Someone, form: Form, **values: Filled | None) -> Form:
    """Answer fields and get the form redrawn, as a client does."""
    desk = who.desk
    heard = FormChanged(who.speaker, desk.now, form.command, form.command_id, form.context, values)
    again = opened(await desk.hears(heard))
    assert again.command_id == form.command_id
    kept = [{name: each for name, each in one.context.items() if name != "guessed"} for one in (form, again)]
    assert kept[0] == kept[1]
    return again


async def send(who: Someone, **values: Filled | None) -> Reply:
    return await who.submits("open_incident", FILLED | values, {})


async def count(desk: DeskHouse) -> int:
    return await desk.store.read(lambda tx: tx.count(Search()))


async def test_incident_alone_opens_the_form_in_its_order(desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("incident"))
    assert (form.title, ids(form)) == ("Something is broken", FIELDS)
    assert [field(form, key).label for key in FIELDS[:4]] == [
        "What is wrong?", "Which service?", "Who is affected?", "Can you keep working?",
    ]  # fmt: skip
    assert [choice.label for choice in field(form, "impact").choices] == [
        "Just me", "My team", "My site or department", "The whole company",
    ]  # fmt: skip
    assert next(choice.label for choice in field(form, "urgency").choices) == "No, work has stopped"
    assert {choice.value for choice in field(form, "service").choices} == set(desk.policy.services)
    assert [field(form, key).required for key in FIELDS] == [True, True, True, True, False, False, False, False]


async def test_incident_with_words_has_them_in_the_form(desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("incident", "VPN drops every 5 min"))
    assert field(form, "title").value == "VPN drops every 5 min"
    assert field(form, "detail").value is None


async def test_many_words_are_kept_whole_in_the_detail(desk: DeskHouse) -> None:
    text = "The VPN drops. " * 180
    form = opened(await desk.person("mia").types("incident", text))
    title = str(field(form, "title").value)
    assert len(title) <= 120
    assert title.endswith("…")
    assert field(form, "detail").value == text.strip()


async def test_eight_characters_are_a_title(desk: DeskHouse) -> None:
    quiet(await send(desk.person("mia"), title="VPN down"))
    assert (await desk.ticket("INC-1000")).title == "VPN down"


async def test_words_that_fit_the_title_are_not_said_twice(desk: DeskHouse) -> None:
    text = ("The VPN drops. " * 8).strip() + "."
    assert len(text) == 120
    form = opened(await desk.person("mia").types("incident", text))
    assert (field(form, "title").value, field(form, "detail").value) == (text, None)


async def test_the_live_line_says_what_would_be_promised(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("incident", "VPN drops every 5 min"))
    assert "promise" not in ids(form)
    form = await change(mia, form, title="VPN drops", service="network")
    assert "promise" not in ids(form)
    form = await change(mia, form, title="VPN drops", service="network", impact="4", urgency="1")
    assert flatten(field(form, "promise").text) == (
        "This will be P3 Medium. We answer by Tue 27 Oct 12:00 CET and aim to fix it by Thu 29 Oct 10:00 CET."
    )
    form = await change(mia, form, title="VPN drops", service="web-shop", impact="4", urgency="1")
    assert "We answer by Tue 27 Oct 11:00 CET and aim to fix it by Wed 28 Oct 10:00 CET." in flatten(
        field(form, "promise").text
    )


async def test_what_was_promised_is_what_is_kept(desk: DeskHouse) -> None:
    quiet(await send(desk.person("mia")))
    assert (await desk.stored_clock("INC-1000", "response")).due_at == instant("2026-10-27 12:00 CET")
    assert (await desk.stored_clock("INC-1000", "resolution")).due_at == instant("2026-10-29 10:00 CET")


async def test_the_kinds_are_those_of_the_chosen_service(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("incident"))
    form = await change(mia, form, service="network")
    assert ids(form)[1:3] == ["service", "category:network"]
    kinds = {choice.value: choice.label for choice in field(form, "category:network").choices}
    assert kinds == {"vpn": "VPN", "wifi": "Wi-Fi", "lan": "LAN"}
    form = await change(mia, form, service="office", **{"category:network": "vpn"})
    assert [choice.label for choice in field(form, "category:office").choices] == ["Printer", "Meeting room", "Badge"]
    assert field(form, "category:office").value is None


async def test_the_only_kind_of_a_service_is_not_asked_for() -> None:
    policy = shipped()
    network = replace(policy.services["network"], categories=("vpn",))
    async with open_desk(TUESDAY_TEN, policy=replace(policy, services={**policy.services, "network": network})) as desk:
        mia = desk.person("mia")
        form = await change(mia, opened(await mia.types("incident", "VPN drops")), service="network")
        assert "category:network" not in ids(form)
        quiet(await send(mia, **{"category:network": None}))
        details = (await desk.ticket("INC-1000")).details
        assert isinstance(details, IncidentDetails)
        assert details.category == "vpn"


async def test_a_redrawn_form_keeps_what_was_written(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("incident"))
    given = {"title": "VPN", "service": "network", "detail": "since noon", "for_whom": "jan.kolb@nordlicht.example"}
    form = await change(mia, form, **given)
    assert {key: field(form, key).value for key in given} == given


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"title": "VPN"}, {"title": "Please write at least 8 characters so we know what to look at."}),
        ({"title": "       x"}, {"title": "Please write at least 8 characters so we know what to look at."}),
        ({"title": None}, {"title": "Please write at least 8 characters so we know what to look at."}),
        ({"service": None}, {"service": "Choose the service that is in trouble."}),
        ({"service": "fax"}, {"service": "Choose the service that is in trouble."}),
        ({"category:network": None}, {"category:network": "Choose what kind of trouble it is."}),
        ({"category:network": "printer"}, {"category:network": "Choose what kind of trouble it is."}),
        ({"impact": None}, {"impact": "Choose who is affected."}),
        ({"impact": "9"}, {"impact": "Choose who is affected."}),
        ({"urgency": None}, {"urgency": "Choose whether you can keep working."}),
    ],
)
async def test_an_answer_that_is_missing_is_asked_for_at_its_field(
    desk: DeskHouse, missing: dict[str, Filled | None], said: dict[str, str]
) -> None:
    assert errors(await send(desk.person("mia"), **missing)) == said
    assert await count(desk) == 0


async def test_a_form_sent_before_the_kinds_were_there_comes_back_with_them(desk: DeskHouse) -> None:
    values = {key: value for key, value in FILLED.items() if key != "category:network"}
    reply = await desk.person("mia").submits("open_incident", values, {}, command_id="sent-1")
    form = opened(reply)
    assert isinstance(reply, OpenForm)
    assert reply.errors == {"category:network": "Choose what kind of trouble it is."}
    assert form.command_id == "sent-1"
    assert field(form, "category:network").required
    assert field(form, "title").value == "VPN drops every hour"
    assert await count(desk) == 0


async def test_company_wide_and_stopped_wants_a_tick(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = await change(mia, opened(await mia.types("incident")), **(FILLED | {"impact": "1"}))
    tick = field(form, "critical")
    assert (tick.kind, tick.required, tick.placeholder) == ("check", True, "Yes, call the engineer")
    assert tick.label == (
        "Company-wide and work stopped means a major incident: the on-call engineer is called at once."
    )
    said = errors(await send(mia, impact="1", critical=False))
    assert set(said) == {"critical"}
    assert await count(desk) == 0
    quiet(await send(mia, impact="1", critical=True))
    assert (await desk.ticket("INC-1000")).priority == "P1"


async def test_a_client_that_sent_too_early_gets_the_tick_to_confirm(desk: DeskHouse) -> None:
    reply = await send(desk.person("mia"), impact="1")
    assert "critical" in ids(opened(reply))
    assert isinstance(reply, OpenForm)
    assert reply.errors == {"critical": "Tick this so that the engineer is called, or choose less above."}
    assert await count(desk) == 0


async def test_all_that_is_missing_is_named_at_once(desk: DeskHouse) -> None:
    empty = dict.fromkeys(FILLED)
    assert errors(await send(desk.person("mia"), **empty)) == {
        "title": "Please write at least 8 characters so we know what to look at.",
        "service": "Choose the service that is in trouble.",
        "impact": "Choose who is affected.",
        "urgency": "Choose whether you can keep working.",
    }
    assert errors(await send(desk.person("mia"), **{"title": "VPN", "category:network": None})) == {
        "title": "Please write at least 8 characters so we know what to look at.",
        "category:network": "Choose what kind of trouble it is.",
    }


async def test_a_report_opens_one_ticket_where_it_belongs(desk: DeskHouse) -> None:
    quiet(await send(desk.person("mia"), detail="since noon"))
    ticket = await desk.ticket("INC-1000")
    assert (ticket.title, ticket.description, ticket.service) == ("VPN drops every hour", "since noon", "network")
    assert isinstance(ticket.details, IncidentDetails)
    assert ticket.details.category == "vpn"
    assert (ticket.team, ticket.priority, ticket.status, ticket.home) == ("service-desk", "P3", "new", "direct")
    assert ticket.requester == ticket.logged_by == desk.id_of("mia")
    assert {(kind, to) for _, kind, to in desk.cards} == {
        ("triage_card", "triage:service-desk"), ("requester_card", "requester"),
    }  # fmt: skip
    assert desk.said == []


@pytest.mark.parametrize(
    "whom", ["jan.kolb@nordlicht.example", Speaker("slack", "slack:T1/U-jan.kolb")], ids=["a person", "an account"]
)
async def test_a_report_for_somebody_else_is_theirs_and_its_writers(desk: DeskHouse, whom: Filled) -> None:
    told = shown(await send(desk.person("mia"), for_whom=whom))
    assert told.summary == "INC-1000 is filed for Jan Kolb."
    ticket = await desk.ticket("INC-1000")
    assert (ticket.requester, ticket.beneficiary, ticket.logged_by) == (
        desk.id_of("jan"), desk.id_of("jan"), desk.id_of("mia"),
    )  # fmt: skip
    assert (await desk.thread("INC-1000", "requester"))[0] == "slack:T1/D-jan.kolb"
    for name in ("mia", "jan"):
        assert shown(await desk.person(name).sends("INC-1000")).ticket == "INC-1000"


@pytest.mark.parametrize("typed", ["slack: no message arrives", "teams: no sound in calls", "slack:T1/U-dana.roth"])
async def test_typed_words_are_nobodys_account(desk: DeskHouse, typed: str) -> None:
    quiet(await send(desk.person("mia"), title=typed, detail=typed))
    ticket = await desk.ticket("INC-1000")
    assert (ticket.title, ticket.description) == (typed, typed)


@pytest.mark.parametrize("kind", sorted(HOSTILE))
async def test_hostile_words_arrive_as_text(desk: DeskHouse, kind: str) -> None:
    hostile = HOSTILE[kind]
    quiet(await send(desk.person("mia"), title=hostile, detail=hostile))
    ticket = await desk.ticket("INC-1000")
    assert ticket.title == shorten(one_name(hostile), 120)
    assert ticket.description == hostile
    compact = shown(await desk.person("dana").sends("INC-1000"))
    assert one_name(hostile)[:20] in read(compact)
    quiet(await desk.person("dana").answers("INC-1000", hostile))
    quiet(await desk.person("mia").writes("INC-1000", hostile))
    assert [one.text for one in (await desk.comments("INC-1000"))] == [hostile, hostile]
    shown(await desk.person("dana").types("ticket", f"search {hostile[:30]}"))


async def test_null_bytes_and_lone_surrogates_are_taken_out(desk: DeskHouse) -> None:
    quiet(await send(desk.person("mia"), title="VPN\x00 drops \ud83d often", detail="\x00\udc00x"))
    ticket = await desk.ticket("INC-1000")
    assert "\x00" not in ticket.title + ticket.description
    (ticket.title + ticket.description).encode()


@pytest.mark.parametrize("text", ["🧨" * 4000, "a\x01" * 2000, '"\\' * 2000, "\u0627" * 4000, "<!channel>" * 400])
async def test_four_thousand_characters_of_anything_fit_a_form_and_every_button(desk: DeskHouse, text: str) -> None:
    mia = desk.person("mia")
    opened(await mia.types("incident", text))
    for reply in (await mia.sends(text), await mia.sends(f"incident {text}"), await mia.types("ticket", text)):
        for button in buttons(shown(reply)):
            button.action.pack()
    quiet(await send(mia, detail=text[:3000]))
    assert len((await desk.ticket("INC-1000")).description) == 3000
    quiet(await mia.writes("INC-1000", text))
    quiet(await desk.person("dana").notes("INC-1000", text))


async def test_a_lone_surrogate_in_typed_words_is_no_bug(desk: DeskHouse) -> None:
    shown(await desk.person("mia").sends("my screen \ud83d is dark today"))
    opened(await desk.person("mia").types("incident", "my screen \ud83d is dark"))


async def test_ticket_alone_gives_three_big_choices(desk: DeskHouse) -> None:
    card = shown(await desk.person("mia").types("ticket"))
    assert [button.label for button in buttons(card)] == [
        "Something is broken", "I need something", "I have a question",
    ]  # fmt: skip
    assert commands(card) == ["open_incident", "open_request", "open_request"]
    assert all(button.opens_form for button in buttons(card))


async def test_a_button_carries_as_many_words_as_fit(desk: DeskHouse) -> None:
    fits = "€" * 498 + "é" * 2  # 1,498 bytes and the quotes around them
    for text, carried in ((fits, fits), ("€" * 500, "€" * 332 + "…")):
        card = shown(await desk.person("mia").sends(text))
        assert buttons(card)[0].action.arguments["text"] == carried


async def test_not_sure_with_words_carries_them_into_the_form(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    for reply in (
        await mia.types("ticket", "my screen stays dark today"),
        await mia.sends("my screen stays dark today"),
    ):
        broken, need, question = buttons(shown(reply))
        assert field(first := await press(mia, broken.action.arguments, "open_incident"), "title").value == (
            "my screen stays dark today"
        )
        assert first.command == "open_incident"
        assert ids(await press(mia, need.action.arguments, "open_request")) == ["item"]
        asked = await press(mia, question.action.arguments, "open_request")
        assert field(asked, "question").value == "my screen stays dark today"


async def press(who: Someone, arguments: object, command: str) -> Form:
    where = Where("slack:T1/D-x", "direct")
    action = Action(command, arguments)  # type: ignore[arg-type]
    return opened(await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("p"), where, action)))


@pytest.mark.parametrize("typed", ["incident VPN drops all day", "report VPN drops all day"])
async def test_outside_commands_a_button_opens_the_form(desk: DeskHouse, typed: str) -> None:
    mia = desk.person("mia")
    for reply in (await mia.sends(typed), await mia.says_in("#it-help", typed, to_bot=True)):
        (button,) = buttons(shown(reply))
        assert (button.action.command, button.opens_form) == ("open_incident", True)
        form = await press(mia, button.action.arguments, "open_incident")
        assert field(form, "title").value == "VPN drops all day"


async def test_a_changed_form_that_is_not_ours_is_outdated(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    heard = FormChanged(mia.speaker, desk.now, "open_request", "x", {}, {})
    assert refused(await desk.hears(heard)) == "This form is outdated. Please close it and open it again."
    assert not isinstance(await desk.hears(FormChanged(mia.speaker, desk.now, "x", "x", {}, {})), OpenForm)


async def test_a_form_that_searches_nothing_offers_nothing(desk: DeskHouse) -> None:
    for command, name in (("open_incident", "service"), ("open_request", "account"), ("nonsense", "item")):
        assert await desk.desk.choices(desk.person("mia").speaker, command, name, "", {}) == ()
