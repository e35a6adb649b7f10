"""A card and a form that several tests of Teams use."""

from __future__ import annotations

from core.ui.cards import Action, Button, Card, Section
from core.ui.forms import Choice, Field, Form
from core.ui.text import plain
from tests.channels_teams.house import House

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
        Field("files", "Screenshots", "files", required=False),
    ),
    command_id="c-1",
    submit="Send",
    cancel="Cancel",
    context={"text": "VPN drops", "n": 3, "yes": True},
)
REPLY = Form(
    "reply", "Reply", (Field("text", "Your answer", "long_text"),), "c-2", "Send", "Cancel", context={"ticket": "INC-1"}
)


def card_with(*buttons: Button, more: tuple[Button, ...] = ()) -> Card:
    return Card("A card", sections=(Section(plain("Words")),), buttons=buttons, more=more, ticket="INC-1042")


CLAIM = Button("Claim", Action("claim", {"ticket": "INC-1042"}), "primary")
ANSWER = Button("Reply", Action("reply", {"ticket": "INC-1042"}), opens_form=True)
WITHDRAW = Button("Withdraw", Action("withdraw", {"ticket": "INC-1042"}), "danger", confirm="Really?", back="Keep it")
PRIORITY = Button("Priority", Action("prio", {"ticket": "INC-1042"}), opens_form=True)


async def shown(house: House, *buttons: Button, room: str = "Desk Triage") -> None:
    """A card with these buttons, posted in a channel."""
    await house.channel.deliver(house.post(house.place(room), card_with(*buttons)))
