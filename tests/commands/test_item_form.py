"""An item's form: what it says on top, anew with every answer; limits of texts and numbers, said before and after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.items import Cost, Item, ItemField
from core.policy import Policy
from core.ui.cards import Action
from core.ui.inbound import FormChanged, Press
from core.ui.text import flatten
from tests.commands.reading import errors, field, ids, opened, quiet
from tests.fakes.company import shipped
from tests.fakes.desk import open_desk

OPEN = "2026-10-27 10:00 CET"


def with_item(item: Item) -> Policy:
    """The sample company with another item of that key."""
    policy = shipped()
    return replace(policy, catalog={**policy.catalog, item.key: item})


def asking(*fields: ItemField, **more: object) -> Policy:
    """The sample company whose questions are these fields."""
    return with_item(replace(shipped().catalog["question"], form=fields, **more))  # type: ignore[arg-type]


def laptop() -> Policy:
    """The sample company in which nobody has to agree to a laptop."""
    return with_item(replace(shipped().catalog["laptop"], preapproved=True, stages=()))


@pytest.mark.parametrize("on", ["slack", "teams"])
async def test_the_cost_follows_the_answer_that_decides_it(on: str) -> None:
    async with open_desk(OPEN, policy=laptop()) as desk:
        mia = desk.person("mia") if on == "slack" else desk.person("mia").on_teams
        form = opened(await mia.submits("open_request", {"item": "laptop"}, {}))
        prices = field(form, "note:request_prices")
        assert flatten(prices.text) == "Cost: Standard 14 1,150 EUR, Power 16 1,980 EUR once"
        assert flatten(field(form, "note:request_about").text).startswith(
            "Laptops and desktops · 5 working days, about Tue 3 Nov"
        )
        for model, amount in (("Power 16", "1,980"), ("Standard 14", "1,150")):
            values = {"model": model, "ship_to": "home"}
            heard = FormChanged(mia.speaker, desk.now, "open_request", form.command_id, form.context, values)
            form = opened(await desk.hears(heard))
            assert flatten(field(form, "note:request_cost").text) == f"Cost: {amount} EUR once"
            assert "note:request_prices" not in ids(form)
            assert field(form, "address").sensitive


async def test_what_is_monthly_says_so_and_what_is_free_says_nothing() -> None:
    question = shipped().catalog["question"]
    async with open_desk(OPEN, policy=with_item(replace(question, cost=Cost(per_month=True, fixed=1200)))) as desk:
        form = opened(await desk.person("mia").types("request", "question"))
        assert flatten(field(form, "note:request_cost").text) == "Cost: 1,200 EUR a month"
    async with open_desk(OPEN) as desk:
        assert ids(opened(await desk.person("mia").types("request", "question"))) == ["note:request_about", "question"]


async def test_what_is_and_is_not_included_stands_on_top() -> None:
    async with open_desk(OPEN) as desk:
        form = opened(await desk.person("mia").types("request", "shared mailbox"))
        assert flatten(field(form, "note:request_scope").text) == (
            "One address that several people read and answer from.\n"
            "Included: 25 GB, the calendar of the team\nNot included: mail from before"
        )


async def test_a_field_may_be_called_as_anything_on_top_of_the_form() -> None:
    fields = tuple(ItemField(key, "text", key) for key in ("about", "cost", "note", "scope"))
    async with open_desk(OPEN, policy=asking(*fields, about="All of it")) as desk:
        form = opened(await desk.person("mia").types("request", "question"))
        assert len(set(ids(form))) == len(ids(form))


NUMBER = ItemField("seats", "number", "Seats", minimum="2", maximum="50")
TEXT = ItemField("why", "text", "Why", minimum="3", maximum="10")


@pytest.mark.parametrize(
    ("asked", "answer", "said"),
    [
        (NUMBER, 1, "Seats: at least 2."),
        (NUMBER, 51, "Seats: at most 50."),
        (NUMBER, "-3", "Seats: at least 2."),
        (NUMBER, "--3", "Seats: write a whole number."),
        (NUMBER, "²", "Seats: write a whole number."),
        (NUMBER, "9" * 5000, "Seats: write a whole number."),
        (NUMBER, "two", "Seats: write a whole number."),
        (NUMBER, 2, None),
        (NUMBER, "50", None),
        (TEXT, "no", "Please write at least 3 characters."),
        (TEXT, "x" * 11, "Please write at most 10 characters."),
        (TEXT, "x" * 10, None),
    ],
)
async def test_a_limit_holds_and_is_said_in_words(asked: ItemField, answer: str | int, said: str | None) -> None:
    async with open_desk(OPEN, policy=asking(asked)) as desk:
        reply = await desk.person("mia").submits("open_request", {asked.id: answer}, {"item": "question"})
        if said is None:
            quiet(reply)
        else:
            assert errors(reply) == {asked.id: said}


@pytest.mark.parametrize(
    ("least", "most", "hint"),
    [("2", "50", "From 2 to 50."), ("0", None, "At least 0."), (None, "50", "At most 50."), (None, None, "")],
)
async def test_the_limits_of_a_number_stand_below_it(least: str | None, most: str | None, hint: str) -> None:
    async with open_desk(OPEN, policy=asking(replace(NUMBER, minimum=least, maximum=most))) as desk:
        form = opened(await desk.person("mia").types("request", "question"))
        assert field(form, "seats").hint == hint


@pytest.mark.parametrize(
    ("fields", "filled"),
    [
        ((ItemField("kind", "select", "Kind", options=("a", "b")), ItemField("why", "text", "Why")), "why"),
        ((ItemField("secret", "text", "Secret", sensitive=True), ItemField("why", "text", "Why")), "why"),
        ((ItemField("secret", "text", "Secret", sensitive=True),), None),
        ((ItemField("day", "date", "Day"),), None),
    ],
)
async def test_words_typed_before_go_into_a_text_that_everybody_may_read(
    fields: tuple[ItemField, ...], filled: str | None
) -> None:
    async with open_desk(OPEN, policy=asking(*fields)) as desk:
        action = Action("open_request", {"item": "question", "text": "My screen flickers"})
        mia = desk.person("mia")
        form = opened(await desk.hears(Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), action)))
        assert {each.id: each.value for each in form.fields if each.value} == (
            {filled: "My screen flickers"} if filled else {}
        )
