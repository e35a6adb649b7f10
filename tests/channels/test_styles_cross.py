"""How words look survives from one platform to the other, whatever stands beside them: signs, lists, quotes, pings.

What was typed is read as the platform sends it, kept as a comment is, placed by a template, and drawn on the other
side.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.inbound_kit.parts import read_aloud
from adapters.presentation.markup import marked, parse
from adapters.slack.render import blocks
from adapters.slack.rich_text import BlockReader
from adapters.slack.text import Ink as SlackInk
from adapters.slack.words import Mrkdwn, decode
from adapters.teams.html import read_html
from adapters.teams.render import draw
from adapters.teams.text import Ink as TeamsInk
from core.ui.cards import Card, Section
from core.ui.inbound import Parts
from core.ui.text import Mention, Run, Text, clean, flatten, in_style, plain, styled, styles_of

Json: TypeAlias = dict[str, Any]
Look: TypeAlias = tuple[str, frozenset[str]]
"""A character and how it looks."""
Piece: TypeAlias = tuple[str, frozenset[str]]
Line: TypeAlias = tuple[str, tuple[Piece, ...]]

_TAGS = {"bold": "strong", "italic": "em", "strike": "s", "code": "code"}
SIGNS = frozenset("-•◦▪> \n\u00a0") | frozenset("0123456789.")
"""What begins lines of lists and quotes, and spaces: no matter of style."""
looks = st.sets(st.sampled_from(tuple(_TAGS)), max_size=2).map(frozenset)
pieces = st.tuples(st.text("abÄ(),:;!?'\"/*_~`&<[]{}", min_size=1, max_size=5), looks)
lines = st.tuples(
    st.sampled_from(("line", "bullet", "number", "quote")), st.lists(pieces, min_size=1, max_size=5).map(tuple)
)
messages = st.lists(lines, min_size=1, max_size=4)


def on_slack(message: list[Line]) -> Parts:
    """The message as Slack's clients send it, read."""
    elements: list[Json] = []
    for kind, line in message:
        runs = [{"type": "text", "text": words, "style": dict.fromkeys(look, True)} for words, look in line]
        section = {"type": "rich_text_section", "elements": runs}
        if kind == "line":
            elements.append({**section, "elements": [*runs, {"type": "text", "text": "\n"}]})
        elif kind == "quote":
            elements.append({"type": "rich_text_quote", "elements": runs})
        else:
            style = "bullet" if kind == "bullet" else "ordered"
            elements.append({"type": "rich_text_list", "style": style, "indent": 0, "elements": [section]})
    return BlockReader(Mrkdwn("T1", "UBOT", {})).read([{"type": "rich_text", "elements": elements}])


def on_teams(message: list[Line]) -> Parts:
    """The message as Teams' clients send it, read."""
    around = {
        "line": "<p>{}</p>", "bullet": "<ul><li>{}</li></ul>", "number": "<ol><li>{}</li></ol>",
        "quote": "<blockquote><p>{}</p></blockquote>",
    }  # fmt: skip
    html = ""
    for kind, line in message:
        inside = ""
        for words, look in line:
            tags = [_TAGS[style] for style in sorted(look)]
            opened, closed = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
            inside += f"{opened}{escape(words)}{closed}"
        html += around[kind].format(inside)
    return read_html(html, lambda *_: None, lambda _: "")


def kept(parts: Parts) -> Text:
    """What was read, kept as a comment is, and placed by a template."""
    text, runs = read_aloud(parts)
    words = clean(text)
    placed = marked(styled(words, styles_of(words, runs)))
    return parse(placed, name=str, when=lambda *_: "")


def looks_of(words: str, look: frozenset[str]) -> Iterator[Look]:
    return ((sign, look) for sign in words if sign not in SIGNS)


def drawn_on_teams(text: Text) -> list[Look]:
    found: list[Look] = []
    for element in TeamsInk(lambda person: f"teams:t/{person}").block(text):
        if element["type"] != "RichTextBlock":
            continue  # the line of the ping
        for run in element["inlines"]:
            has = {
                "bold": run.get("weight") == "Bolder", "italic": run.get("italic"),
                "strike": run.get("strikethrough"), "code": run.get("fontType") == "Monospace",
            }  # fmt: skip
            found += looks_of(
                run["text"].replace("\u200b", ""), frozenset(name for name, holds in has.items() if holds)
            )
    return found


def drawn_on_slack(text: Text) -> list[Look]:
    found: list[Look] = []
    for element in SlackInk(lambda person: f"slack:T1/{person}").elements(text):
        if element["type"] == "text":
            found += looks_of(element["text"], frozenset(element.get("style", {})))
    return found


def meant(message: list[Line]) -> list[Look]:
    return [look for _, line in message for words, look_ in line for look in looks_of(words, look_)]


