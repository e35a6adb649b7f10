"""What the papers claim of the program is what the program says of itself."""

from __future__ import annotations

import re
from pathlib import Path

from adapters.slack.channel import FALLBACKS
from adapters.slack.manifest import BOT_SCOPES
from bot.runtime.jobs import KEPT
from bot.runtime.metrics import Metrics
from docs.settings_keys import keys

ROOT = Path(__file__).resolve().parents[2]
PAPERS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
PICTURES = sorted((ROOT / "docs/pictures").iterdir())
LARGEST_PICTURE = 200_000


def paper(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(pattern: str, *files: Path) -> set[str]:
    """What stands in files where the pattern's group is."""
    return {found for each in files for found in re.findall(pattern, each.read_text(encoding="utf-8"))}


def test_what_slack_cannot_do_stands_in_its_paper() -> None:
    table = paper("docs/slack.md").partition("cannot do, and what")[2]
    (_, _, *told) = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", f"| - | - |\n{table}", re.MULTILINE)
    assert dict(told) == FALLBACKS


def test_the_paper_of_slack_says_what_for_of_each_scope_and_of_no_other() -> None:
    rows = re.findall(r"^\| (`.*?) \|", paper("docs/slack.md"), re.MULTILINE)
    assert sorted(re.findall(r"`([a-z_.]+:[a-z._]+|commands)`", "\n".join(rows))) == sorted(BOT_SCOPES)


def test_every_figure_that_the_papers_name_is_measured() -> None:
    told = named(r"`(deskbell_[a-z_]+)`", *PAPERS)
    assert told
    assert told <= set(re.findall(r"^# HELP (\S+)", Metrics().page().decode(), re.MULTILINE))


def test_the_paper_states_for_how_long_things_are_kept() -> None:
    assert f"| {KEPT.days} days, then removed at night |" in paper("docs/running.md")


def test_every_picture_is_shown_by_a_paper_and_small() -> None:
    assert named(r"\]\((?:docs/)?pictures/([\w-]+\.png)\)", *PAPERS) == {path.name for path in PICTURES}
    assert [path.name for path in PICTURES if path.stat().st_size > LARGEST_PICTURE] == []


def test_every_picture_is_one_that_a_browser_test_takes() -> None:
    taken = named(r'scene\(\w+, "([\w-]+)"\)', *(ROOT / "tests/browser").glob("*.py"))
    assert {path.stem for path in PICTURES} <= taken


def test_keys_of_settings_stand_by_their_place_and_not_by_names_of_the_sample() -> None:
    places = {key.place for key in keys(paper("app.yaml"))}
    for place in ("company.language", "teams.<name>.lead", "sla.<name>.incident.<priority>.response",
                  "catalog.<name>.form[].id", "escalation.<name>.steps[].after"):  # fmt: skip
        assert place in places
    assert not [place for place in places if "service-desk" in place or "[1]" in place]
