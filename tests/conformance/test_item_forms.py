"""Order forms as people fill them in on either platform: of any length, a wrong answer said where it is, files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.policy_file import Loaded
from core.items import ItemField
from core.ports.tickets import Search
from core.processes import RequestDetails
from core.tickets.ticket import Ticket
from playground.slack.screen import Form as SlackForm
from tests.conformance.house import House, house, shipped
from tests.conformance.seatings import Seating, told_both_ways
from tests.conformance.seen import FIELD, Sheet

pytestmark = told_both_ways


def long_form(fields: int) -> tuple[ItemField, ...]:
    """A form of so many fields: the first decides whether the last is asked."""
    form = [ItemField(f"f{number}", "text", f"Field {number}", required=True, maximum="40") for number in range(fields)]
    form[0] = ItemField("f0", "select", "Field 0", required=True, options=("all", "some"))
    if fields > 1:
        form[fields // 2] = ItemField(f"f{fields // 2}", "number", "Seats", required=True, minimum="2")
        form[-1] = replace(form[-1], show_if=("f0", "all"))
    return tuple(form)


def selling(**forms: tuple[ItemField, ...]) -> Loaded:
    """The sample company with an item for each of these forms."""
    rules = shipped()
    like = rules.policy.catalog["question"]
    items = {key: replace(like, key=key, name=f"Thing {key}", form=form) for key, form in forms.items()}
    return replace(rules, policy=replace(rules.policy, catalog=items))


async def orders(desk: House, seating: Seating, key: str) -> Sheet:
    """Mia has the form of an item before her."""
    mia = desk.person("mia")
    named = key if seating.requesters == "slack" else f"Thing {key}"
    return Sheet(await mia.side.asks_for("mia.feld", "request", named))


async def fills(sheet: Sheet, form: tuple[ItemField, ...], answers: dict[str, str]) -> None:
    """Fill in what of the form is on the page, at first what decides about the rest."""
    if asks(sheet, "f0"):
        await sheet.fills(f0=answers["f0"])
        await sheet.looks_again()
    await sheet.fills({each.id: answers[each.id] for each in form if asks(sheet, each.id)})


async def attaches(sheet: Sheet) -> None:
    """Attach a file where the form takes one; Teams' forms say where it goes instead."""
    if isinstance(sheet.form, SlackForm):
        await sheet.form.chooses("field:paper", {"contract.pdf": b"%PDF-1.4 signed"})
    else:
        sheet.says("Contract: send it in our chat once this is sent")


def asks(sheet: Sheet, field: str) -> bool:
    """Whether a field is on the page."""
    try:
        return sheet.form.field(FIELD + field) is not None
    except LookupError:
        return False


async def test_a_form_of_any_length_is_filled_in_page_by_page(tmp_path: Path, seating: Seating) -> None:
    forms = {str(length): long_form(length) for length in (1, 30, 120)}
    async with house(tmp_path, seating, rules=selling(**forms)) as desk:
        for number, (key, form) in enumerate(forms.items()):
            answers = {each.id: f"Answer of {each.id}" for each in form} | {"f0": "all"}
            answers |= {each.id: "1" for each in form if each.kind == "number"}
            sheet = await orders(desk, seating, key)
            pages = 0
            while sheet.is_open:
                pages += 1
                await fills(sheet, form, answers)
                await sheet.sends()
                if "at least 2" in sheet.text and sheet.is_open:
                    wrong = next(each for each in form if each.kind == "number")
                    sheet.complains(wrong.id)
                    answers[wrong.id] = "12"
                    await sheet.fills({wrong.id: "12"})
                    await sheet.sends()
            details = (await desk.ticket(f"REQ-{1000 + number}")).details
            assert isinstance(details, RequestDetails)
            assert dict(details.answers) == answers
            assert pages == {"1": 1, "30": 1, "120": 4}[key]


