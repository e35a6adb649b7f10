"""Words reach the desk whole: what only the HTML says, mentions of no person, what was forwarded, cards, sounds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.inbound_kit.parts import read_aloud
from adapters.teams.message import MessageReader
from core.tickets.events import File
from core.ui.inbound import Edited, MentionPart, Words
from core.ui.text import Run, flatten
from tests.channels_teams.house import TENANT, House
from tests.fakes.phrasing import PHRASING

Json = dict[str, Any]
READER = MessageReader(TENANT, lambda said: flatten(PHRASING(said)))


def read(content: str) -> str:
    return READER.payload({"body": {"contentType": "html", "content": content}})


def html(content: str) -> Json:
    return {"contentType": "text/html", "content": content}


async def hears(house: House, text: str, *attachments: Json, **more: Any) -> Words:
    """What the desk hears of a message in Mia's chat."""
    activity = house.activity(text=text, attachments=list(attachments), id="1700000000001", **more)
    await house.teams.send_raw(activity)
    return house.door.only(Words)


def words_of(words: Words) -> str:
    return read_aloud(words.parts)[0]


UNTOLD = "(A file, which Teams does not hand on from there.)"
PLACE = '<attachment id="{}"></attachment>'


@pytest.mark.parametrize(
    ("content", "beside", "unseen"),
    [
        ("<p>look</p>" + PLACE.format("a"), [], 1),
        ("<p>look</p>" + PLACE.format("a") + PLACE.format("b"), [], 2),
        ("<p>look</p>" + PLACE.format("a"), [{"contentType": "messageReference", "id": "a", "content": "{}"}], 0),
        ("<p>look</p>" + PLACE.format("a"), [{"contentType": "image/png", "contentUrl": "https://x.example/a.png"}], 0),
        ("<p>look</p>", [], 0),
    ],
)
async def test_a_file_that_teams_tells_nothing_of_is_named_as_one(
    house: House, content: str, beside: list[Json], unseen: int
) -> None:
    said = words_of(await hears(house, "look", html(content), *beside))
    assert said.startswith("look")
    assert said.count(UNTOLD) == unseen


