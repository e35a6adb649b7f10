"""People, a card and a form that several tests of Slack use."""

from __future__ import annotations

from core.people import Speaker
from core.ui.cards import Button, Card, Section
from core.ui.forms import Choice, Field, Form
from core.ui.text import plain
from playground.slack.screen import Form as SeenForm
from playground.slack.screen import Message
from tests.channels.house import TEAM

MIA = Speaker("slack", f"{TEAM}/UMIAFELD")
DANA = Speaker("slack", f"{TEAM}/UDANAROTH")

FORM = Form(
    "open_incident",
    "Something is broken",
    (
        Field("title", "What is wrong?", "text", min_length=8, max_length=120, value="VPN drops"),
        Field(
            "service", "Which service?", "select", choices=(Choice("vpn", "VPN"), Choice("erp", "ERP")), reloads=True
        ),
        Field("who", "Who is affected?", "radio", choices=(Choice("me", "Just me"), Choice("all", "Everyone"))),
        Field("preview", "Preview", "note", text=plain("This will be P3 Medium.")),
        Field("for", "This is for", "user", required=False),
        Field("watch", "Who else", "users", required=False),
        Field("when", "Needed by", "date", required=False),
        Field("count", "How many", "number", required=False),
        Field("sure", "I am sure", "check", required=False),
        Field("more", "More detail", "long_text", required=False),
    ),
    command_id="c-1",
    submit="Send",
    cancel="Cancel",
    context={"text": "VPN drops", "n": 3, "yes": True},
)


def card_with(*buttons: Button) -> Card:
    return Card("A card", sections=(Section(plain("Words")),), buttons=buttons, ticket="INC-1042")


def nothing(seen: object) -> bool:
    return not isinstance(seen, (SeenForm, Message))