async def test_back_and_next_keep_every_answer_and_follow_what_decides(tmp_path: Path, seating: Seating) -> None:
    form = long_form(70)
    async with house(tmp_path, seating, rules=selling(long=form)) as desk:
        answers = {each.id: f"Answer of {each.id}" for each in form} | {"f0": "all", "f35": "12"}
        sheet = await orders(desk, seating, "long")
        sheet.says("Page 1 of 3")
        await fills(sheet, form, answers)
        await sheet.sends()
        await sheet.fills(f31="half")
        sheet.says("Page 2 of 3")
        await sheet.form.presses("Back")
        assert (sheet.value("f1"), sheet.value("f29")) == ("Answer of f1", "Answer of f29")
        answers["f0"] = "some"
        await sheet.fills(f0="some")
        await sheet.sends()
        assert sheet.value("f31") == "half"
        await fills(sheet, form, answers)
        await sheet.sends()
        sheet.says("Page 3 of 3")
        assert not asks(sheet, "f69")
        await fills(sheet, form, answers)
        await sheet.is_taken()
        details = (await desk.ticket("REQ-1000")).details
        assert isinstance(details, RequestDetails)
        assert dict(details.answers) == {key: answer for key, answer in answers.items() if key != "f69"}


REASON = "The fair begins on Tuesday, and mine is broken"
EVERY_TYPE = (
    ItemField("words", "text", "Words", required=True, pattern="^[a-z]+$"),
    ItemField("story", "long_text", "Story", required=True),
    ItemField("kind", "select", "Kind", required=True, options=("a", "b")),
    ItemField("day", "date", "Day", required=True, minimum="today+2bd"),
    ItemField("who", "user", "Who", required=True),
    ItemField("whom", "users", "Whom", required=True),
    ItemField("seats", "number", "Seats", required=True, minimum="2"),
    ItemField("paper", "file", "Contract", required=True),
)
ORDERS: dict[str, tuple[str, dict[str, str | tuple[str, ...]]]] = {
    "password-reset": ("mia.feld", {"account": "SAP"}),
    "software-licence": ("mia.feld", {"app": "Figma", "reason": "The new brand is drawn with it"}),
    "laptop": (  # needed earlier than promised
        "mia.feld",
        {"model": "Power 16", "ship_to": "home", "address": "Am Markt 1", "needed_by": "2026-10-27"},
    ),
    "access": ("mia.feld", {"system": "erp", "role": "read", "until": "2027-01-31", "reason": REASON}),
    "onboarding": ("katrin.stahl", {"person": "Ada Berg", "start_date": "2026-11-09", "manager": ("katrin.stahl",)}),
    "offboarding": ("hr.ops", {"person": ("jan.brandt",), "last_day": "2026-11-30"}),
    "shared-mailbox": ("mia.feld", {"address": "team.sales", "members": ("jan.brandt", "mia.feld")}),
    "question": ("mia.feld", {"question": "How do I share a calendar?"}),
    "every-type": (
        "mia.feld",
        {
            "words": "abc", "story": "one\ntwo", "kind": "b", "day": "2026-10-30", "who": ("jan.brandt",),
            "whom": ("jan.brandt", "mia.feld"), "seats": "3",
        },
    ),
}  # fmt: skip
"""Who orders what of the shipped catalog with which answers, and something that asks for every type of field."""


async def _newest_request(desk: House) -> Ticket:
    """The request that was ordered last: the numbers between are those of the others' tasks."""
    await desk.settles()
    wanted = Search(limit=1, suits=lambda one: not one.process.of_parent)
    (found,) = await desk.service.store.read(lambda tx: tx.search(wanted))
    return found


