"""A form in pages at the desk's door: what went wrong leads back to its page, what is kept, and what never is."""

from __future__ import annotations

from dataclasses import replace

from core.items import ItemField
from core.policy import Policy
from core.ports.tickets import Search
from core.processes import RequestDetails
from core.ui.forms import Filled, Form
from core.ui.inbound import OpenForm, Reply, Submit
from tests.commands.reading import errors, field, ids, opened, quiet
from tests.commands.test_item_form import OPEN, asking
from tests.fakes.company import Someone
from tests.fakes.desk import DeskHouse, open_desk, refused

DAY = ItemField("day", "date", "Day", required=True, minimum="today+1bd")
SECRET = ItemField("secret", "text", "Secret", required=True, sensitive=True)
CANARY = "Am Markt 1, third bell"


def long(*first: ItemField, length: int = 70) -> Policy:
    """A form of so many fields and these before them."""
    return asking(*first, *(ItemField(f"n{each}", "number", f"Number {each}") for each in range(length)))


async def turns(who: Someone, form: Form, *, back: bool = False, **values: Filled | None) -> Reply:
    """Press Next, Order or Back with this filled in and everything else as it stands."""
    filled = {each.id: each.value for each in form.fields if each.kind != "note"} | values
    heard = Submit(who.speaker, who.desk.now, form.command, form.command_id, form.context, filled, back=back)
    return await who.desk.hears(heard)


async def test_what_went_wrong_meanwhile_leads_back_to_its_page_and_nothing_is_lost() -> None:
    async with open_desk(OPEN, policy=long(DAY)) as desk:
        mia = desk.person("mia")
        form = opened(await turns(mia, opened(await mia.types("request", "question")), day="2026-10-28", n3=7))
        form = opened(await turns(mia, form, n40=8))
        await desk.until("2026-10-28 10:00 CET")
        reply = await turns(mia, form, n69=9)
        assert isinstance(reply, OpenForm)
        assert reply.errors == {"day": "Earliest is Thu 29 Oct."}
        assert (field(reply.form, "day").value, field(reply.form, "n3").value) == ("2026-10-28", 7)
        form = opened(await turns(mia, reply.form, day="2026-10-29"))
        form = opened(await turns(mia, form))
        quiet(await turns(mia, form))
        details = (await desk.ticket("REQ-1000")).details
        assert isinstance(details, RequestDetails)
        assert details.answers == {"day": "2026-10-29", "n3": "7", "n40": "8", "n69": "9"}


async def test_a_page_sent_twice_leads_on_once_and_an_order_sent_twice_orders_once() -> None:
    async with open_desk(OPEN, policy=long(length=40)) as desk:
        mia = desk.person("mia")
        form = opened(await mia.types("request", "question"))
        second = opened(await turns(mia, form, n1=1))
        assert opened(await turns(mia, form, n1=1)) == second
        for _ in range(2):
            quiet(await turns(mia, second, n35=2))
        assert await desk.store.read(lambda tx: tx.count(Search())) == 1


async def test_what_is_for_the_staff_alone_is_asked_last_and_kept_between_no_pages() -> None:
    async with open_desk(OPEN, policy=long(SECRET)) as desk:
        mia = desk.person("mia")
        form = opened(await mia.types("request", "question"))
        assert "secret" not in ids(form)
        form = opened(await turns(mia, opened(await turns(mia, form))))
        assert "secret" in ids(form)
        form = opened(await turns(mia, form, back=True, secret=CANARY, n69=9))
        kept = await desk.store.read(lambda tx: tx.aside(mia.id, f"form:{form.command_id}"))
        assert kept is not None
        assert CANARY not in kept.text
        form = opened(await turns(mia, form))
        assert (field(form, "secret").value, field(form, "n69").value) == (None, 9)
        assert errors(await turns(mia, form)) == {"secret": "Secret: please fill this in."}
        quiet(await turns(mia, form, secret=CANARY))


async def test_nobody_goes_on_with_what_somebody_else_filled_in() -> None:
    async with open_desk(OPEN, policy=long(length=40)) as desk:
        mia, jan = desk.person("mia"), desk.person("jan.kolb")
        form = opened(await turns(mia, opened(await mia.types("request", "question")), n1=1))
        again = opened(await turns(jan, form, back=True))
        assert field(again, "n1").value is None


async def test_an_item_that_is_retired_between_two_pages_says_so(desk: DeskHouse) -> None:
    policy = long(length=40)
    desk.desk.use(policy)
    mia = desk.person("mia")
    form = opened(await turns(mia, opened(await mia.types("request", "question"))))
    gone = replace(policy.catalog["question"], retired=True)
    desk.desk.use(replace(policy, catalog={**policy.catalog, "question": gone}))
    assert refused(await turns(mia, form)) == "This can no longer be ordered."
