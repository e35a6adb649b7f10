"""The picker of /request: what is found by which words, what stands first, and what one may not order at any door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from core.intake.finding_items import find_items, named_in
from core.items import Item
from core.policy import Policy
from core.ports.tickets import Search
from core.ui.forms import Choice
from core.ui.inbound import FormChanged, Shown
from tests.commands.reading import buttons, errors, field, opened, shown
from tests.fakes.company import Someone, shipped
from tests.fakes.desk import DeskHouse, open_desk, refused

OPEN = "2026-10-27 10:00 CET"


def with_items(**changed: Mapping[str, object]) -> Policy:
    """The sample company with items that differ in this."""
    policy = shipped()
    catalog = {key: replace(item, **changed.get(key, {})) for key, item in policy.catalog.items()}  # type: ignore[arg-type]
    return replace(policy, catalog=catalog)


def many(number: int) -> Policy:
    """A catalog of so many items that anybody may order, and one that is HR's."""
    policy = shipped()
    like = policy.catalog["question"]
    items = {f"item-{each}": replace(like, key=f"item-{each}", name=f"Thing number {each}") for each in range(number)}
    return replace(policy, catalog={**items, "offboarding": policy.catalog["offboarding"]})


async def found(who: Someone, typed: str, desk: DeskHouse) -> list[str]:
    choices: tuple[Choice, ...] = await desk.desk.choices(who.speaker, "open_request", "item", typed, {})
    return [choice.value for choice in choices]


WAYS_ON = ["question", ":incident"]
"""What can be chosen where nothing is called so."""
EVERYTHING = ["password-reset", "software-licence", "laptop", "access", "shared-mailbox", "question"]


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("mail", ["shared-mailbox"]),
        ("LIST", ["shared-mailbox"]),
        ("reset password", ["password-reset"]),
        ("locked", ["password-reset"]),  # a word that stands beside it
        ("communic", ["shared-mailbox"]),  # its category
        ("Étage", ["question"]),  # with or without its accent
        ("etage", ["question"]),
        ("password unicorn", WAYS_ON),  # every word counts
        ("pony", WAYS_ON),
        ("gadg", ["password-reset", "access"]),  # a word of their service
        ("hatchbck", ["password-reset", "access"]),  # a slip of a word of one of its kinds
        ("lapptop", ["laptop"]),  # a slip of the hand
        ("mialbox", ["shared-mailbox"]),
        ("figma", ["software-licence"]),  # a choice of its form
        ("licence figma", ["software-licence"]),
        ("box", ["shared-mailbox"]),  # inside a word
        ("%", EVERYTHING),  # no word at all
    ],
)
async def test_an_item_is_found_by_its_name_its_words_and_its_category(typed: str, keys: list[str]) -> None:
    policy = with_items(
        **{  # type: ignore[arg-type]  # keys of items are no names of Python
            "password-reset": {"words": ("locked out",)},
            "shared-mailbox": {"category": "Communication"},
            "question": {"words": ("étage",)},
        }
    )
    called = replace(policy.services["identity"], words=("gadgets",), category_words={"login": ("hatchback",)})
    policy = replace(policy, services={**policy.services, "identity": called})
    async with open_desk(OPEN, policy=policy) as desk:
        assert await found(desk.person("mia"), typed, desk) == keys


GERMAN = {
    "laptop": ["Rechner", "rechner", "Notebook", "neuer Rechner"],
    "access": ["Zugang", "Zugriff", "Berechtigung", "Freischaltung"],
    "software-licence": ["Lizenz", "Softwarelizenz", "Programm", "Anwendung"],
    "password-reset": ["Passwort", "Kennwort", "ausgesperrt", "zweiter Faktor"],
    "shared-mailbox": ["Verteiler", "Verteilerliste", "Postfach", "Sammelpostfach"],
    "question": ["Frage", "Beratung"],
    "onboarding": ["Mitarbeiter", "neue Mitarbeiterin", "Eintritt"],
    "offboarding": ["Austritt", "Kündigung", "kundigung"],
}


