"""How words look crosses with them: what is typed on one platform, as a table, and how it is drawn on the other."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from playground.slack.slack import Slack
from playground.teams.teams import Teams
from tests.conformance.house import House
from tests.conformance.seatings import Seating

Json = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One way to write: as Slack's rich text, as Teams' HTML (with what is mentioned in it), and how each is read.

    A style is written as a tag around its words; signs of lists and quotes are words. `teams` is how what was typed on
    Teams is read, where the platforms have other signs or names.
    """

    slack: tuple[Json, ...]
    html: str
    reads: str
    teams: str = ""
    mentions: tuple[Json, ...] = ()


def text(words: str, **style: bool) -> Json:
    return {"type": "text", "text": words} | ({"style": style} if style else {})


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def listed(style: str, indent: int, *items: str) -> Json:
    elements = [section(text(item)) for item in items]
    return {"type": "rich_text_list", "style": style, "indent": indent, "elements": elements}


def mention(name: str, id: str, **more: str) -> Json:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": id, "name": name, **more}}


DANA_ON_TEAMS, GUEST = "{dana}", "11111111-2222-3333-4444-555555555555"
TABLE = {
    "bold": Row(
        (section(text("it "), text("drops", bold=True)),), "<p>it <strong>drops</strong></p>", "it <b>drops</b>"
    ),
    "italic": Row((section(text("it "), text("drops", italic=True)),), "<p>it <em>drops</em></p>", "it <i>drops</i>"),
    "strike": Row((section(text("it "), text("drops", strike=True)),), "<p>it <s>drops</s></p>", "it <s>drops</s>"),
    "code": Row((section(text("run "), text("ip a", code=True)),), "<p>run <code>ip a</code></p>", "run <c>ip a</c>"),
    "several at once": Row(
        (section(text("so "), text("bad", bold=True, italic=True, strike=True)),),
        "<p>so <b><i><s>bad</s></i></b></p>",
        "so <b><i><s>bad</s></i></b>",
    ),
    "block": Row(
        (section(text("see:")), {"type": "rich_text_preformatted", "elements": [text("if x:\n    y()")]}),
        "<p>see:</p><pre>if x:\n    y()</pre>",
        "see:\n<c>if x:</c>\n<c>    y()</c>",
    ),
    "block alone, indented by tabs": Row(
        ({"type": "rich_text_preformatted", "elements": [text("\tif x:\n\t\ty()\tz()")]},),
        "<pre>\tif x:\n\t\ty()\tz()</pre>",
        "\n<c>    if x:</c>\n<c>        y()    z()</c>",
        "\n<c>\tif x:</c>\n<c>\t\ty()\tz()</c>",
    ),
    "block alone, indented by spaces": Row(
        ({"type": "rich_text_preformatted", "elements": [text("\n    if x:\n        y()\n")]},),
        "<pre>\n    if x:\n        y()\n</pre>",
        "\n<c>    if x:</c>\n<c>        y()</c>",
    ),
    "code in a line": Row(
        (section(text("run "), text("a\tb  c", code=True)),),
        "<p>run <code>a\tb&nbsp; c</code></p>",
        "run <c>a    b  c</c>",
        "run <c>a b  c</c>",
    ),
    "quote": Row(
        (section(text("as said:")), {"type": "rich_text_quote", "elements": [text("it\nis off")]}),
        "<p>as said:</p><blockquote>it<br>is off</blockquote>",
        "as said:\n> it\n> is off",
    ),
    "lists, nested": Row(
        (listed("bullet", 0, "one"), listed("bullet", 1, "deep"), listed("bullet", 0, "two")),
        "<ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul>",
        "• one\n    ◦ deep\n• two",
        "- one\n    - deep\n- two",
    ),
    "numbers, nested": Row(
        (listed("ordered", 0, "one"), listed("ordered", 1, "deep"), listed("ordered", 0, "two")),
        "<ol><li>one<ol><li>deep</li></ol></li><li>two</li></ol>",
        "1. one\n    1. deep\n2. two",
    ),
    "a link with its label": Row(
        (section(text("see "), {"type": "link", "url": "https://x.example/a", "text": "the page"}),),
        '<p>see <a href="https://x.example/a">the page</a></p>',
        "see the page (https://x.example/a)",
    ),
    "emoji": Row(
        (section(text("thanks "), {"type": "emoji", "name": "tada", "unicode": "1f389"}),),
        "<p>thanks <emoji alt='🎉' title='Party'></emoji></p>",
        "thanks 🎉",
    ),
    "a person": Row(
        (section(text("ask "), {"type": "user", "user_id": "UDANAROTH"}),),
        "<p>ask <at>Dana Roth</at></p>",
        "ask @Dana Roth",
        mentions=(mention("Dana Roth", DANA_ON_TEAMS),),
    ),
    "a channel": Row(
        (section(text("see "), {"type": "channel", "channel_id": "CITHELP"}),),
        "<p>see <at>Help</at></p>",
        "see #it-help",
        "see @Help",
        (mention("Help", "19:abc@thread.tacv2", type="channel"),),
    ),
    "a group, a tag": Row(
        (section(text("ask "), {"type": "usergroup", "usergroup_id": "S0NETWORK"}),),
        "<p>ask <at>Network</at></p>",
        "ask @network",
        "ask @Network",
        (mention("Network", "bm90aGluZw==", type="tag"),),
    ),
}

