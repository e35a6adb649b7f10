"""What people typed is read as they meant it, and nothing read can become live again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.words import decode, escape, hears, read_aloud
from core.people import Speaker
from core.ui.inbound import MentionPart, Parts

BOT = "UBOT"


def read(text: str) -> Parts:
    return decode(text, team="T1", bot_user=BOT)


def who(user: str, name: str = "") -> MentionPart:
    return MentionPart(Speaker("slack", f"slack:T1/{user}"), name)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("VPN drops", ("VPN drops",)),
        ("a &lt;b&gt; &amp; c", ("a <b> & c",)),
        ("&amp;lt;", ("&lt;",)),
        ("<@UBOT> claim", ("claim",)),
        ("<@UBOT|deskbell>   claim ", ("claim",)),
        ("hey <@UBOT>", ("hey",)),
        ("assign INC-1 <@U1>", ("assign INC-1 ", who("U1"))),
        ("<@U1|dana.roth> and <@W2>", (who("U1", "dana.roth"), " and ", who("W2"))),
        ("<https://x.example/a?b=1&amp;c=2>", ("https://x.example/a?b=1&c=2",)),
        ("<http://x.example|x.example>", ("x.example",)),
        ("<https://evil.example|your bank>", ("your bank (https://evil.example)",)),
        ("<mailto:a@b.example|a@b.example>", ("a@b.example",)),
        ("<#C1|general> <#C2>", ("#general #C2",)),
        ("<!here> <!channel|@channel> <!everyone>", ("@here @channel @everyone",)),
        ("<!subteam^S1|@infra> <!subteam^S1>", ("@infra @subteam",)),
        ("<!date^1^{date}|Tuesday>", ("Tuesday",)),
        ("2 < 3 > 1", ("2 < 3 > 1",)),
        ("<foo>", ("<foo>",)),
        ("nu\0ll", ("null",)),
        ("", ()),
        ("<@UBOT>", ()),
    ],
)
def test_slacks_spelling_is_read_as_it_was_meant(typed: str, meant: Parts) -> None:
    assert read(typed) == meant


def test_the_bot_hears_its_own_name_only() -> None:
    assert hears("x <@UBOT> y", BOT)
    assert hears("<@UBOT|deskbell>", BOT)
    assert not hears("<@UBOT2>", BOT)
    assert not hears("@UBOT", BOT)
    assert not hears("<@>", "")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_what_is_escaped_is_read_back_as_it_was_and_is_never_a_mention(words: str) -> None:
    parts = read(escape(words))
    assert all(isinstance(part, str) for part in parts)
    assert "".join(map(str, parts)) == words.strip()


@given(st.text())
def test_any_text_can_be_read(words: str) -> None:
    assert isinstance(read(words), tuple)


async def test_words_are_read_aloud_with_names() -> None:
    async def name_of(speaker: str) -> str:
        return {"slack:T1/U1": "Dana Roth"}[speaker]

    assert await read_aloud(read("ask <@U1> or <@U2|emre>"), name_of) == "ask @Dana Roth or @emre"
