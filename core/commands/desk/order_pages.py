"""The pages of an order form: from one to the next, checked, or back, with every answer kept."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.ordered_before import form_of, order_changed
from core.commands.registry import Asking
from core.errors import Refusal
from core.intake.catalog import read_page
from core.intake.form_pages import PAGE, keep, on_page, page_at, page_of
from core.items import Item
from core.ui.inbound import OpenForm, Submit
from core.ui.reading import Reading, Values
from core.ui.text import flatten


def turn_page(asked: Asking, sent: Submit, item: Item, values: Values, reading: Reading) -> int | None:
    """The number of the page before the one that was sent, or after it, with the answers kept; None after the last.

    Raises Refusal where the page is wrong, and was not left by *Back*.
    """
    page = page_at(item.form, sent.context.get(PAGE), values)
    turned = page.before if sent.back else page.after
    if turned is None:
        return None
    if not sent.back:
        read_page(item, page, values, reading, order_changed(asked, sent.context))
    keep(asked.tx, asked.person.id, sent, item.form, values)
    return turned


def lead_back(
    asked: Asking, sent: Submit, item: Item, values: Values, reading: Reading, refusal: Refusal
) -> OpenForm | None:
    """The first page with something wrong on it, and what; None where that is the page that was sent, or none.

    It is an answer and no refusal: that would undo what is kept of the page that was sent.
    """
    pages = {each: page_of(item.form, each.field) for each in (refusal, *refusal.also)}
    wrong = min((number for number in pages.values() if number is not None), default=None)
    if wrong is None or wrong == page_at(item.form, sent.context.get(PAGE), values).number:
        return None
    engine, slashes = asked.engine, asked.engine.slashes(asked.channel)
    keep(asked.tx, asked.person.id, sent, item.form, values)
    said = {
        each.field: flatten(engine.presenter.refusal(each), slashes=slashes)
        for each, number in pages.items()
        if number == wrong and each.field is not None
    }
    opened = engine.open_form(form_of(asked, item, values, reading, on_page(sent.context, wrong)))
    return replace(opened, errors=said)
