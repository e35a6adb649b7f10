"""A new kind of notice touches three files: its value, its announcing, its template. Counted on a copy of the tree."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.presentation.words import LANGUAGES, WHOLE
from tests.architecture.test_house import ROOT

VALUE = '''

@dataclass(frozen=True, slots=True)
class WorkLogged(Facts):
    """Who spent how many minutes."""

    by: PersonId
    minutes: int


WORK_LOGGED = Kind(
    "work_logged",
    "line",
    WorkLogged(by=DANA, minutes=25),
    moot=lambda _, ticket: not ticket.open,
    buttons=Buttons(open=("ack",), ever=("show",)),
    tone="warning",
)
'''
ANNOUNCING = """
        case e.Worked(minutes=minutes):
            out.triage(triage.WORK_LOGGED, triage.WorkLogged(by=actor, minutes=minutes), at)
"""
TEMPLATE = """
{% block body %}{{ by|first_name }} worked {{ minutes }} min.{% endblock %}
{% block lost %}the time{% endblock %}
"""

STORY = """
import json
from dataclasses import replace

from adapters.presentation import sample
from adapters.presentation.gallery import examples, presenter
from core.notifications.announce import announce
from core.notifications.kinds import moot
from core.tickets import events as e
from core.ui.text import flatten
from docs import generate


class Rooms:
    def triage(self, team):
        return ("slack:T1/desk-triage",)

    def admin(self):
        return ()


before = sample.WORKING
after = replace(before, version=before.version + 1)
happened = (e.Happened(sample.NOW, sample.DANA, e.Worked(25)),)
heard = announce(before, after, happened, sample.policy(), Rooms(), sample.NOW, {}.get)
said = [one for one in heard if one.kind == "work_logged"]
card = presenter().notice(said[0], after, sample.NOW)
drawn = dict(examples())["notice.work_logged"]
print(json.dumps({
    "announced": [(one.to, one.place, dict(one.facts)) for one in said],
    "moot": [moot(said[0], after), moot(said[0], sample.CLOSED)],
    "said": flatten(card.sections[0].body),
    "buttons": [one.action.command for one in card.buttons],
    "tone": card.tone,
    "gallery": flatten(drawn.sections[0].body),
    "docs": [line for line in generate.notices().splitlines() if "work_logged" in line],
}))
"""


def adding(root: Path) -> dict[Path, str]:
    """What somebody writes who adds a kind: each file as it is afterwards."""
    value = root / "core" / "notifications" / "triage.py"
    announcing = root / "core" / "notifications" / "announce.py"
    template = root / (LANGUAGES / WHOLE).relative_to(ROOT) / "work_logged.html"
    told = announcing.read_text(encoding="utf-8")
    begins = told.index("    match entry.event:\n", told.index("def _work(")) + len("    match entry.event:")
    return {
        value: value.read_text(encoding="utf-8") + VALUE,
        announcing: told[:begins] + ANNOUNCING.rstrip("\n") + told[begins:],
        template: TEMPLATE,
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The folders that a notice goes through, alone."""
    for folder in ("core", "adapters", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_a_kind_is_announced_judged_said_and_shown_after_three_files_were_touched(copy: Path) -> None:
    touched = adding(copy)
    assert len(touched) == 3
    for path, text in touched.items():
        path.write_text(text, encoding="utf-8")
    # A process of its own: whoever has imported the kinds already would not see the new one.
    told = subprocess.run(  # our own interpreter, our own words
        [sys.executable, "-B", "-c", STORY], cwd=copy, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout) == {
        "announced": [
            ["triage:service-desk", "slack:T1/desk-triage", {"by": "dana.roth@nordlicht.example", "minutes": 25}]
        ],
        "moot": [False, True],
        "said": "Dana worked 25 min.",
        "buttons": ["ack", "show"],
        "tone": "warning",
        "gallery": "Dana worked 25 min.",
        "docs": ["| `work_logged` | a line in the ticket's thread | `by`, `minutes` |"],
    }
