"""The pages of an order form: from one to the next, checked, or back, with every answer kept."""

from __future__ import annotations

from core.commands.registry import Asking
from core.intake.catalog import read_page
from core.intake.form_pages import PAGE, keep, page_at
from core.items import Item
from core.ui.inbound import Submit
from core.ui.reading import Reading, Values


def turn_page(asked: Asking, sent: Submit, item: Item, values: Values, reading: Reading) -> int | None:
    """The number of the page before the one that was sent, or after it, with the answers kept; None after the last.

    Raises Refusal where the page is wrong, and was not left by *Back*.
    """
    page = page_at(item.form, sent.context.get(PAGE), values)
    turned = page.before if sent.back else page.after
    if turned is None:
        return None
    if not sent.back:
        read_page(item, page, values, reading)
    keep(asked.tx, asked.person.id, sent, item.form, values)
    return turned