@pytest.mark.parametrize(
    ("content", "meant"),
    [
        ('<p>see <a href="https://x.example/a">the page</a>.</p>', "see the page (https://x.example/a)."),
        ('<p><a href="https://x.example/">x.example</a> <a href="mailto:a@b.example">a@b.example</a></p>',
         "x.example a@b.example"),
        ('<p><a href="javascript:alert(1)">press</a></p>', "press"),
        ('<p><a href="https://x.example/"><b>bold</b> link</a></p>', "bold link (https://x.example/)"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div><div>one</div><div>two</div></div>", "one\ntwo"),
        ("<pre>if x:\n    y\n</pre><p>done</p>", "if x:\n    y\n\ndone"),
        ('<codeblock class="Python"><code>if x:<br>&nbsp;&nbsp;&nbsp;&nbsp;y</code></codeblock>', "if x:\n    y"),
        ("<ol start='3'><li>three<ul><li>deep</li></ul></li><li><p>four</p></li></ol>",
         "3. three\n    - deep\n4. four"),
        ("<p>as said:</p><blockquote><p>one</p><p>two</p></blockquote><p>yes</p>",
         "as said:\n> one\n>\n> two\n\nyes"),
        ("<table><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr><tr><td>1</td><td>2</td></tr></tbody></table>",
         "a | b\n1 | 2"),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a b | c"),
        ("<table><tr><td>a<table><tr><td>in</td><td>ner</td></tr></table></td><td>b</td></tr><tr><td>2</td></tr></table>",
         "a in | ner | b\n2"),
        ("<table><tr><td>a<td>b<tr><td>1</table><p>after</p><p>it</p>", "a | b\n1\n\nafter\n\nit"),
        ('<a href="onenote:https://x.example">note</a> <a href="file:///c:/x">f</a> <a href="callto:+49">call</a>',
         "note (onenote:https://x.example) f (file:///c:/x) call (callto:+49)"),
        ('<a href="#top">up</a> <a href="/there">there</a> <a href="DATA:text/html,x">d</a>', "up there d"),
        (f'<ol start="{"9" * 5000}"><li>one</li></ol>', "1. one"),
        ("<h2>Title</h2><hr>text", "Title\n---\ntext"),
        ("Hello <at id='0'>Dana Roth</at>, <b>look</b>:<ul><li>one</li><li>two &lt;b&gt;</li></ul>",
         "Hello @Dana Roth, look:\n- one\n- two <b>"),
        ('<span itemtype="http://schema.skype.com/Mention" itemid="0"><span>Dana</span> Roth</span> hi',
         "@Dana Roth hi"),
        ("<img alt='🙂' src='x'><emoji alt='🎉' title='Party'></emoji>", "🙂🎉"),
        ("<img itemtype='http://schema.skype.com/Giphy' alt='cat typing (GIF)' src='x'>", "cat typing (GIF)"),
        ("<img itemtype='http://schema.skype.com/Sticker' src='x'>", "(a picture)"),
        ('<span itemtype="http://schema.skype.com/AudioMessage" src="x"></span>',
         "(A voice message. Listen to it where it was sent.)"),
        ("<script>alert(1)</script><attachment id='1'></attachment>x", f"x\n{UNTOLD}"),
        ("<p>a   b\n c</p>", "a b c"),
        ("<blockquote>open", "> open"),
        ("1 &lt; 2 &amp;&amp; <i>x</i>", "1 < 2 && x"),
    ],
)  # fmt: skip
def test_html_is_read_as_a_reader_sees_it(content: str, meant: str) -> None:
    assert read(content) == meant


@given(st.text("<>/abpdivsntrulockq=\"' &;#x\n", max_size=200))
def test_any_html_can_be_read(content: str) -> None:
    assert "\0" not in read(content)


async def test_code_and_bold_are_runs_and_a_labelled_link_keeps_its_address(house: House) -> None:
    content = '<p>run <code>ip a</code> <strong>now</strong>, <a href="https://x.example/a">how</a></p><pre>  x\n</pre>'
    words = await hears(house, "run ip a now, how x", html(content))
    assert words.parts == (
        "run ", Run("ip a", code=True), " ", Run("now", bold=True), ", how (https://x.example/a)\n",
        Run("  x", pre=True),
    )  # fmt: skip


async def test_words_whose_html_says_no_more_are_as_they_were_typed(house: House) -> None:
    words = await hears(house, "  a   b\n    c", html("<p>a b<br>c</p>"))
    assert words.parts == ("a   b\n    c",)


async def test_mentions_in_html_are_people_and_what_is_none_is_its_name(house: House) -> None:
    dana = house.person("dana.roth")
    entities: list[Json] = [
        {"type": "mention", "text": "<at>Dana Roth</at>", "mentioned": {"id": dana.person.id, "name": "Dana Roth"}},
        {"type": "mention", "text": "<at>General</at>", "mentioned": {"id": "19:abc@thread.tacv2", "name": "General"}},
        {"type": "mention", "text": "<at>On call</at>",
         "mentioned": {"id": "bm9uZQ==", "name": "On call", "type": "tag"}},
        {"type": "mention", "text": "<at>IT</at>",
         "mentioned": {"id": "11111111-2222-3333-4444-555555555555", "name": "IT", "type": "team"}},
    ]  # fmt: skip
    names = [entity["mentioned"]["name"] for entity in entities]
    spans = " ".join(
        f'<span itemscope="" itemtype="http://schema.skype.com/Mention" itemid="{n}">{name}</span>'
        for n, name in enumerate(names)
    )
    tags = " ".join(f"<at>{name}</at>" for name in names)
    for attachments in ([], [html(f"<p>{spans} <b>!</b></p>")]):
        house.door.heard.clear()
        words = await hears(
            house, f"{tags} !", *attachments, entities=entities, timestamp=f"2026-11-0{len(attachments) + 1}T08:00:00Z"
        )
        assert isinstance(words.parts[0], MentionPart)
        assert words.parts[0].speaker == house.speaker("dana.roth")
        assert words_of(words) == "@Dana Roth @General @On call @IT !"


FORWARDED = {
    "messageId": "1700000000009", "messagePreview": "The VPN", "originalConversationId": "19:x@thread.v2",
    "originalMessageContent": "<p>The VPN <b>drops</b> for <at>Dana Roth</at></p>", "originalSentDateTime": "",
    "messageSender": {"user": {"displayName": "Emre Aydin", "id": "u9", "userIdentityType": "aadUser"}},
}  # fmt: skip
CARD = {
    "type": "AdaptiveCard", "body": [
        {"type": "TextBlock", "text": "Disk full"},
        {"type": "ColumnSet", "columns": [{"items": [{"type": "TextBlock", "text": "srv-1"}]}]},
        {"type": "FactSet", "facts": [{"title": "Used", "value": "99 %"}]},
        {"type": "RichTextBlock", "inlines": ["see ", {"type": "TextRun", "text": "it"}]},
        {"type": "Image", "url": "https://x.example/c.png", "altText": "a chart"},
    ], "actions": [{"type": "Action.Submit", "title": "Press"}],
}  # fmt: skip


@pytest.mark.parametrize("as_text", [False, True])
@pytest.mark.parametrize(
    ("kind", "content", "more", "meant"),
    [
        ("forwardedMessageReference", FORWARDED, {}, "> The VPN drops for @Dana Roth\n(shared from Emre Aydin)"),
        ("forwardedMessageReference", {"messageId": "1"}, {}, "(Something was shared that cannot be read here)"),
        ("application/vnd.microsoft.card.adaptive", CARD, {},
         "> Disk full\n> srv-1\n> Used: 99 %\n> see it\n> a chart"),
        ("application/vnd.microsoft.card.hero", {"title": "News", "subtitle": "today", "text": "All is well"}, {},
         "> News\n> today\n> All is well"),
        ("application/vnd.microsoft.card.announcement", {"title": "Office", "subTitle": "closed"}, {},
         "> Office\n> closed"),
        ("application/vnd.microsoft.card.codesnippet", {"name": "x.py", "codeSnippetUrl": "https://x.example/s"}, {},
         "(Something was shared from x.py that cannot be read here: https://x.example/s)"),
        ("application/vnd.microsoft.card.fluidEmbedCard", {"componentUrl": "https://x.example/loop"}, {},
         "(Something was shared that cannot be read here: https://x.example/loop)"),
        ("application/vnd.microsoft.card.fluidEmbedCard",
         {"componentUrl": f"https://teams.microsoft.com/l/x?tenantId={TENANT}"}, {},
         "(Something was shared that cannot be read here)"),
        ("meetingReference", {}, {"name": "Stand-up"}, "(Something was shared from Stand-up that cannot be read here)"),
        ("reference", None, {"name": "log.txt"},
         "(A file that cannot be opened from here.)"),
    ],
)  # fmt: skip
async def test_what_is_forwarded_and_every_card_is_read_or_named(
    house: House, kind: str, content: Json | None, more: Json, meant: str, as_text: bool
) -> None:
    held = json.dumps(content) if as_text and content is not None else content
    words = await hears(
        house, "", {"contentType": kind, "content": held, **more}, html("<attachment id='1'></attachment>")
    )
    assert words_of(words).startswith(meant)
    assert all(not isinstance(part, MentionPart) for part in words.parts)


async def test_a_sound_comes_by_name_and_link(house: House) -> None:
    sound = {"contentType": "audio/mp4", "contentUrl": "https://x.example/a.m4a", "name": "voice.m4a"}
    assert (await hears(house, "", sound)).files == (File("voice.m4a", "https://x.example/a.m4a"),)


async def test_an_undone_deletion_is_heard_as_such(house: House) -> None:
    for event, restored in (("editMessage", False), ("undeleteMessage", True)):
        house.door.heard.clear()
        data = house.activity()["channelData"] | {"eventType": event}
        await house.teams.send_raw(
            house.activity(
                "messageUpdate",
                text="back",
                id="1700000000001",
                channelData=data,
                timestamp=f"2026-11-0{1 + restored}T08:00:00Z",
            )
        )
        assert house.door.only(Edited).restored is restored


async def test_what_somebody_forwards_by_hand_arrives_with_its_words_and_author(house: House) -> None:
    said = await house.person("emre.aydin").says("The VPN <drops>", "Help")
    house.door.heard.clear()
    await house.person("mia.feld").forwards(said, words="see")
    assert words_of(house.door.only(Words)).startswith("see\n> The VPN <drops>\n(shared from Emre Aydin)")
