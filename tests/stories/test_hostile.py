"""Stories of hostile words: whatever people type arrives as text, on cards, in threads, in forms and in the Home."""

from __future__ import annotations

import pytest

from playground.slack.protocol import Json
from playground.slack.screen import Form, Message
from tests.stories.house import House

LOUD = "<!channel> <@UMIAFELD> <#CGENERAL> *b* _i_ `x` <https://evil.example|bank> :ticket: & &lt; {{ 7*7 }} %s {0}"
BACKWARDS = "\u202eexe.gnp\u202c مرحبا שלום"
LONG = ("0123456789 " * 400)[:4000]


def live(blocks: list[Json]) -> list[Json]:
    """Elements that do something: mentions, links, broadcasts, channels, and any text that Slack would parse."""
    found: list[Json] = []

    def walk(part: object) -> None:
        if isinstance(part, dict):
            if part.get("type") in ("user", "usergroup", "broadcast", "channel", "link", "emoji", "mrkdwn"):
                found.append(part)
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(blocks)
    return found


async def test_hostile_words_in_a_form_are_text_everywhere(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    form = await mia.types("/incident")
    assert isinstance(form, Form)
    form.fills({"What is wrong?": LOUD[:110], "More detail": f"{LOUD}\n{BACKWARDS}\n```code```"})
    await desk.fills_in(form)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    for message in (receipt, card):
        assert "<!channel> @Mia Feld #general *b* _i_ `x`" in message.text  # ids are read by nobody
        assert live(message.blocks) == []
        assert "<!channel>" not in message.raw["text"]  # the fallback is escaped
        assert "&lt;!channel&gt;" in message.raw["text"]
    assert BACKWARDS in card.text
    home = await mia.opens_home()
    assert "<!channel> @Mia Feld" in home.text
    assert live(home.blocks) == []
    listed = await dana.types("/ticket queue")
    assert isinstance(listed, Message)
    assert live(listed.blocks) == []
    found = await dana.types("/ticket search <!channel> %_' OR 1=1")
    assert isinstance(found, Message)
    assert live(found.blocks) == []
    shown = await card.presses("Resolve" if "Resolve" in card.buttons else "Reply")
    assert isinstance(shown, Form)
    await shown.closes()
    desk.nothing_else_was_said()


@pytest.mark.parametrize("words", [LOUD, BACKWARDS, LONG, "a\0b\0c"])
async def test_hostile_words_cross_the_threads_as_text(desk: House, words: str) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    await card.presses("Claim")
    await desk.settles()
    desk.said_so_far()
    start = words.replace("\0", "")[:10].strip()
    await mia.says(words, thread=receipt)
    copy = await desk.reads(dana.thread(card), start)
    assert "nordlicht.example" not in copy.text  # who is mentioned is named
    pings = [one for one in live(copy.blocks) if one != {"type": "user", "user_id": dana.id}]
    assert pings == []
    answer = await dana.says(f">> {words}", thread=card)
    reply = await desk.reads(mia.thread(receipt), start)
    assert live(reply.blocks) == []
    assert "outbox_tray" in answer.reactions
    form = await card.presses("Ask requester")
    assert isinstance(form, Form)
    form.fills(text=words[:1000])
    await form.submits()
    await desk.settles()
    asked = mia.thread(receipt).last
    assert live(asked.blocks) == []
    assert live(card.blocks) == []
    assert live(receipt.blocks) == []
    await mia.opens_home()
    if words is LONG:
        assert LONG in " ".join(text.strip() for text in dana.thread(card).texts)


async def test_a_hostile_message_becomes_a_quiet_ticket(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    asked = await mia.says(f"{LOUD} {BACKWARDS}", "#it-help")
    await dana.reacts(asked, ":ticket:")
    card = await desk.card()
    await desk.reads(mia.thread(asked), "Got it")
    assert live(card.blocks) == []
    shown = await dana.shortcut("Ticket actions", asked)
    assert isinstance(shown, Message)
    assert live(shown.blocks) == []
    desk.nothing_else_was_said()


async def test_hostile_commands_are_answered_with_a_sentence(desk: House) -> None:
    mia = desk.person("mia")
    for line in (
        f"/ticket {LOUD}",
        f"/desk {LOUD}",
        f"/request {LOUD}",
        "/ticket INC-99999999999999999999",
        "/ticket search \\' \" ; drop table tickets; --",
        "/oncall override @nobody 25:00-99:00",
        f"/ticket {BACKWARDS}",
        f"/ticket {LONG}",
        "/ticket a\0b",
    ):
        answer = await mia.types(line)
        assert isinstance(answer, Message), line
        assert "Something went wrong" not in answer.text, (line, answer.text)
        assert live(answer.blocks) == [], line
    form = await mia.types(f"/incident {LONG}")
    assert isinstance(form, Form)
    await desk.has_no("INC-1000")
    desk.nothing_else_was_said()