async def test_german_words_find_each_item_of_the_sample_and_what_nobody_offers_leads_on(desk: DeskHouse) -> None:
    assert set(GERMAN) == set(desk.policy.catalog)
    for key, words in GERMAN.items():
        who = desk.person("hr.ops" if desk.policy.catalog[key].who else "mia")
        for word in words:
            assert (await found(who, word, desk))[0] == key, word
        title = desk.policy.catalog[key].name
        assert opened(await who.types("request", words[0])).title == title
        assert [each.label for each in shown(await who.on_teams.sends(f"request {words[0]}")).buttons] == [
            f"Order {title}"
        ]
    mia = desk.person("mia")
    for word in ("Drucker", "Kaffeemaschine"):
        assert await found(mia, word, desk) == WAYS_ON
        for reply in (await mia.types("request", word), await mia.on_teams.sends(f"request {word}")):
            assert isinstance(reply, Shown)
            assert {"I have a question", "Something is broken"} <= {each.label for each in reply.card.buttons}, word


@pytest.mark.parametrize(("way", "title"), [(":incident", "Something is broken"), ("question", "Question or advice")])
async def test_where_nothing_is_found_a_fault_is_reported_or_something_asked_instead(way: str, title: str) -> None:
    async with open_desk(OPEN) as desk:
        form = opened(await desk.person("mia").submits("open_request", {"item": way}, {"said": "My pony is ill today"}))
        assert form.title == title
        assert "My pony is ill today" in [each.value for each in form.fields]


@pytest.mark.parametrize(
    ("said", "ordered"),
    [
        ("I need a new laptop", ["New laptop"]),
        ("Ich brauche einen neuen Laptop", ["New laptop"]),
        ("new laptop please", ["New laptop"]),
        ("Ich brauche Zugang zum ERP", ["Access to a system"]),
        ("Wir brauchen einen Verteiler für die Messe", ["Shared mailbox or list"]),
        ("Mein Rechner startet nicht", []),
        ("My new laptop does not start", []),
        ("I need help with my screen", []),
        ("Could I get Figma?", ["Software licence"]),
        ("I need a shared mailbox for the fair", ["Shared mailbox or list"]),
        ("I need an account for a new employee", []),  # an item that is not for her
        ("The printer is on fire", []),
    ],
)
async def test_words_that_ask_for_an_item_are_offered_it_first(said: str, ordered: list[str]) -> None:
    async with open_desk(OPEN) as desk:
        mia = desk.person("mia").on_teams
        orders = [each for each in shown(await mia.sends(said)).buttons if each.label.startswith("Order ")]
        assert [each.label for each in orders] == [f"Order {name}" for name in ordered]
        card = shown(await mia.sends(said))
        assert [each.label for each in card.buttons if each.style == "primary"] == (
            [each.label for each in orders] or ["Something is broken"]
        )
        for each in orders:
            assert opened(await mia.presses_anywhere(each.action.command, **each.action.arguments)).title in ordered


async def test_the_picker_opens_with_the_words_that_came_along_searched() -> None:
    async with open_desk(OPEN) as desk:
        mia = desk.person("mia").on_teams
        card = shown(await mia.sends("the mailbox of our group is what I want"))
        need = next(each for each in card.buttons if each.label == "I need something")
        form = opened(await mia.presses_anywhere(need.action.command, **need.action.arguments))
        assert field(form, "item").choices[0].value == "shared-mailbox"
        assert field(form, "item").value == "shared-mailbox"
        found = await desk.desk.choices(mia.speaker, "open_request", "item", "", form.context)
        assert found[0].value == "shared-mailbox"


@pytest.mark.parametrize("typed", ["figma", "Figma", "software licence figma", "software-licence: Figma"])
async def test_what_is_chosen_in_a_form_names_its_item_and_is_chosen_there(desk: DeskHouse, typed: str) -> None:
    form = opened(await desk.person("mia").types("request", typed))
    assert form.title == "Software licence"
    assert field(form, "app").value == "Figma"
    assert not field(form, "reason").value


def test_the_name_counts_more_than_what_stands_beside_it() -> None:
    items = [replace(item, words=("mailbox",)) for item in shipped().catalog.values()]
    assert next(item.key for item in find_items(items, "mailbox")) == "shared-mailbox"


