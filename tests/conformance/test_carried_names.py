"""Somebody of whom no look-up tells is called as the message calls them."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways
from tests.conformance.seen import Post

Json = dict[str, Any]


def spoken(user: str, label: str = "") -> Json:
    """How Slack sends a mention: the rich text never has the name."""
    text = f"<@{user}|{label}>" if label else f"<@{user}>"
    elements = [{"type": "text", "text": "ask "}, {"type": "user", "user_id": user}]
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    return {"text": f"ask {text}", "blocks": [rich]}


def tagged(name: str, **who: str) -> tuple[str, list[Json]]:
    return f"ask <at>{name}</at>", [{"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"name": name, **who}}]


SLACK = [
    ({"text": "ask <@U0GUEST|gwen.guest>"}, "ask @gwen.guest"),
    (spoken("U0GUEST", "gwen.guest"), "ask @gwen.guest"),
    (spoken("UDANAROTH", "dana"), "ask @Dana Roth"),
    (spoken("U0GONE"), "ask @Somebody"),
]
TEAMS = [
    (tagged("Gwen Guest", id="29:unknown", aadObjectId="11111111-2222-3333-4444-555555555555"), "ask @Gwen Guest"),
    (tagged("Gwen Guest", id="29:unknown"), "ask @Gwen Guest"),
    (tagged("Gwen \u202eGuest", id="29:unknown"), "ask @Gwen Guest"),
]


@told_both_ways
async def test_a_person_whom_no_look_up_gives_has_the_name_that_the_message_carries(desk: House) -> None:
    (mia,) = desk.people("mia")
    await mia.reports()
    receipt = await mia.receipt()
    if mia.platform == "slack":
        for sent, meant in SLACK:
            await _write_on_slack(desk, receipt, sent)
            await desk.triage_thread().has(meant)
    else:
        for (words, entities), meant in TEAMS:
            await _write_on_teams(desk, words, entities)
            await desk.triage_thread().has(meant)


async def _write_on_slack(desk: House, receipt: Post, sent: Json) -> None:
    slack = desk.playground.slack
    _, channel, root = receipt.key
    said = {"user": "UMIAFELD", "team": slack.space.team_id, **sent, "thread_ts": root}
    _, told = slack.post(slack.space.channels[channel], said)
    await asyncio.gather(*(each for each in told if each is not None))


async def _write_on_teams(desk: House, words: str, entities: list[Json]) -> None:
    teams, mia = desk.teams.teams, desk.teams.person("mia.feld").person
    about = {"type": "message", "text": words, "textFormat": "plain", "entities": entities, "attachments": []}
    post = teams.tenant.add_post(teams.tenant.personal(mia), mia.id, about)
    await desk.teams._hands._tell(mia, post, "message")
