"""Each rule of the house finds what it is for, and leaves alone what only looks like it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import get_args

import pytest

from core.processes import Status, TicketKind
from tests.architecture import rules
from tests.architecture.rules import Finding

Rule = Callable[[str], Iterator[Finding]]

BROKEN: list[tuple[Rule, str]] = [
    (rules.find_length, "x = 1\n" * 421),
    (rules.find_missing_docstring, "x = 1\n"),
    (rules.find_swallowed_exceptions, "try:\n    f()\nexcept ValueError:\n    pass\n"),
    (rules.find_swallowed_exceptions, "try:\n    f()\nexcept:\n    g()\n"),
    (rules.find_swallowed_exceptions, "try:\n    f()\nexcept Exception:\n    g()\n"),
    (rules.find_swallowed_exceptions, "try:\n    f()\nexcept (KeyError, BaseException):  # noqa: BLE001\n    g()\n"),
    (rules.find_clocks, "import datetime\ndatetime.datetime.now(datetime.UTC)\n"),
    (rules.find_clocks, "from datetime import date\ndate.today()\n"),
    (rules.find_clocks, "import time\ntime.monotonic()\n"),
    (rules.find_outside_imports, "import sqlmodel\n"),
    (rules.find_outside_imports, "from adapters.slack import forms\n"),
    (rules.find_outside_imports, "import os.path\n"),
    (rules.find_outside_imports, "def f():\n    from asyncio import sleep\n"),
    (rules.find_named_states, "if ticket.kind == 'incident': ...\n"),
    (rules.find_named_states, "over = draft.ticket.status in ('closed', 'cancelled')\n"),
    (rules.find_named_states, "'new' != t.status\n"),
    (rules.find_named_states, "match t.status:\n    case 'closed' | 'cancelled':\n        f()\n"),
    (rules.find_named_states, "sql = \"SELECT ref FROM tickets WHERE status NOT IN ('closed')\"\n"),
    (rules.find_named_states_in_words, "{% if ticket.kind == 'request' %}Done{% endif %}"),
    (
        rules.find_named_states_in_words,
        "{% block a %}{% if kind in ('incident', 'problem') %}x{% endif %}{% endblock %}",
    ),
    (rules.find_named_states_in_words, "{{ 'NEW' if 'new' == ticket.status|lower else '' }}"),
    (rules.find_named_states_in_words, "{% if ticket.kind is eq('request') %}Done{% endif %}"),
    (rules.find_named_states_in_words, "{{ {'incident': 'Fix', 'request': 'Done'}[kind] }}"),
    (rules.find_platform_names, "if channel == 'teams': f()\n"),
    (rules.find_platform_names, "SOURCES = ('slack_emoji',)\n"),
    (rules.find_platform_names, "place = f'teams:{tenant}/x'\nother = 'teams_chat'\n"),
    (rules.find_words_of_people, 'raise Refusal("over", "It is over. Open another.")\n'),
    (rules.find_words_of_people, "say(plain(f'Sent to {name} and {other}.'))\n"),
    (rules.find_words_of_people, 'Field("text", "What is wrong?", "text")\n'),
    (rules.find_short_test_names, "def test_claim(): ...\n"),
    (rules.find_short_test_names, "class TestClaim:\n    async def test_it_works(self): ...\n"),
    (rules.find_waiting_for_time, "import time\ntime.sleep(0.1)\n"),
    (rules.find_waiting_for_time, "import asyncio\nasync def f(): await asyncio.sleep(1)\n"),
    (rules.find_left_for_later, "# TO" + "DO: tidy\n"),
    (rules.find_registries, "pip install -i https://pypi" + ".org/simple x\n"),
    (rules.find_registries, "index-" + "url = https://example.invalid\n"),
    (rules.find_machine_paths, "open('/ro" + "ot/x')\n"),
    (rules.find_machine_paths, "/home/" + "someone/project\n"),
    (rules.find_secrets, "token = 'xoxb" + "-1234567890-1234567890-abc'\n"),
]

KEPT: list[tuple[Rule, str]] = [
    (rules.find_length, "x = 1\n" * 420),
    (rules.find_missing_docstring, ""),
    (rules.find_missing_docstring, '"""What it is for."""\nx = 1\n'),
    (rules.find_swallowed_exceptions, "try:\n    f()\nexcept ValueError:\n    g()\n"),
    (rules.find_swallowed_exceptions, "try:\n    f()\nexcept KeyError:  # already gone: nothing to do\n    pass\n"),
    (rules.find_swallowed_exceptions, "try:\n    f()\nexcept Exception:\n    # One bad notice parks alone.\n    g()\n"),
    (rules.find_clocks, "clock.now()\nnow = ticket.time\nself.clock.now()\n"),
    (
        rules.find_outside_imports,
        "from __future__ import annotations\nimport zoneinfo\nfrom core.calendars.hours import Calendar\n",
    ),
    (rules.find_outside_imports, "from . import events\nfrom collections.abc import Iterable\n"),
    (rules.find_named_states, "if ticket.done or ticket.status == ticket.process.closed: ...\n"),
    (
        rules.find_named_states,
        "if field.kind == 'text' or notice.kind == 'resolved' or clock.state == 'x': ...\n",
    ),
    (rules.find_named_states, "match notice.kind:\n    case 'cancelled':\n        f()\n"),
    (rules.find_named_states, "sql = 'SELECT ref FROM tickets WHERE status IN (:open)'\n"),
    (
        rules.find_named_states_in_words,
        "{% if ticket.done %}{{ ticket.kind|word('goal') }}, {{ status|state }}{% endif %}",
    ),
    (rules.find_named_states_in_words, "{% if metric == 'response' %}Answer{% endif %}{{ kind }}"),
    (
        rules.find_platform_names,
        '"""As on Slack."""\nsay = f"Teams: {names}"\nplace = "slack:T1/C9"\npolicy.teams\n',
    ),
    (rules.find_words_of_people, '"""What it is for, in a sentence."""\nx = 1\n"""Why it is one, too."""\n'),
    (
        rules.find_words_of_people,
        'Command(help="Take this ticket now.", usage="log <time> on what", words=("yes it works",))\n',
    ),
    (rules.find_words_of_people, 'Reason = Literal["not an incident", "withdrawn"]\n'),
    (rules.find_words_of_people, 'raise ValueError(f"An instant needs a zone, not {at}.")\n'),
    (rules.find_words_of_people, 're.compile("one or two words")\nf"{day:%Y-%m-%d}: {a} {b}"\n'),
    (rules.find_words_of_people, '_log.warning("who we are is not known yet: %s", error)\n'),
    (rules.find_words_of_people, 'raise Refusal("no_ticket", ref=ref)\nlog("desk.stale_card")\n'),
    (rules.find_short_test_names, "def test_closed_is_final(): ...\ndef helper(): ...\n"),
    (rules.find_waiting_for_time, "import asyncio\nasync def f(): await asyncio.sleep(0)\n"),
    (rules.find_left_for_later, "todo = 'a mastodon hacks'\n"),
    (rules.find_registries, "pip install --requirement requirements.lock\n"),
    (rules.find_machine_paths, "https://example.invalid/wo" + "rk/x and data/home/deskbell.db\n"),
    (rules.find_secrets, "token = 'xoxb-made-up'\n"),
]


@pytest.mark.parametrize(("rule", "source"), BROKEN)
def test_a_broken_rule_is_found(rule: Rule, source: str) -> None:
    assert list(rule(source))


@pytest.mark.parametrize(("rule", "source"), KEPT)
def test_a_kept_rule_finds_nothing(rule: Rule, source: str) -> None:
    assert list(rule(source)) == []


def test_a_paper_that_names_a_file_which_is_not_there_is_found() -> None:
    tree = {"adapters/kind.py", "adapters/slack/parse.py", "adapters/kit/once.py", "core/desk.py"}
    paper = "`parse.py`, `kind.py`, `kit/once.py`\n`once.py`\n`core/desk.py` and `hearing.py`"
    assert list(rules.find_lost_files(paper, tree, "adapters/slack")) == [
        Finding(2, "once.py is not there"),
        Finding(3, "hearing.py is not there"),
    ]
    assert list(rules.find_lost_files("`once.py`", tree, "")) == []


def test_the_rule_about_kinds_and_statuses_knows_them_all() -> None:
    assert {name: set(known) for name, known in rules.NAMED_STATES.items()} == {
        "kind": set(get_args(TicketKind)),
        "status": set(get_args(Status)),
    }


def test_a_finding_names_the_line_of_its_place() -> None:
    assert list(rules.find_clocks("x = 1\n\ntime.time()\n")) == [
        Finding(3, "time.time() asks a clock; take `now` as an argument")
    ]