async def test_what_one_orders_usually_stands_first_also_among_what_is_found(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    assert await found(mia, "", desk) == EVERYTHING
    for _ in range(2):
        await mia.orders("question", question="How do I share a calendar?")
    await mia.orders("password-reset", account="SAP")
    assert await found(mia, "", desk) == ["question", "password-reset", *EVERYTHING[1:-1]]
    form = opened(await mia.types("request"))
    assert next(choice.value for choice in field(form, "item").choices) == "question"
    assert await found(desk.person("jan.kolb"), "", desk) == EVERYTHING


async def test_five_hundred_items_are_listed_in_part_and_found_in_full() -> None:
    async with open_desk(OPEN, policy=many(500)) as desk:
        mia = desk.person("mia")
        picker = field(opened(await mia.types("request")), "item")
        assert picker.search
        assert len(picker.choices) == 15
        assert len(await found(mia, "", desk)) == 100
        assert await found(mia, "number 499", desk) == ["item-499"]
        said = refused(await mia.types("request", "pony"))
        assert said.count("Thing number") == 10


async def doors(desk: DeskHouse, who: Someone, key: str, name: str) -> dict[str, str]:
    """What each door says to somebody who asks for an item; a door that lets them in says nothing."""
    said: dict[str, str] = {}
    if key in await found(who, "", desk) + await found(who, name, desk):
        said["search"] = "offered"
    listed = field(opened(await who.types("request")), "item").choices
    if key in {choice.value for choice in listed}:
        said["picker"] = "offered"
    for typed in (key, name):
        said[f"typed {typed}"] = refused(await who.types("request", typed))
    said["in the chat"] = refused(await who.sends(f"request {name}"))
    said["chosen"] = errors(await who.submits("open_request", {"item": key}, {}))["item"]
    said["sent late"] = refused(await who.submits("open_request", {"person": "x"}, {"item": key}))
    (menu,) = buttons(shown(await who.sends("request")))
    assert menu.action.arguments.get("item") is None
    return said


@pytest.mark.parametrize(
    "typed",
    ["new laptop for Jan", "a New Laptop, please", "i need a new laptop until friday", "new  laptop!"],
)
async def test_an_item_is_meant_by_its_whole_name_among_other_words(typed: str) -> None:
    async with open_desk(OPEN) as desk:
        assert opened(await desk.person("mia").types("request", typed)).title == "New laptop"


@pytest.mark.parametrize("typed", ["renew laptops", "laptop new", "something"])
async def test_parts_of_a_name_among_other_words_are_asked_about(typed: str) -> None:
    items = with_items(question={"name": "Laptop"}, laptop={"name": "New laptop"})
    named = [item.name for item in named_in(items.catalog.values(), typed)]
    assert named == (["Laptop"] if "laptop new" in typed else [])
    assert [item.name for item in named_in(items.catalog.values(), "a new laptop")] == ["New laptop"]


@pytest.mark.parametrize("on", ["slack", "teams"])
@pytest.mark.parametrize(
    ("who", "key", "changed", "typed"),
    [
        ("mia", "onboarding", {}, "can only be ordered by those it is meant for"),
        ("katrin", "offboarding", {}, "can only be ordered by those it is meant for"),
        ("mia", "question", {"retired": True}, "can no longer be ordered"),
        ("mia", "question", {"who": ("hr.ops@nordlicht.example",)}, "can only be ordered by those it is meant for"),
    ],
)
async def test_what_one_may_not_order_is_not_shown_and_refused_at_every_door(
    on: str, who: str, key: str, changed: dict[str, object], typed: str
) -> None:
    policy = with_items(**{key: changed})
    async with open_desk(OPEN, policy=policy) as desk:
        person = desk.person(who) if on == "slack" else desk.person(who).on_teams
        item: Item = policy.catalog[key]
        said = await doors(desk, person, key, item.name)
        assert "search" not in said
        assert "picker" not in said
        assert said.pop("chosen") == f"{item.name} cannot be ordered here. Choose something else."
        assert said.pop("sent late") == "This can no longer be ordered."
        assert {door for door, words in said.items() if typed not in words} == set()
        assert await desk.store.read(lambda tx: tx.count(Search())) == 0


async def test_what_is_retired_says_so_by_its_usual_words_as_well() -> None:
    async with open_desk(OPEN, policy=with_items(**{"software-licence": {"retired": True}})) as desk:
        said = refused(await desk.person("mia").types("request", "software"))
        assert said.startswith("Software licence can no longer be ordered.")


async def test_a_form_that_is_open_when_its_item_is_retired_says_so_when_it_changes(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("request", "question"))
    desk.desk.use(with_items(question={"retired": True}))
    heard = FormChanged(mia.speaker, desk.now, "open_request", form.command_id, form.context, {"question": "How do I"})
    assert refused(await desk.hears(heard)) == "This can no longer be ordered."