_TAGS = {"bold": "b", "italic": "i", "strike": "s", "code": "c"}


def tagged(words: str, styles: Iterable[str]) -> str:
    """Words with a tag for each style, line by line."""
    has = set(styles)
    for style in reversed(_TAGS):
        if style in has:
            tag = _TAGS[style]
            words = "\n".join(f"<{tag}>{line}</{tag}>" if line else "" for line in words.split("\n"))
    return words


def drawn_on_teams(message: Json) -> str:
    """What a card of Teams shows, with its styles; its indentation as it looks."""
    [attached] = message["attachments"]
    lines = []
    for block in attached["content"]["body"]:
        assert block["type"] == "RichTextBlock", block
        lines.append("".join(tagged(run["text"], _styles_on_teams(run)) for run in block["inlines"]))
    return "\n".join(lines).replace("\u00a0", " ")


def _styles_on_teams(run: Json) -> Iterable[str]:
    if run.get("weight") == "Bolder":
        yield "bold"
    if run.get("italic"):
        yield "italic"
    if run.get("strikethrough"):
        yield "strike"
    if run.get("fontType") == "Monospace":
        yield "code"


def drawn_on_slack(message: Json) -> str:
    """What a message of Slack shows, with its styles."""
    lines = []
    for block in message["blocks"]:
        assert block["type"] == "rich_text", block
        for part in block["elements"]:
            code = ["code"] if part["type"] == "rich_text_preformatted" else []
            lines.append("".join(tagged(each["text"], [*each.get("style", {}), *code]) for each in part["elements"]))
    return "\n".join(line.strip("\n") for line in lines)


async def _write_on_slack(slack: Slack, channel: str, row: Row, root: str) -> None:
    slack.space.groups["S0NETWORK"] = {"id": "S0NETWORK", "handle": "network", "name": "The network team"}
    where = slack.space.channels[channel]
    blocks = [{"type": "rich_text", "block_id": "b1", "elements": list(row.slack)}]
    said = {"user": "UMIAFELD", "team": slack.space.team_id, "text": "as its blocks say", "blocks": blocks}
    _, sent = slack.post(where, said | {"thread_ts": root})
    await asyncio.gather(*(each for each in sent if each is not None))


async def _write_on_teams(desk: House, teams: Teams, row: Row) -> None:
    mia = desk.teams.person("mia.feld").person
    where = teams.tenant.personal(mia)
    dana = desk.teams.person("dana.roth").person.id
    mentions = [
        each | {"mentioned": each["mentioned"] | {"id": each["mentioned"]["id"].replace(DANA_ON_TEAMS, dana)}}
        for each in row.mentions
    ]
    words = re.sub("</?(?!at)[a-z][^>]*>", "", row.html)
    content = {"contentType": "text/html", "content": row.html}
    about = {"type": "message", "text": words, "textFormat": "plain", "entities": mentions, "attachments": [content]}
    post = teams.tenant.add_post(where, mia.id, about)
    await desk.teams._hands._tell(mia, post, "message")


@pytest.mark.parametrize(
    "seating", [Seating("slack", "teams"), Seating("teams", "slack")], indirect=True, ids=str
)  # fmt: skip
async def test_words_look_on_the_other_side_as_they_did_where_they_were_typed(desk: House) -> None:
    (mia,) = desk.people("mia")
    await mia.reports()
    receipt = await mia.receipt()
    seen, meant = {}, {}
    there = "teams" if mia.platform == "slack" else "slack"
    for name, row in TABLE.items():
        before = len((await desk.triage_thread().posts())[there])
        if mia.platform == "slack":
            _, channel, root = receipt.key
            await _write_on_slack(desk.playground.slack, channel, row, root)
        else:
            await _write_on_teams(desk, desk.teams.teams, row)
        copies = (await desk.triage_thread().posts())[there][before:]
        draw = drawn_on_teams if there == "teams" else drawn_on_slack
        seen[name] = [draw(copy.message.raw).partition(": ")[2] for copy in copies]
        meant[name] = [(row.teams if mia.platform == "teams" else "") or row.reads]
    assert seen == meant