async def test_everything_that_can_be_ordered_is_ordered(tmp_path: Path, seating: Seating) -> None:
    rules = shipped()
    every = replace(rules.policy.catalog["question"], key="every-type", name="Every type", form=EVERY_TYPE)
    catalog = {**rules.policy.catalog, "every-type": every}
    assert list(ORDERS) == list(catalog)
    async with house(tmp_path, seating, rules=replace(rules, policy=replace(rules.policy, catalog=catalog))) as desk:
        side = desk.person("mia").side
        for key, (who, answers) in ORDERS.items():
            name = key if seating.requesters == "slack" else catalog[key].name
            sheet = Sheet(await side.asks_for(who, "request", name))
            await sheet.fills(answers)
            if key == "laptop":
                await sheet.fills({"needed_by:why": REASON})
            if key == "every-type":
                await attaches(sheet)
            await sheet.is_taken()
            ticket = await _newest_request(desk)
            assert isinstance(ticket.details, RequestDetails)
            assert ticket.details.item == key
            sealed = {field.id for field in catalog[key].form if field.sensitive}
            given = {one: value for one, value in answers.items() if isinstance(value, str) and one not in sealed}
            assert {field: ticket.details.answers[field] for field in given} == given
            assert set(ticket.details.sealed) == sealed & set(answers)
            assert [file.name for file in ticket.files] == (
                ["contract.pdf"] if key == "every-type" and seating.requesters == "slack" else []
            )
            assert ticket.details.urgent == (REASON if key == "laptop" else "")


async def test_what_is_wrong_is_said_at_its_field_in_words_and_what_was_filled_in_stays(
    tmp_path: Path, seating: Seating
) -> None:
    rules = selling(one=EVERY_TYPE)
    async with house(tmp_path, seating, rules=rules) as desk:
        sheet = await orders(desk, seating, "one")
        wrong = {"words": "Not This", "story": "one\ntwo", "kind": "b", "day": "2026-10-23", "seats": "1"}
        await sheet.fills({**wrong, "who": ("jan.brandt",), "whom": ("jan.brandt",)})
        await attaches(sheet)
        await sheet.sends()
        assert sheet.is_open
        sheet.complains("words", "day", "seats")
        said = " ".join([sheet.text, *sheet.form.errors.values()])
        assert all(each in said for each in ("only small letters", "Earliest is Tue 27 Oct.", "Seats: at least 2.")), (
            said
        )
        assert sheet.value("story") == "one\ntwo"


async def test_every_answer_outlives_back_and_a_change_of_the_order(tmp_path: Path, seating: Seating) -> None:
    """Of every type, on both of two pages; the file, which no form can show again, by its name."""
    rest = tuple(ItemField(f"n{number}", "number", f"Number {number}") for number in range(22))
    second = tuple(replace(each, id=f"{each.id}2") for each in EVERY_TYPE if each.kind != "file")
    private = ItemField("secret", "text", "Secret", required=True, sensitive=True)
    form = (*EVERY_TYPE, *rest, *second, private)
    _, every = ORDERS["every-type"]
    first_page, on_second = every, {f"{key}2": value for key, value in every.items()}
    async with house(tmp_path, seating, rules=selling(long=form)) as desk:
        mia = desk.person("mia")
        sheet = await orders(desk, seating, "long")
        await sheet.fills(first_page)
        await attaches(sheet)
        await sheet.sends()
        await sheet.fills({**on_second, "secret": "Am Markt 1"})
        await sheet.form.presses("Back")
        if seating.requesters == "slack":
            sheet.says("contract.pdf is attached.")
        await sheet.sends()
        await sheet.fills(secret="Am Markt 1")
        await sheet.is_taken()
        details = (await desk.ticket("REQ-1000")).details
        assert isinstance(details, RequestDetails)
        assert ("paper" in details.answers) == (seating.requesters == "slack")

        sheet = await mia.opens(await mia.receipt("REQ-1000"), "Change order")
        shown = {key: sheet.value(key) for key in first_page}
        if seating.requesters == "slack":
            sheet.says("contract.pdf is attached.")
        await sheet.sends()
        shown |= {key: sheet.value(key) for key in on_second}
        sheet.says("Leave it empty to keep what you wrote before.")
        assert all(shown.values()), shown
        assert (shown["seats"], shown["seats2"]) == ("3", "3")
        await sheet.sends()
        sheet.says("Nothing has changed")
        after = (await desk.ticket("REQ-1000")).details
        assert after == details
