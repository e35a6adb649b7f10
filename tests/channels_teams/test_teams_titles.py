"""A dialog of Teams is called what it is about, and never by a sentence that is cut off."""

from __future__ import annotations

from typing import cast

import pytest

from adapters.teams.dialog_state import Seal
from adapters.teams.outbound import Outbound
from adapters.teams.responses import LONGEST_TITLE, Answering, Spot
from core.people import Speaker
from core.ui.cards import Card, say
from core.ui.forms import Choice, Form
from core.ui.inbound import FieldErrors, Reply, Shown, Where
from core.ui.text import plain
from tests.fakes.phrasing import PHRASING

SENTENCE = "Work on REQ-1000 has begun, so the team is asked for your change. You hear from them."
SENT = Form("change_order", "Change REQ-1000", (), "c-1", "Send", "Cancel")
SPOT = Spot(Speaker("teams", "teams:T1/U-mia"), Where("teams:T1/D-mia"))


async def nothing_found(*_: object) -> tuple[Choice, ...]:
    return ()


ANSWERING = Answering(cast("Outbound", None), Seal("secret"), PHRASING, lambda person: person, nothing_found)


@pytest.mark.parametrize(
    ("reply", "sent", "title"),
    [
        (Shown(say(plain(SENTENCE))), SENT, "Change REQ-1000"),
        (Shown(say(plain(SENTENCE), ticket="REQ-1000")), SENT, "REQ-1000"),
        (Shown(say(plain(SENTENCE))), None, "Deskbell"),
        (FieldErrors({"reason": SENTENCE}), None, "Deskbell"),
        (Shown(Card(SENTENCE, title=plain("INC-1042 VPN"))), SENT, "INC-1042 VPN"),
    ],
)
async def test_a_dialog_is_called_what_it_is_about(reply: Reply, sent: Form | None, title: str) -> None:
    body = await ANSWERING.dialog(reply, SPOT, sent)
    assert body is not None
    called = body["task"]["value"]["title"]
    assert called == title
    assert len(called) <= LONGEST_TITLE
