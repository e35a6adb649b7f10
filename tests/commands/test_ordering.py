"""Requests: choosing, an item's form from its fields, what is refused and why, who may order what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.items import version_of
from core.ports.tickets import Search
from core.processes import RequestDetails
from core.ui.forms import Filled
from core.ui.inbound import FormChanged
from core.ui.text import flatten
from tests.commands.reading import buttons, errors, field, ids, opened, quiet, shown
from tests.fakes.company import shipped
from tests.fakes.desk import DeskHouse, instant, open_desk, refused


async def count(desk: DeskHouse) -> int:
    return await desk.store.read(lambda tx: tx.count(Search()))


async def send(desk: DeskHouse, who: str, item: str, **answers: Filled | None) -> object:
    return await desk.person(who).submits("open_request", answers, {"item": item})


async def test_request_alone_asks_what_and_offers_only_what_one_may_have_today(desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("request"))
    assert [choice.value for choice in field(form, "item").choices] == [
        "password-reset", "software-licence", "laptop", "access", "shared-mailbox", "question",
    ]  # fmt: skip
    assert form.submit == "Next"
    manager = opened(await desk.person("katrin").types("request"))
    assert "onboarding" in {choice.value for choice in field(manager, "item").choices}
    assert "offboarding" not in {choice.value for choice in field(manager, "item").choices}
    hr = opened(await desk.person("hr.ops").types("request"))
    assert {"onboarding", "offboarding"} <= {choice.value for choice in field(hr, "item").choices}


async def test_the_chosen_items_form_follows(desk: DeskHouse) -> None:
    reply = await desk.person("mia").submits("open_request", {"item": "question"}, {})
    form = opened(reply)
    assert (form.title, form.submit, form.context["item"]) == ("Question or advice", "Order", "question")
    assert errors(await desk.person("mia").submits("open_request", {"item": None}, {})) == {
        "item": "Choose what you need."
    }
    assert errors(await desk.person("mia").submits("open_request", {"item": "onboarding"}, {})) == {
        "item": "New employee cannot be ordered here. Choose something else."
    }
    assert await count(desk) == 0


@pytest.mark.parametrize("typed", ["question", "Question or advice", "QUESTION", "quest"])
async def test_request_with_a_name_opens_that_form(desk: DeskHouse, typed: str) -> None:
    form = opened(await desk.person("mia").types("request", typed))
    assert form.context["item"] == "question"
    assert ids(form) == ["note:request_about", "question", "for_whom"]
    assert flatten(field(form, "note:request_about").text) == "Laptops and desktops · 2 working days, about Thu 29 Oct"


async def test_only_words_have_a_length(desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("request", "question"))
    assert (field(form, "question").min_length, field(form, "question").max_length) == (10, 1000)
    form = opened(await desk.person("mia").types("request", "password"))
    assert (field(form, "account").min_length, field(form, "account").max_length) == (None, None)


@pytest.mark.parametrize(("typed", "needs"), [("laptop", True), ("access", True), ("software licence", False)])
async def test_a_form_says_that_people_have_to_agree_first(desk: DeskHouse, typed: str, needs: bool) -> None:
    """A licence costs nothing before one is chosen; who agrees to it goes by its cost."""
    form = opened(await desk.person("mia").types("request", typed))
    said = [flatten(one.text) for one in form.fields if one.kind == "note"]
    assert any("after approval, about" in one for one in said) is needs


async def test_an_item_for_others_and_one_that_is_none(desk: DeskHouse) -> None:
    said = refused(await desk.person("mia").types("request", "onboarding"))
    assert said == "New employee can only be ordered by those it is meant for."
    said = refused(await desk.person("katrin").types("request", "offboarding"))
    assert said == "Leaver can only be ordered by those it is meant for."
    said = refused(await desk.person("mia").types("request", "pony"))
    names = (
        "Password or MFA reset, Software licence, New laptop, Access to a system, Shared mailbox or list, "
        "Question or advice"
    )
    assert said == f"I know no item of that name. You can order: {names}. What you wrote is kept: choose what it is."


@pytest.mark.parametrize("item", ["onboarding", "offboarding", "nonsense"])
async def test_a_form_made_up_by_hand_orders_nothing(desk: DeskHouse, item: str) -> None:
    assert refused(await send(desk, "mia", item, model="Standard 14")) == "This can no longer be ordered."  # type: ignore[arg-type]
    assert await count(desk) == 0


async def test_an_order_becomes_a_request_in_fulfilment(desk: DeskHouse) -> None:
    ref = await desk.person("mia").orders("question", question="How do I share a calendar?")
    ticket = await desk.ticket(ref)
    assert (ref, ticket.kind, ticket.status, ticket.priority) == ("REQ-1000", "request", "in_fulfilment", "P4")
    assert ticket.title == "Question or advice: How do I share a calendar?"
    version = version_of(shipped().catalog["question"])
    answers = {"question": "How do I share a calendar?"}
    assert ticket.details == RequestDetails(item="question", answers=answers, version=version)
    assert (await desk.stored_clock(ref, "resolution")).due_at == instant("2026-10-29 10:00 CET")
    assert [clock.metric for clock in ticket.clocks] == ["response", "resolution"]


async def test_what_is_sensitive_is_never_in_the_title_and_people_neither() -> None:
    policy = shipped()
    item = policy.catalog["question"]
    secret = replace(item.form[0], sensitive=True)
    catalog = {**policy.catalog, "question": replace(item, form=(secret,))}
    async with open_desk("2026-10-27 10:00 CET", policy=replace(policy, catalog=catalog)) as desk:
        ref = await desk.person("mia").orders("question", question="How do I hide my address?")
        assert (await desk.ticket(ref)).title == "Question or advice"


@pytest.mark.parametrize(
    ("item", "answers", "said"),
    [
        ("question", {"question": "why?"}, {"question": "Please write at least 10 characters."}),
        ("question", {"question": None}, {"question": "Question: please fill this in."}),
        ("password-reset", {"account": "Fax"}, {"account": "Choose one of: Windows, SAP, VPN."}),
        ("password-reset", {"account": None}, {"account": "Account: please fill this in."}),
        (
            "shared-mailbox",
            {"address": "Fin Team!", "members": ("mia",)},
            {"address": "Address: only small letters, digits, dots and hyphens, like team.sales."},
        ),
        ("shared-mailbox", {"address": "fin.team", "members": ()}, {"members": "Members: please fill this in."}),
        (
            "shared-mailbox",
            {"address": "Fin Team!", "members": ()},
            {
                "address": "Address: only small letters, digits, dots and hyphens, like team.sales.",
                "members": "Members: please fill this in.",
            },
        ),
    ],
)
async def test_a_wrong_answer_is_refused_at_its_field(
    desk: DeskHouse, item: str, answers: dict[str, Filled | None], said: dict[str, str]
) -> None:
    assert errors(await send(desk, "mia", item, **answers)) == said  # type: ignore[arg-type]
    assert await count(desk) == 0


@pytest.mark.parametrize(
    ("now", "earliest", "said"),
    [
        ("2026-10-27 10:00 CET", "2026-10-30", "Earliest is Fri 30 Oct."),
        ("2026-10-29 10:00 CET", "2026-11-03", "Earliest is Tue 3 Nov."),  # over the weekend
        ("2026-10-23 10:00 CEST", "2026-10-29", "Earliest is Thu 29 Oct."),  # and over the company day
        ("2026-12-23 10:00 CET", "2026-12-29", "Earliest is Tue 29 Dec."),  # Christmas Eve is half a day
    ],
)
async def test_the_earliest_date_is_counted_in_business_days(now: str, earliest: str, said: str) -> None:
    async with open_desk(now) as desk:
        answers = {"person": "Ada Lovelace", "manager": desk.id_of("katrin")}
        day_before = f"{earliest[:8]}{int(earliest[8:]) - 1:02}"
        assert errors(await send(desk, "katrin", "onboarding", **answers, start_date=day_before)) == {  # type: ignore[arg-type]
            "start_date": said
        }
        quiet(await send(desk, "katrin", "onboarding", **answers, start_date=earliest))  # type: ignore[arg-type]
        ordered = (await desk.ticket("REQ-1000")).details
        assert isinstance(ordered, RequestDetails)
        assert ordered.cost == 1350


async def test_a_date_that_is_none_is_refused_at_its_field(desk: DeskHouse) -> None:
    said = errors(await send(desk, "katrin", "onboarding", person="Ada", manager="x", start_date="soon"))  # type: ignore[arg-type]
    assert said == {"start_date": "Choose a date."}


async def test_people_in_an_answer_are_known_by_their_address(desk: DeskHouse) -> None:
    members = (desk.person("mia").speaker, desk.person("jan.kolb").speaker)
    quiet(await send(desk, "mia", "shared-mailbox", address="fin.team", members=members))  # type: ignore[arg-type]
    details = (await desk.ticket("REQ-1000")).details
    assert isinstance(details, RequestDetails)
    assert details.answers["members"] == "mia.feld@nordlicht.example, jan.kolb@nordlicht.example"


async def test_a_private_item_goes_to_a_private_conversation(desk: DeskHouse) -> None:
    quiet(await send(desk, "hr.ops", "offboarding", person=desk.person("jan.kolb").speaker, last_day="2026-11-30"))  # type: ignore[arg-type]
    ticket = await desk.ticket("REQ-1000")
    assert (ticket.private, ticket.home, ticket.team) == (True, "direct", "security")


async def test_an_items_form_may_change_while_it_is_open(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("request", "question"))
    heard = FormChanged(mia.speaker, desk.now, "open_request", form.command_id, form.context, {"question": "How do I"})
    again = opened(await desk.hears(heard))
    assert (again.command_id, field(again, "question").value) == (form.command_id, "How do I")


@pytest.mark.parametrize("typed", ["request question", "order question", "request"])
async def test_outside_commands_a_button_opens_the_form(desk: DeskHouse, typed: str) -> None:
    (button,) = buttons(shown(await desk.person("mia").sends(typed)))
    assert button.action.command == "open_request"
    assert button.opens_form
    assert (button.action.arguments.get("item") == "question") == (typed != "request")
