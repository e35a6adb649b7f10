"""Any card makes what Teams takes, in which what people typed is text and nothing else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from adapters.presentation import sample
from adapters.presentation.gallery import examples, presenter
from adapters.teams.render import LARGEST, activity, draw, size
from adapters.teams.text import Ink, instant, lines_of, link
from adapters.teams.words import escape, fallback, tame
from core.notifications.digest import LISTED
from core.ui.cards import Action, Button, Card, Fact, Section, say
from core.ui.pages import Digest
from core.ui.text import Instant, Mention, Run, Text, flatten, plain
from tests.channels import made_up
from tests.channels_teams.judges import everything, marks_in, wrong_with
from tests.channels_teams.samples import ANSWER, CLAIM, PRIORITY, WITHDRAW, card_with

ACCOUNT_OF = {"mia@x.example": "teams:t/aad-mia", "dana@x.example": "teams:t/aad-dana"}.get
# Explaining a failure of such large examples takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
HOSTILE = (
    "<at>Mia</at>", "**bold**", "[x](https://evil.example)", "![x](https://evil.example/x.png)", "\\[x](y)", "a\nb",
    "{{DATE(2020-01-01T00:00:00Z)}}", "<b>x</b>",
    "# title", "- item", "1. item", "    code", "`code`", "> quote", "~~x~~", "&lt;at&gt;",
    "\t", "\\", "***", "\r\n- x", "{{TIME(2020-01-01T00:00:00Z)}}", "<https://evil.example>", "[x]: https://evil.example",
)  # fmt: skip
texts = st.one_of(made_up.texts, st.sampled_from(HOSTILE), st.text("*_[]()<>{}`#-\\ \n1.ab!&", max_size=30))


@settings(max_examples=50, phases=PHASES, deadline=None)
@given(made_up.light_cards, st.booleans(), st.sampled_from([None, "INC-1042"]))
@example(Card(""), False, None)
@example(Card("\0", title=plain("\0"), sections=(Section(plain(" \n")),)), False, None)
@example(card_with(*[CLAIM] * 20, more=(PRIORITY,) * 9), False, "INC-1")
@example(card_with(WITHDRAW, ANSWER, more=(WITHDRAW,)), True, None)
def test_any_card_makes_one_that_teams_takes(card: Card, in_dialog: bool, about: str | None) -> None:
    assert wrong_with(draw(card, ACCOUNT_OF, in_dialog=in_dialog, about=about), in_dialog=in_dialog) == []


@pytest.mark.parametrize(("name", "card"), examples(), ids=[name for name, _ in examples()])
def test_every_card_of_the_desk_makes_one_that_teams_takes(name: str, card: Card) -> None:
    drawn = draw(card, ACCOUNT_OF)
    assert wrong_with(drawn) == []
    assert wrong_with(draw(card, ACCOUNT_OF, in_dialog=True), in_dialog=True) == []
    if card.buttons or card.more:
        asked = [each for each in everything(drawn) if "deskbell" in each]
        assert {each["deskbell"] for each in asked} >= {one.action.pack() for one in (*card.buttons, *card.more)}


def typed(card: Card) -> list[Text]:
    flows: list[Text] = [card.title, *(section.body for section in card.sections)]
    return flows + [fact.value for section in card.sections for fact in section.facts]


@settings(max_examples=50, phases=PHASES, deadline=None)
@given(made_up.light_cards)
def test_nothing_typed_becomes_a_mention_a_link_or_markup(card: Card) -> None:
    drawn = draw(card, ACCOUNT_OF)
    spans = [span for flow in typed(card) for span in flow]
    may_ping = {ACCOUNT_OF(span.person, span.person) for span in spans if isinstance(span, Mention)}
    may_link = {link(span.href) for span in spans if isinstance(span, Run) and span.href}
    for found in everything(drawn):
        if "mentioned" in found:
            assert f"teams:t/{found['mentioned']['id']}" in may_ping
        if found.get("type") == "Action.OpenUrl":
            assert found["url"] in may_link
        if found.get("type") == "TextBlock":
            targets = re.findall(r"(?<!\\)\]\((\S+?)\)", found["text"])
            assert set(targets) <= may_link
            if not targets:
                assert marks_in(found["text"]) == []
        if found.get("type") == "TextRun":
            for token in re.findall(r"\{\{.*?\}\}", found["text"]):
                assert re.fullmatch(r"\{\{(DATE|TIME)\([^(){}]*\)\}\}", token)


@given(texts)
def test_words_on_a_line_with_a_mention_are_only_words(words: str) -> None:
    text: Text = (Mention("mia@x.example", "Mia Feld"), Run(words, bold=True))
    drawn = draw(say(text), ACCOUNT_OF)
    blocks = [each for each in everything(drawn) if each.get("type") == "TextBlock"]
    assert len(blocks) == 1
    assert marks_in(blocks[0]["text"]) == []
    assert blocks[0]["text"].count("<at>") == 1
    assert [each["mentioned"]["id"] for each in everything(drawn) if "mentioned" in each] == ["aad-mia"]


@given(texts, texts)
def test_facts_are_only_words(label: str, value: str) -> None:
    drawn = draw(Card("x", sections=(Section(facts=(Fact(label, plain(value)),)),)), ACCOUNT_OF)
    for each in everything(drawn):
        if "title" in each and "value" in each:
            assert marks_in(each["title"]) == []
            assert marks_in(each["value"]) == []


@given(texts)
@example("0\t\u00a0")
def test_escaped_words_read_as_they_were_typed(words: str) -> None:
    line = words.split("\n", maxsplit=1)[0].split("\r", maxsplit=1)[0]
    read = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escape(line)).replace("\u200b", "").replace("\u00a0", " ")
    assert read == fallback_free(line)


def fallback_free(line: str) -> str:
    """What is left of a line when only what nothing can show was taken out."""
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", line).encode("utf-8", "replace").decode()
    kept = kept.replace("\u200b", "").replace("\u00a0", " ")
    left, right = re.match(r"[ \t]*", kept), re.search(r"[ \t]*$", kept)
    assert left
    assert right
    return (
        " " * left.end() + kept[left.end() : right.start()] + " " * len(right.group())
        if kept.strip(" \t")
        else (" " * len(kept))
    )


@given(texts)
@example("{{{")
def test_the_line_for_notifications_is_plain_and_never_empty(words: str) -> None:
    line = fallback(words)
    assert line.strip()
    assert len(line) <= 250
    assert "\n" not in line
    assert "{{" not in line


@given(texts)
def test_words_beside_a_tick_mark_nothing(words: str) -> None:
    shown = tame(words)
    assert "`" not in shown
    assert not re.search(r"\]\(|\*\S|\S\*|<\w", shown.replace("\u200a", " "))


@given(texts)
def test_what_was_typed_is_read_as_typed(words: str) -> None:
    text = plain(words)
    drawn = draw(Card("x", sections=(Section(text),)), ACCOUNT_OF)
    read = "\n".join("".join(run["text"] for run in block.get("inlines", ())) for block in drawn["body"])
    lines = [line for line in (flatten(line) for line in lines_of(text)) if line.strip()]
    expected = "\n".join(lines)[:12_000] or "x"
    assert read.replace("\u200b", "")[: len(expected)] == expected.replace("\u200b", "")[: len(read)]


def test_two_people_of_one_name_are_two() -> None:
    text: Text = (Mention("mia@x.example", "Mia"), Run(" "), Mention("dana@x.example", "Mia"))
    entities = draw(say(text), ACCOUNT_OF)["msteams"]["entities"]
    assert [(each["text"], each["mentioned"]["id"]) for each in entities] == [
        ("<at>Mia</at>", "aad-mia"),
        ("<at>Mia 2</at>", "aad-dana"),
    ]


def test_a_name_cannot_be_markup() -> None:
    drawn = draw(say((Mention("mia@x.example", "</at><at>Dana</at> **x** [y](z)"),)), ACCOUNT_OF)
    assert drawn["msteams"]["entities"][0]["text"] == "<at>at at Dana at x y z</at>"
    assert marks_in(drawn["body"][0]["text"]) == []


def test_times_are_shown_in_the_readers_zone() -> None:
    at = datetime(2026, 10, 28, 9, 4, tzinfo=UTC)
    assert instant(Instant(at, "time")) == "{{TIME(2026-10-28T09:04:00Z)}}"
    assert instant(Instant(at, "day", "Wed 28 Oct")) == "Wed 28 Oct", "a day is the same for every reader"
    assert instant(Instant(at)) == "{{DATE(2026-10-28T09:04:00Z,SHORT)}} {{TIME(2026-10-28T09:04:00Z)}}"
    card = say((Run("Fix by "), Instant(at, "full", "Wed 28 Oct 10:04 CET")))
    assert activity(card, ACCOUNT_OF)["summary"] == "Fix by Wed 28 Oct 10:04 CET"


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "http://[", "x" * 4000, "", "file:///etc", "https://", "data:text/html,x"]
)
def test_only_addresses_that_may_be_opened_are_links(href: str) -> None:
    assert link(href) is None


def test_a_link_cannot_leave_its_markdown() -> None:
    url = link("https://a.example/x) [y](javascript:1 <at>")
    assert url
    assert not set(url) & set(" ()<>[]")


def test_a_card_with_too_many_words_keeps_its_buttons() -> None:
    card = Card("x", sections=tuple(Section(plain("ä" * 9000)) for _ in range(9)), buttons=(CLAIM,), more=(PRIORITY,))
    drawn = draw(card, ACCOUNT_OF)
    assert size(drawn) <= LARGEST
    assert [action["title"] for action in drawn["actions"]] == ["Claim", "Priority"]
    assert drawn["actions"][1]["mode"] == "secondary"
    assert "…" in json.dumps(drawn, ensure_ascii=False)


def test_styles_are_drawn_and_code_keeps_its_indentation() -> None:
    said = (Run("Run "), Run("ls", code=True), Run(" not", strike=True), Run("\nif a:\n    b()", pre=True))
    first, *code = [each["inlines"] for each in draw(say(said), lambda _: None)["body"]]
    assert [run["text"] for run in first] == ["Run ", "ls", " not"]
    assert (first[1]["fontType"], first[2]["strikethrough"]) == ("Monospace", True)
    assert [run["text"] for (run,) in code] == ["if a:", "\u00a0\u00a0\u00a0\u00a0b()"]
    assert all(run["fontType"] == "Monospace" for (run,) in code)


def test_a_card_with_too_many_lines_says_that_there_is_more() -> None:
    drawn = draw(say(plain("\n".join(f"line {number}" for number in range(500)))), lambda _: None)
    assert drawn["body"][-1]["inlines"][0]["text"] == "…"
    assert json.dumps(drawn, ensure_ascii=False).count("…") == 1


def test_more_buttons_than_teams_takes_are_an_error_of_ours() -> None:
    long = Button("x", Action("claim", {"a": "y" * 1800}))
    with pytest.raises(ValueError, match="more buttons"):
        draw(card_with(*[long] * 40), ACCOUNT_OF)


def test_a_press_says_beforehand_whether_it_opens_a_form() -> None:
    claim, answer = draw(card_with(CLAIM, ANSWER), ACCOUNT_OF)["actions"]
    assert claim["type"] == "Action.Execute"
    assert claim["fallback"]["type"] == "Action.Submit"
    assert claim["data"] == claim["fallback"]["data"] == {"deskbell": CLAIM.action.pack()}
    assert answer["type"] == "Action.Submit"
    assert answer["data"]["msteams"] == {"type": "task/fetch"}


def test_an_empty_ink_still_knows_whom_it_may_ping() -> None:
    assert Ink(ACCOUNT_OF).account("teams:t/9") == "9"
    assert Ink(ACCOUNT_OF).account("slack:T1/U7") is None


def test_a_digest_of_long_titles_is_one_card_with_every_ticket_it_names_and_the_way_to_all() -> None:
    late = [replace(sample.WORKING, ref=f"INC-{1000 + number}", title="x" * 120) for number in range(LISTED)]
    card = presenter().digest(Digest(400, 50, 50, tuple(late), teams=("service-desk", "infra")), sample.NOW)
    drawn = draw(card, ACCOUNT_OF)
    assert wrong_with(drawn) == []
    assert json.dumps(drawn).count("x" * 120) == LISTED
    asked = {each["deskbell"] for each in everything(drawn) if "deskbell" in each}
    assert asked == {Action("show", {"ticket": each.ref}).pack() for each in late} | {
        Action("queue", {"team": team}).pack() for team in ("service-desk", "infra")
    }


def test_a_line_that_names_its_ticket_at_its_head_has_the_number_once() -> None:
    card = Card("It is done.", sections=(Section(plain("About INC-1000."), muted=True), Section(plain("It is done."))))
    assert str(draw(card, ACCOUNT_OF, about="INC-1000")["body"]).count("INC-1000") == 1
    assert str(draw(say(plain("It is done.")), ACCOUNT_OF, about="INC-1000")["body"]).count("INC-1000") == 1
