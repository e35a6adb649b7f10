"""Cards and forms made up by Hypothesis, with the texts that hurt."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from core.ui.cards import Action, Button, Card, Fact, Section
from core.ui.forms import Choice, Field, Form
from core.ui.text import Instant, Mention, Run

HOSTILE = (
    "<!channel>", "<!here>", "<@U1>", "<@UMIAFELD|x>", "<#C1|general>", "<https://evil.example|click>", "*bold*",
    "`code`", "```", "~x~", "_x_", "> quote", "&lt;!channel&gt;", "&amp;", ":tada:", "\0", "\u202eRTL", "\u202e",
    "\U0001f600" * 50, "a" * 4000, "\n\n\n", " ", "", "\ud800", "\x1b[31m", "{{ 7*7 }}", "%s", "<!date^1^{date}|x>",
    "@channel", "<!subteam^S1>", "https://evil.example", "<script>", "\t", "\xe9" * 3001,
)  # fmt: skip

texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.sampled_from(HOSTILE).map(lambda x: f"a {x} b"))
PEOPLE = ("mia@x.example", "dana@x.example", "nobody@x.example", "slack:T1/U7", "teams:t/9")
ACCOUNTS = {"mia@x.example": "slack:T1/U1", "dana@x.example": "slack:T1/U2"}

runs = st.builds(
    Run,
    texts,
    bold=st.booleans(),
    italic=st.booleans(),
    code=st.booleans(),
    href=st.one_of(
        st.none(),
        st.sampled_from(
            ["https://desk.example/INC-1", "javascript:alert(1)", "http://[", "x" * 4000, "", "mailto:a@b.c"]
        ),
        texts,
    ),
)
mentions = st.builds(Mention, st.sampled_from(PEOPLE), texts)
instants = st.builds(
    Instant,
    st.datetimes(datetime(1960, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 bounds are naive
    st.sampled_from(["time", "day", "full"]),
    st.sampled_from(["UTC", "Europe/Berlin"]),
)
flows = st.lists(st.one_of(runs, mentions, instants), max_size=4).map(tuple)
actions = st.builds(
    Action,
    st.sampled_from(["claim", "show", "x" * 100]),
    st.dictionaries(st.sampled_from(["ticket", "n"]), st.text(max_size=60)),
)
buttons = st.builds(
    Button,
    texts,
    actions,
    st.sampled_from(["default", "primary", "danger"]),
    st.booleans(),
    st.one_of(st.none(), texts),
)
few = st.lists(buttons, max_size=3).map(tuple)
facts = st.lists(st.builds(Fact, texts, flows), max_size=5).map(tuple)
sections = st.builds(Section, flows, facts, few, st.booleans(), st.booleans())


def cards_with(most: int) -> st.SearchStrategy[Card]:
    """Cards with up to so many times three buttons, and as many more."""
    rows = st.tuples(few, st.integers(0, most)).map(lambda drawn: drawn[0] * drawn[1])
    return st.builds(
        Card,
        summary=texts,
        title=flows,
        sections=st.lists(sections, max_size=4).map(tuple),
        buttons=rows,
        more=rows,
        ticket=st.one_of(st.none(), st.just("INC-1042"), texts),
    )


cards = cards_with(12)
light_cards = cards_with(4)
"""Cards whose buttons alone are not more than Teams takes in one message."""


values = st.text("abcdefgh:@.-", min_size=1, max_size=150)
few_choices = st.lists(st.builds(Choice, values, texts), max_size=4).map(tuple)
many_choices = st.tuples(st.integers(5, 250), texts).map(
    lambda drawn: tuple(Choice(f"v{number}", f"{drawn[1]}{number}") for number in range(drawn[0]))
)
choices = st.one_of(few_choices, many_choices)
KINDS = ("text", "long_text", "select", "radio", "date", "user", "users", "number", "check", "files", "note")
field_values = st.one_of(
    st.none(),
    texts,
    values,
    st.sampled_from(["2026-10-28", "2026-W01-1", "v3", ("mia@x.example",)]),
    st.integers(-(10**6), 10**6),
    st.booleans(),
)


def _field(number: int) -> st.SearchStrategy[Field]:
    return st.builds(
        Field,
        id=st.just(f"field{number}"),
        label=texts,
        kind=st.sampled_from(KINDS),
        required=st.booleans(),
        choices=choices,
        value=field_values,
        hint=texts,
        placeholder=texts,
        max_length=st.one_of(st.none(), st.integers(1, 9000)),
        min_length=st.one_of(st.none(), st.integers(1, 9000)),
        text=flows,
        reloads=st.booleans(),
        search=st.booleans(),
    )  # fmt: skip


forms = st.builds(
    Form,
    command=st.sampled_from(["open_incident", "x" * 300]),
    title=texts,
    fields=st.integers(0, 4).flatmap(lambda count: st.tuples(*map(_field, range(count)))),
    command_id=st.uuids().map(str),
    submit=texts,
    cancel=texts,
    context=st.dictionaries(st.sampled_from(["a", "b"]), st.one_of(st.text(max_size=300), st.booleans())),
)
