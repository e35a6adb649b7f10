"""What people typed is read as they meant it, and nothing read can become live again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.inbound_kit.parts import read_aloud
from adapters.slack.emoji import emoji_of
from adapters.slack.words import decode, escape, hears
from core.people import Speaker
from core.ui.inbound import MentionPart, Parts
from core.ui.text import Run

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
        ("<#C1|general> <#C2>", ("#general #…",)),
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


def test_words_are_read_aloud_with_names() -> None:
    names = {"slack:T1/U1": "Dana Roth"}
    assert read_aloud(read("ask <@U1> or <@U2|emre>"), names) == ("ask @Dana Roth or @emre", ())


STYLED = [
    ("*no* way", (Run("no", bold=True), " way")),
    ("a*b*c 2 * 3 * 4 _init_ snake_case_name", ("a*b*c 2 * 3 * 4 ", Run("init", italic=True), " snake_case_name")),
    ("run `ip *a*` now", ("run ", Run("ip *a*", code=True), " now")),
    ("```\nif x:\n    y &lt; 2\n```", (Run("if x:\n    y < 2", pre=True),)),
    ("see:\n```  deep```\nthen ~old~", ("see:\n", Run("  deep\n", pre=True), "then ", Run("old", strike=True))),
    (
        "*bold _both_ <@U1>*",
        (Run("bold ", bold=True), Run("both", True, True), Run(" ", bold=True), who("U1")),
    ),
    (":tada: :fire: :+1::skin-tone-3: :our_own: 10:30:45", ("🎉 🔥 👍🏼 :our_own: 10:30:45",)),
    ("`:tada:`", (Run(":tada:", code=True),)),
]


@pytest.mark.parametrize(("typed", "meant"), STYLED)
def test_signs_around_words_are_their_style_where_no_rich_text_says_it(typed: str, meant: Parts) -> None:
    assert decode(typed, team="T1", bot_user=BOT, styles=True) == meant


def test_a_commands_words_are_as_they_were_typed() -> None:
    assert read("*no* `way`") == ("*no* `way`",)


@given(st.text("*_~`<>:@#!|^ a\n", max_size=60))
def test_any_signs_can_be_read(words: str) -> None:
    text, runs = read_aloud(decode(words, team="T1", bot_user=BOT, styles=True))
    assert not runs or "".join(run.text for run in runs) == text


COLONS = st.one_of(
    st.from_regex(r"([0-9a-f]{2}:){5}[0-9a-f]{2}", fullmatch=True),
    st.ip_addresses(v=6).map(str),
    st.ip_addresses(v=6).map(lambda each: each.exploded),
    st.times().map(str),
    st.lists(st.integers(0, 200).map(str), min_size=2).map(":".join),
    st.lists(st.sampled_from(["a", "cd", "de", "100", "x", "new", "fire", "v"]), min_size=2).map(":".join),
)


@given(st.lists(COLONS, min_size=1).map(" and ".join), st.booleans())
def test_addresses_times_and_ratios_are_never_emoji(words: str, styles: bool) -> None:
    assert decode(words, team="T1", bot_user=BOT, styles=styles) == (words,)


@pytest.mark.parametrize("name", ["fire", "printer", "tada", "white_check_mark", "flag-fr", "rotating_light", "eyes"])
def test_slacks_own_emoji_are_known(name: str) -> None:
    assert emoji_of(name)


@pytest.mark.parametrize("name", ["deskbell", "tab", "a", "flag-xyz", "sun", "nbsp", "zero_width_joiner", "30"])
def test_what_is_none_of_slacks_emoji_stays(name: str) -> None:
    assert emoji_of(name) is None
