"""The owners of the catalog: usage, a look at a form as somebody, what they retire and bring back; nobody else may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.policy import Policy
from core.ui.cards import Action
from core.ui.forms import Form
from core.ui.inbound import FieldErrors, FormChanged, Press, Reply
from core.ui.text import Run, flatten
from tests.bot import sample
from tests.commands.reading import buttons, errors, field, ids, opened, read, shown
from tests.commands.test_picker import EVERYTHING, doors, found
from tests.fakes.company import Someone, shipped
from tests.fakes.desk import DeskHouse, open_desk, refused, sentence

OPEN = "2026-10-27 10:00 CET"
PLATFORMS = ["slack", "teams"]


def saying(retired: bool) -> Policy:
    """The sample company whose settings say so of the item."""
    policy = shipped()
    item = replace(policy.catalog["question"], retired=retired)
    return replace(policy, catalog={**policy.catalog, "question": item})


def on(desk: DeskHouse, name: str, channel: str) -> Someone:
    return desk.person(name) if channel == "slack" else desk.person(name).on_teams


async def opens(who: Someone) -> Form:
    """The form, as each platform leads to it."""
    if who.channel == "slack":
        return opened(await who.types("request", "admin items"))
    (button,) = buttons(shown(await who.sends("request admin items")))
    return opened(
        await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("p"), who.chat(), button.action))
    )


async def chooses(who: Someone, **values: str) -> Form:
    """The form redrawn with an item chosen."""
    form = await opens(who)
    heard = FormChanged(who.speaker, who.desk.now, form.command, form.command_id, form.context, values)
    return opened(await who.desk.hears(heard))


async def does(who: Someone, what: str, item: str = "question", **more: object) -> Reply:
    return await who.submits("items", {"item": item, "what": what, **more}, {})  # type: ignore[dict-item]


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_the_form_says_how_often_what_is_ordered_and_when_last(desk: DeskHouse, channel: str) -> None:
    for _ in range(2):
        await desk.person("mia").orders("question", question="How do I share a calendar?")
    await desk.person("mia").orders("password-reset", account="SAP")
    form = await opens(on(desk, "lena", channel))
    assert flatten(field(form, "overview").text) == (
        "8 items. Ordered most: Question or advice (2), Password or MFA reset (1)."
    )
    said = flatten(field(await chooses(on(desk, "lena", channel), item="question"), "usage").text)
    assert said.startswith("Question or advice: ordered 2 times, last ")
    said = flatten(field(await chooses(on(desk, "lena", channel), item="offboarding"), "usage").text)
    assert said == "Leaver: never ordered."


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_what_is_retired_is_ordered_at_no_door_until_it_is_brought_back(desk: DeskHouse, channel: str) -> None:
    lena, mia = on(desk, "lena", channel), on(desk, "mia", channel)
    ref = await mia.orders("question", question="How do I share a calendar?")
    assert "can no longer be ordered" in read(shown(await does(lena, "retire")))
    said = await doors(desk, mia, "question", "Question or advice")
    assert "search" not in said
    assert "picker" not in said
    assert (await desk.ticket(ref)).open
    fault, dana = await mia.reports(), on(desk, "dana", channel)
    assert "question" not in [one.value for one in field(opened(await dana.presses("convert", fault)), "item").choices]
    for tried in (await dana.fills("convert", fault, item="question"), await dana.tells(fault, "convert to question")):
        assert "can no longer be ordered" in refused(tried)
    assert "It is retired, by Lena Vogt" in flatten(field(await chooses(lena, item="question"), "usage").text)
    assert "can be ordered again" in read(shown(await does(lena, "back")))
    assert await found(mia, "", desk) == ["question", *[each for each in EVERYTHING if each != "question"]]


async def test_two_owners_at_once_do_it_once_and_the_second_reads_who_was_first(desk: DeskHouse) -> None:
    lena = desk.person("lena")
    await does(lena, "retire")
    assert errors(await does(lena, "retire"))["what"].startswith("Lena did that with Question or advice already")
    assert errors(await does(lena, "back", "laptop")) == {
        "what": "New laptop is on offer already. Choose something else to do."
    }


@pytest.mark.parametrize(("says", "what"), [(True, "back"), (False, "retire")])
async def test_what_the_settings_say_holds(says: bool, what: str) -> None:
    async with open_desk(OPEN, policy=saying(says)) as desk:
        assert "app.yaml" in errors(await does(desk.person("lena"), what))["what"]


async def test_what_was_pressed_ends_where_the_settings_say_otherwise(desk: DeskHouse) -> None:
    await does(desk.person("lena"), "retire")
    desk.desk.use(saying(retired=False))
    assert "question" in await found(desk.person("mia"), "", desk)


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_a_preview_shows_what_somebody_sees_and_orders_nothing(desk: DeskHouse, channel: str) -> None:
    lena, mia = on(desk, "lena", channel), desk.person("mia")
    form = opened(await does(lena, "preview", "laptop", whom=mia.speaker))
    assert flatten(field(form, "note:preview").text) == "This is how Mia Feld sees it. Nothing is ordered here."
    told = flatten(field(opened(await mia.types("request", "laptop")), "note:request_approvers").text)
    assert flatten(field(form, "note:request_approvers").text) == told
    assert "Katrin Stahl" in told  # Mia's manager, not the one of whoever looks
    assert {"model", "needed_by", "ship_to"} <= set(ids(form))
    values = {"model": "Power 16", "ship_to": "berlin"}
    heard = FormChanged(lena.speaker, desk.now, form.command, form.command_id, form.context, values)
    redrawn = opened(await desk.hears(heard))
    assert "1,980 EUR" in flatten(field(redrawn, "note:request_cost").text)
    reply = await lena.submits("items", {**values, "model": None}, form.context, command_id=form.command_id)
    assert "model" in errors(reply)
    reply = await lena.submits("items", values, form.context, command_id=form.command_id)
    assert sentence(reply) == "That was the form of New laptop. Nothing was ordered."
    assert await desk.store.read(lambda tx: tx.ordered()) == {}
    reply = await does(lena, "preview", "offboarding", whom=mia.speaker)
    assert errors(reply) == {"whom": "Mia Feld does not see Leaver: it is meant for others. Choose somebody else."}


@pytest.mark.parametrize("channel", PLATFORMS)
@pytest.mark.parametrize("who", ["mia", "dana", "katrin"])
async def test_nobody_else_looks_after_it_at_any_door(desk: DeskHouse, who: str, channel: str) -> None:
    person = on(desk, who, channel)
    action = Action("items")
    replies = [
        await person.types("request", "admin items"),
        await person.sends("request admin items"),
        await desk.hears(Press(person.speaker, desk.now, desk.fresh("press"), person.chat(), action)),
        await does(person, "retire"),
        await desk.hears(FormChanged(person.speaker, desk.now, "items", "x", {}, {"item": "question"})),
    ]
    said = "Only the owners of the catalog look after it: Lena Vogt. To order something, leave out these words."
    heard = [" ".join(one.errors.values()) if isinstance(one, FieldErrors) else refused(one) for one in replies]
    assert heard == [said] * len(replies)
    assert "question" in await found(desk.person("mia"), "", desk)


async def test_the_choice_finds_every_item_whoever_may_order_it(desk: DeskHouse) -> None:
    choices = await desk.desk.choices(desk.person("lena").speaker, "items", "item", "leaver", {})
    assert [one.value for one in choices] == ["offboarding"]


async def like(desk: DeskHouse, key: str) -> str:
    """The lines that are shown for an item like another."""
    (section,) = shown(await does(desk.person("lena"), "clone", key)).sections
    (lines,) = [one.text for one in section.body if isinstance(one, Run) and one.pre]
    return lines


NAMES = ("Question or advice", "'Ink: \"XL\" # black'", "'Größe: 2 Zoll'", "'yes'")
"""As the settings may write them."""


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_shown_for_an_item_like_another_makes_one_when_it_is_pasted_into_the_settings(name: str) -> None:
    changes = [("{name: Question or advice,", f"{{name: {name},")]
    for number in (2, 3):
        rules = sample.loaded(*changes).policy
        async with open_desk(OPEN, policy=rules) as desk:
            changes.append(("\n  question:\n", f"\n{await like(desk, 'question')}\n  question:\n"))
        made, was = sample.loaded(*changes).policy.catalog, rules.catalog["question"]
        key = f"question-{number}"
        assert made[key] == replace(was, key=key, name=f"{was.name} {number}")
