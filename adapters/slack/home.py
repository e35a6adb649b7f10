"""Views that only show something: the person's own page (App Home) and an answer inside a modal."""

from __future__ import annotations

from adapters.channel_kind import Phrasing
from adapters.slack.render import VIEW_BLOCKS, blocks, plain
from adapters.slack.text import Accounts, Json
from core.phrases import phrase
from core.ui.cards import Card
from core.ui.text import flatten


def home_view(card: Card, account_of: Accounts) -> Json:
    """The App Home tab for `views.publish`."""
    return {"type": "home", "blocks": blocks(card, account_of, most=VIEW_BLOCKS)}


def answer_view(card: Card, account_of: Accounts, phrasing: Phrasing, private_metadata: str = "") -> Json:
    """A modal that shows a private answer; its buttons know where they are by the metadata."""
    view: Json = {
        "type": "modal",
        "title": plain(card.ticket or "Deskbell", 24),
        "close": plain(flatten(phrasing(phrase("close"))), 24),
        "blocks": blocks(card, account_of, most=VIEW_BLOCKS),
    }
    return {**view, "private_metadata": private_metadata} if private_metadata else view
