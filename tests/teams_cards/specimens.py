"""Every card and form that the desk shows, and the words that hurt most: what the judges of Teams' cards look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from adapters.presentation import sample
from adapters.presentation.gallery import examples, presenter
from bot.policy_file import parse
from core.commands import REGISTRY
from core.intake.catalog import item_form
from core.intake.opening import Similar, incident_form
from core.intake.picker import choose_form
from core.ui.blanks import Blank
from core.ui.cards import Action, Button, Card, Fact, Section
from core.ui.forms import Choice, Field, FieldKind, Form, FormValue
from core.ui.reading import Reading
from core.ui.text import Instant, Mention, Run, Text, plain
from tests.bot.sample import TEXT

COMPANY = parse(TEXT, "app.yaml").policy
PRESENTER = presenter()
READING = Reading(COMPANY, sample.NOW, "c-1")

NASTY: tuple[str, ...] = (
    "**bold** __bold__ *italic* _italic_ ~~gone~~",
    "[click](https://evil.example) <https://evil.example> https://evil.example",
    "![picture](https://evil.example/x.png)",
    "<img src=x onerror=alert(1)><script>alert(1)</script><b>bold</b><a href='https://evil.example'>x</a>",
    "&lt;b&gt;bold&lt;/b&gt; &#60;i&#62; &amp;nbsp;",
    "# Heading",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "1) item",
    "> quote",
    "    code",
    "\tcode",
    "`code` ```code```",
    "---",
    "| a | b |",
    "[x]: https://evil.example\n[x]",
    "Title\n=====",
    "- one\n- two\n\n1. three\n2. four",
    "line one  \nline two\\\nline three",
    "<at>Mia Feld</at> @Mia @everyone",
    "{{DATE(2020-01-01T00:00:00Z)}} {{TIME(2020-01-01T00:00:00Z)}}",
    "${title} {{title}} $(1) %s {0}",
    "\\*\\_\\[ \\\\",
    "javascript:alert(1) data:text/html,x mailto:a@b.example",
    "\u202ereversed\u202c \u200bzero\u200bwidth \ufeff",
    "a\0b\x1b[31m \ud800",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \u00e9\u0301 مرحبا 漢字",
    "w" * 400,
)
"""Words that would do something in one reader of text or another."""


def hostile_text(words: str) -> Text:
    """The words in every style, beside a person who is pinged, a person who cannot be, and a moment."""
    return (
        Run(words),
        Run("\n" + words, bold=True),
        Run("\n"),
        Mention(sample.MIA, f"Mia {words}"),
        Run(" " + words, italic=True),
        Run("\n"),
        Mention("nobody@x.example", f"Nobody {words}"),
        Run(" " + words, code=True),
        Run("\n" + words, href="https://desk.example/INC-1042"),
        Run("\n" + words, href="javascript:alert(1)"),
        Run("\n"),
        Instant(sample.NOW, "full", "Tue 27 Oct 10:34 CET"),
    )


def hostile_card(words: str) -> Card:
    """A card in which everything that can be typed is these words."""
    claim = Button(words, Action("claim", {"ticket": "INC-1042"}), "primary")
    hold = Button(words, Action("hold", {"ticket": "INC-1042"}), opens_form=True)
    ask = Button(words, Action("cancel", {"ticket": "INC-1042"}), "danger", confirm=words)
    return Card(
        summary=words,
        title=hostile_text(words),
        sections=(
            Section(hostile_text(words), facts=(Fact(words, plain(words)), Fact(words, hostile_text(words)))),
            Section(plain(words), buttons=(claim, hold), divider=True, muted=True),
        ),
        buttons=(claim, hold, ask),
        more=(claim, hold, ask),
        tone="danger",
        ticket="INC-1042",
    )


def hostile_form(words: str) -> Form:
    """A form with a field of every kind, in which all that can be named is these words."""
    options = tuple(Choice(key, f"{words} {key}") for key in list(COMPANY.services)[:4])
    values: dict[FieldKind, FormValue] = {
        "text": words,
        "long_text": words,
        "select": options[0].value,
        "users": (sample.MIA,),
    }
    fields = tuple(
        Field(
            kind,
            words,
            kind,
            choices=options,
            value=values.get(kind),
            hint=words,
            placeholder=words,
            text=hostile_text(words),
        )
        for kind in get_args(FieldKind)
    )
    return Form("open_incident", words, fields, "c-1", submit=words, cancel=words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it is shown, with what was wrong when it was sent."""

    name: str
    form: Form
    errors: Mapping[str, str] = field(default_factory=dict)


def cards() -> list[tuple[str, Card]]:
    """Every card of the gallery, then the hostile ones."""
    return examples() + hostile_cards()


def hostile_cards() -> list[tuple[str, Card]]:
    """One card for each of the nasty words."""
    return [(f"hostile.{number}", hostile_card(words)) for number, words in enumerate(NASTY)]


def sheets() -> list[Sheet]:
    """Every form of the desk as it opens, as it grows, and as it comes back with errors; then the hostile ones."""
    shown = [*_opening(), *_ordering(), *_working()]
    wrong = [
        Sheet(f"{each.name}.errors", each.form, {one.id: "Please say a little more." for one in each.form.fields[:2]})
        for each in shown[::4]
    ]
    lost = Sheet("lost", shown[0].form, {"gone": "INC-1042 was closed meanwhile."})
    hostile = [
        Sheet(f"hostile.{number}", hostile_form(words), {"text": words, "gone": words})
        for number, words in enumerate(NASTY)
    ]
    return [*shown, *wrong, lost, *hostile]


def _worded(name: str, blank: Blank) -> Sheet:
    return Sheet(name, PRESENTER.form(blank))


def _opening() -> Iterator[Sheet]:
    context = {"text": "VPN drops"}
    answers = {"title": "VPN drops every ten minutes", "service": "network", "impact": "3", "urgency": "2"}
    worst = answers | {"impact": "1", "urgency": "1"}
    yield _worded("open_incident.empty", incident_form({}, READING, context))
    yield _worded("open_incident.filled", incident_form(answers, READING, context))
    for name, title in (("open_incident.similar", "VPN drops every hour"), ("hostile.similar", "W" * 120)):
        yield _worded(name, incident_form(worst, READING, context, Similar(4, "INC-1042", title)))


def _ordering() -> Iterator[Sheet]:
    yield _worded("open_request.choose", choose_form(READING, sample.MIA, {}))
    for key, item in COMPANY.catalog.items():
        yield _worded(f"open_request.{key}", item_form(item, {}, READING, {}))
        first = {each.id: each.options[0] for each in item.form if each.options}
        yield _worded(f"open_request.{key}.filled", item_form(item, first, READING, {}))


def _working() -> Iterator[Sheet]:
    seen: set[str] = set()
    for command in REGISTRY.tickets.values():
        for state, ticket in sample.STATES.items():
            form = command.form(ticket, READING) if command.form else None
            said = repr((command.name, form and form.questions)).replace(ticket.ref, "")
            if form is not None and said not in seen:
                seen.add(said)
                yield _worded(f"{command.name}.{state}", form)