FROM_MIA: Text = (Run("from "), Run("Mia", bold=True), Run(": "))
WHO = [*looks_of("from", frozenset()), *looks_of("Mia", frozenset({"bold"})), *looks_of(":", frozenset())]


@given(messages)
def test_from_slack_to_teams(message: list[Line]) -> None:
    text = kept(on_slack(message))
    assert drawn_on_teams(text) == meant(message)
    pinged: Text = (Mention("dana", "Dana Roth"), Run(", "), *FROM_MIA, *text)
    assert drawn_on_teams(pinged) == [*WHO, *meant(message)]


@given(messages)
def test_from_teams_to_slack(message: list[Line]) -> None:
    text = kept(on_teams(message))
    assert drawn_on_slack(text) == meant(message)
    pinged: Text = (Mention("dana", "Dana Roth"), Run(", "), *FROM_MIA, *text)
    assert drawn_on_slack(pinged) == [*looks_of(",", frozenset()), *WHO, *meant(message)]


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("(*bold*), then", ("(", in_style(Run("bold"), "bold"), "), then")),
        ("*bold*: then", (in_style(Run("bold"), "bold"), ": then")),
        ("it is *bold*!", ("it is ", in_style(Run("bold"), "bold"), "!")),
        ("“*bold*”", ("“", in_style(Run("bold"), "bold"), "”")),
        ("- *one*\n- _two_.", ("- ", in_style(Run("one"), "bold"), "\n- ", in_style(Run("two"), "italic"), ".")),
        ("&gt; *one*", ("> ", in_style(Run("one"), "bold"))),
        ("_*both*_.", (in_style(Run("both"), "bold", "italic"), ".")),
        ("*bold*_italic_", (in_style(Run("bold"), "bold"), in_style(Run("italic"), "italic"))),
        ("~gone~*bold*", (in_style(Run("gone"), "strike"), in_style(Run("bold"), "bold"))),
        ("`code`, *bold*", (in_style(Run("code"), "code"), ", ", in_style(Run("bold"), "bold"))),
        (
            "*a `code` b*",
            (in_style(Run("a "), "bold"), in_style(Run("code"), "bold", "code"), in_style(Run(" b"), "bold")),
        ),
        ("a*b*c snake_case_name 2*3*4 ~x", ("a*b*c snake_case_name 2*3*4 ~x",)),
    ],
)
def test_signs_around_words_are_read_as_slack_shows_them(typed: str, reads: Parts) -> None:
    assert decode(typed, team="T1", bot_user="UBOT", styles=True) == reads


MANY: list[tuple[str, Text]] = [
    ("runs", tuple(Run(f"word{n} ", bold=n % 3 == 0, code=n % 3 == 1) for n in range(400))),
    ("a run a letter", tuple(Run(f"{n % 10}", italic=bool(n % 2)) for n in range(3_500))),
    ("lines", tuple(Run(f"{word}\n" if n % 20 == 19 else f"{word} ", strike=bool(n % 2))
                    for n, word in enumerate(["word"] * 700))),
    ("signs that JSON writes longer", tuple(Run('\\"', code=bool(n % 2)) for n in range(1_750))),
    ("people", tuple(each for n in range(450) for each in (Mention(f"p{n}", f"P {n}"), Run(", ", bold=bool(n % 2))))),
]  # fmt: skip


@pytest.mark.parametrize("text", [text for _, text in MANY], ids=[name for name, _ in MANY])
def test_words_that_change_their_style_ever_so_often_arrive_whole(text: Text) -> None:
    card = Card(title=plain("Mia Feld:"), sections=(Section(text),), summary="Mia Feld: words")
    whole = "".join(flatten(text).split())
    on_slack = "".join(words_drawn(blocks(card, lambda _: None)))
    on_teams = "".join(words_drawn(draw(card, lambda _: None)["body"]))
    assert "".join(on_slack.split()) == f"MiaFeld:{whole}"
    assert "".join(on_teams.split()) == f"MiaFeld:{whole}"


def words_drawn(found: Any) -> Iterator[str]:
    """All words of what is drawn, in order."""
    if isinstance(found, list):
        for each in found:
            yield from words_drawn(each)
    elif isinstance(found, dict):
        yield from (found[name] for name in ("text",) if isinstance(found.get(name), str))
        yield from words_drawn([each for each in found.values() if not isinstance(each, str)])


def test_few_styles_stay_where_there_is_room() -> None:
    bold = Card(title=(), sections=(Section((Run("no", bold=True), Run(" way"))),), summary="no way")
    assert blocks(bold, lambda _: None)[0]["elements"][0]["elements"][0]["style"] == {"bold": True}
    assert draw(bold, lambda _: None)["body"][0]["inlines"][0]["weight"] == "Bolder"
