"""Any card and any form makes a payload that Slack takes, in which what people typed is text and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from adapters.slack.forms import Open, modal, options_of
from adapters.slack.home import answer_view, home_view
from adapters.slack.render import blocks
from adapters.slack.words import fallback
from core.ui.cards import Action, Button, Card, Fact, Section, say
from core.ui.forms import Choice, Field, Form
from core.ui.inbound import Where
from core.ui.text import Instant, Mention, Run, Text, flatten, plain
from tests.channels import made_up
from tests.channels.blockkit_judges import (
    complaints_about_message,
    complaints_about_view,
    interactive,
    kinds_in,
    rebuilt,
    things_of,
)
from tests.fakes.phrasing import PHRASING

ACCOUNT_OF = made_up.ACCOUNTS.get
# Explaining a failure of such large examples takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
FULL = Card(
    "P2 INC-1042 VPN drops",
    title=plain("🟠 P2 High · INC-1042"),
    sections=(
        Section(plain("VPN drops every 5 minutes"), (Fact("Impact", plain("site")), Fact("Urgency", plain("partly")))),
        Section(
            (Run("Answer by "), Instant(datetime(2026, 10, 23, 8, 34, tzinfo=UTC), "time", "10:34 CEST")), divider=True
        ),
        Section(plain("Similar: INC-1039"), muted=True),
    ),
    buttons=(Button("Claim", Action("claim", {"ticket": "INC-1042"}), "primary"), Button("Reply", Action("reply"))),
    more=tuple(Button(f"More {n}", Action("prio", {"ticket": "INC-1042", "n": n})) for n in range(10)),
    ticket="INC-1042",
)


@settings(max_examples=80, phases=PHASES)
@given(made_up.cards, st.booleans())
@example(FULL, False)
@example(Card(""), True)
@example(Card("\0", title=plain("\0"), sections=(Section(plain(" \n")),)), False)
def test_any_card_makes_a_message_that_slack_takes(card: Card, broadcast: bool) -> None:
    assert complaints_about_message(blocks(card, ACCOUNT_OF, broadcast=broadcast)) == []


@settings(max_examples=40, phases=PHASES)
@given(made_up.cards)
def test_any_card_makes_views_that_slack_takes(card: Card) -> None:
    assert complaints_about_view(home_view(card, ACCOUNT_OF)) == []
    assert complaints_about_view(answer_view(card, ACCOUNT_OF, PHRASING, "{}")) == []


@settings(max_examples=80, phases=PHASES)
@given(made_up.forms)
@example(Form("c", "", (), "", "", ""))
def test_any_form_makes_a_modal_that_slack_takes(form: Form) -> None:
    where = Where("slack:T1/C1", "channel", "1.1", "1.2", "https://x.example/archives/C1/p1")
    try:
        view = modal(form, where, ACCOUNT_OF, PHRASING)
    except ValueError as refusal:
        assert "context" in str(refusal) or "too many choices" in str(refusal)  # noqa: PT017 any other is a bug
        return
    assert complaints_about_view(view) == []
    assert Open.unpack(view["private_metadata"]).command_id == form.command_id


@settings(max_examples=60, phases=PHASES)
@given(made_up.cards)
def test_nothing_typed_becomes_a_mention_a_link_or_markup(card: Card) -> None:
    payload = blocks(card, ACCOUNT_OF)
    flows: list[Text] = [card.title, *(section.body for section in card.sections)]
    flows += [fact.value for section in card.sections for fact in section.facts]
    spans = [span for flow in flows for span in flow]
    may_ping = {ACCOUNT_OF(span.person, span.person).rpartition("/")[2] for span in spans if isinstance(span, Mention)}
    may_link = {span.href for span in spans if isinstance(span, Run) and span.href}
    assert {user["user_id"] for user in things_of(payload, "user")} <= may_ping
    for link in things_of(payload, "link"):
        assert link["url"] in {(href or "").strip() for href in may_link}
        assert link["url"].startswith(("http://", "https://", "mailto:"))
    assert set(kinds_in(payload)) <= {
        "rich_text", "rich_text_section", "text", "link", "user", "date", "divider", "context", "plain_text", "actions",
        "button", "overflow",
    }  # fmt: skip


@given(made_up.texts)
def test_the_line_for_notifications_is_never_live_empty_or_long(words: str) -> None:
    line = fallback(words)
    assert line.strip()
    assert len(line) <= 3000
    assert "<" not in line
    assert ">" not in line
    assert "\0" not in line
    assert "&" not in line.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


@given(st.lists(made_up.runs, max_size=5).map(tuple))
def test_short_words_arrive_as_they_were_typed(text: Text) -> None:
    text = tuple(replace(run, text=run.text[:300]) for run in text if isinstance(run, Run))
    drawn = blocks(Card("x", sections=(Section(text),)), ACCOUNT_OF)
    read = "".join(
        element["text"]
        for block in drawn
        for section in block["elements"]
        if block["type"] == "rich_text"
        for element in section["elements"]
    )
    typed = flatten(text).replace("\0", "").encode("utf-8", "replace").decode()
    assert read == typed if typed.strip() else read in ("x", "")


def test_styles_are_drawn_and_code_in_lines_is_a_block_of_its_own() -> None:
    said = (Run("Run "), Run("ls", code=True), Run("not", strike=True), Run("\nif a:\n    b()\n", pre=True), Run("ok"))
    (drawn,) = blocks(say(said), ACCOUNT_OF)
    assert drawn["elements"] == [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Run "},
                {"type": "text", "text": "ls", "style": {"code": True}},
                {"type": "text", "text": "not", "style": {"strike": True}},
            ],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "if a:\n    b()"}]},
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "ok"}]},
    ]


def test_four_thousand_hostile_characters_arrive_whole() -> None:
    words = ("<!channel> `x` *y* 😀 \u202e &amp; " * 200)[:4000]
    drawn = blocks(say(plain(words)), ACCOUNT_OF)
    texts = list(things_of(drawn, "text"))
    assert "".join(text["text"] for text in texts) == words
    assert max(len(text["text"]) for text in texts) <= 3000


def test_a_card_of_very_many_words_and_sections_is_cut_and_keeps_its_buttons() -> None:
    section = Section(plain("x" * 1000), buttons=(Button("Open", Action("show")),), divider=True)
    card = replace(FULL, sections=(section,) * 60)
    drawn = blocks(card, ACCOUNT_OF)
    assert len(drawn) == 50
    assert complaints_about_message(drawn) == []
    assert drawn[-1]["type"] == "actions"
    assert drawn[-1]["elements"][0]["text"]["text"] == "Claim"
    assert "…" in json.dumps(drawn, ensure_ascii=False)


def test_more_actions_than_a_menu_holds_stand_in_several_menus_none_with_one() -> None:
    for count in range(2, 26):
        more = tuple(Button(f"{n}", Action("prio", {"n": n})) for n in range(count))
        elements = blocks(Card("x", more=more), ACCOUNT_OF)[-1]["elements"]
        sizes = [len(menu["options"]) for menu in elements]
        assert sum(sizes) == count
        assert 2 <= min(sizes) <= max(sizes) <= 5


def test_what_a_menu_cannot_hold_is_a_button() -> None:
    long = Button("Long", Action("open_request", {"text": "x" * 200}))
    asks = Button("Cancel", Action("cancel"), confirm="Cancel this ticket?")
    short = (Button("A", Action("a")), Button("B", Action("b")))
    elements = blocks(Card("x", more=(long, asks, *short)), ACCOUNT_OF)[-1]["elements"]
    assert [element["type"] for element in elements] == ["button", "button", "overflow"]
    assert Action.unpack(elements[0]["value"]) == long.action
    assert elements[1]["confirm"]["text"]["text"] == "Cancel this ticket?"


def test_a_button_names_its_ticket_for_those_who_listen() -> None:
    button = blocks(FULL, ACCOUNT_OF)[-1]["elements"][0]
    assert button["accessibility_label"] == "Claim INC-1042"


def test_a_moment_is_shown_in_the_readers_zone_with_a_fallback_that_names_one() -> None:
    at = Instant(datetime(2026, 10, 28, 14, 30, tzinfo=UTC), "full", "Wed 28 Oct 15:30 CET")
    (shown,) = things_of(blocks(say((at,)), ACCOUNT_OF), "date")
    assert shown["timestamp"] == 1793197800
    assert shown["fallback"] == "Wed 28 Oct 15:30 CET"


def test_a_person_without_an_account_here_is_named_and_not_pinged() -> None:
    drawn = blocks(say((Mention("nobody@x.example", "Nobody <!here>"), Mention("slack:T1/U7", "Hugo"))), ACCOUNT_OF)
    assert [text["text"] for text in things_of(drawn, "text")] == ["@Nobody <!here>"]
    assert [user["user_id"] for user in things_of(drawn, "user")] == ["U7"]


def test_everyone_is_called_only_when_the_notice_says_so() -> None:
    assert list(things_of(blocks(FULL, ACCOUNT_OF), "broadcast")) == []
    assert [found["range"] for found in things_of(blocks(FULL, ACCOUNT_OF, broadcast=True), "broadcast")] == ["here"]


def test_many_choices_stand_in_groups_and_the_chosen_one_stays_chosen() -> None:
    many = tuple(Choice(f"v{n}", f"Choice {n}") for n in range(250))
    view = modal(
        Form("c", "Form", (Field("x", "X", "radio", choices=many, value="v249"),), "id", "Send", "Cancel"),
        None,
        ACCOUNT_OF,
        PHRASING,
    )
    (element,) = (element for block in view["blocks"] for element in interactive(block))
    assert element["type"] == "static_select"
    assert [len(group["options"]) for group in element["option_groups"]] == [100, 100, 50]
    assert element["initial_option"]["value"] == "v249"
    assert complaints_about_view(view) == []


def test_what_was_typed_into_a_private_field_is_left_to_slack() -> None:
    private = Field("address", "Address", "text", value="Elm Street 1", sensitive=True)
    view = modal(Form("c", "Form", (private,), "id", "Send", "Cancel"), None, ACCOUNT_OF, PHRASING)
    assert "Elm Street 1" not in str(view)


def test_a_choice_whose_value_would_not_come_back_whole_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="150"):
        options_of((Choice("x" * 151, "X"),))


def test_a_form_that_asks_twice_for_a_field_is_refused_at_once() -> None:
    field = Field("x", "X", "text")
    with pytest.raises(ValueError, match="twice"):
        modal(Form("c", "Form", (field, field), "id", "Send", "Cancel"), None, ACCOUNT_OF, PHRASING)


def test_a_context_that_does_not_fit_is_refused_and_a_long_link_is_left_out() -> None:
    where = Where("slack:T1/C1", permalink="https://x.example/" + "p" * 900)
    form = Form("c", "Form", (), "id", "Send", "Cancel", context={"text": "x" * 2400})
    assert Open.unpack(modal(form, where, ACCOUNT_OF, PHRASING)["private_metadata"]).where == replace(
        where, permalink=None
    )
    with pytest.raises(ValueError, match="does not fit"):
        modal(replace(form, context={"text": "x" * 3000}), None, ACCOUNT_OF, PHRASING)


def test_the_judges_notice_what_is_wrong() -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "A", "emoji": False}}
    twice = [{"type": "actions", "elements": [button, button]}]
    assert complaints_about_message(twice) != []
    with pytest.raises(Exception, match="75"):
        rebuilt([{**button, "text": {"type": "plain_text", "text": "A" * 76}}])[0].build()
    field = {"type": "plain_text_input", "action_id": "x"}
    block = {"type": "input", "block_id": "b", "label": {"type": "plain_text", "text": "L"}, "element": field}
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [block]}
    assert "inputs without a submit button" in complaints_about_view(view)


def test_many_actions_are_one_menu_whose_last_option_leads_to_all() -> None:
    more = tuple(Button(f"Do {n}", Action("do", {"n": n})) for n in range(9))
    everything = Button("All actions", Action("more_actions", {"ticket": "INC-1042"}), opens_form=True)
    (row,) = blocks(Card("A card", more=more, all_more=everything), ACCOUNT_OF)[-1:]
    (menu,) = row["elements"]
    assert [option["text"]["text"] for option in menu["options"]] == ["Do 0", "Do 1", "Do 2", "Do 3", "All actions"]
    (row,) = blocks(Card("A card", more=more[:5], all_more=everything), ACCOUNT_OF)[-1:]
    assert [option["text"]["text"] for option in row["elements"][0]["options"]] == [f"Do {n}" for n in range(5)]


def test_choices_with_heads_are_listed_under_them() -> None:
    choices = (Choice("note", "Note", "Say"), Choice("log", "Log time", "Work"), Choice("hold", "Hold", "Work"))
    form = Form("c", "Form", (Field("x", "X", "select", choices=choices),), "id", "Send", "Cancel")
    groups = modal(form, None, ACCOUNT_OF, PHRASING)["blocks"][0]["element"]["option_groups"]
    assert [(group["label"]["text"], len(group["options"])) for group in groups] == [("Say", 1), ("Work", 2)]
