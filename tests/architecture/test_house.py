"""The rules of the house hold in every file of the tree."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import rules
from tests.architecture.rules import Finding

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "adapters", "storage", "bot", "playground")

# Files that are longer than the house likes, each with the reason why it stays whole.
LARGE: dict[str, str] = {}

# Tests that may wait for real time, each with the reason.
MAY_SLEEP: dict[str, str] = {}

# Rooms that still hold sentences, each with the reason: all but examples are read by whoever runs the desk, in English.
_SETTINGS = "what is wrong with app.yaml or a variable, told to whoever writes it"
_EXAMPLE = "the examples of its notices"
_STORED = "words that an event keeps for ever"
_TERMINAL = "the command line and its help"
_FINDING = "what doctor finds, and what keeps the bot from working"
_PLATFORM = "why a platform did not do it, for the log and for doctor"
_GAPS = "what a platform cannot do, for the papers"
_MANIFEST = "the app's manifest, which an admin uploads once for every reader"
_HEARD = "what people say to the desk, to be understood"
SPEAKS: dict[str, str] = {
    "adapters/presentation/gallery.py": _EXAMPLE,
    "adapters/presentation/sample.py": "the company of the examples",
    "adapters/presentation/sentences.py": "the examples of sentences",
    "adapters/presentation/words.py": "what is wrong with a template, told to whoever writes it",
    "adapters/slack/channel.py": _GAPS,
    "adapters/slack/directory.py": _FINDING,
    "adapters/slack/errors.py": _PLATFORM,
    "adapters/slack/kind.py": _TERMINAL,
    "adapters/slack/manifest.py": _MANIFEST,
    "adapters/teams/channel.py": _GAPS,
    "adapters/teams/channel_lookup.py": _FINDING,
    "adapters/teams/errors.py": _PLATFORM,
    "adapters/teams/kind.py": _TERMINAL,
    "adapters/teams/managers.py": _FINDING,
    "adapters/teams/manifest.py": _MANIFEST,
    "adapters/teams/tokens.py": _PLATFORM,
    "adapters/web/app.py": _FINDING,
    "bot/app.py": _FINDING,
    "bot/cli.py": _TERMINAL,
    "bot/delivery/worker.py": _PLATFORM,
    "bot/doctor.py": _FINDING,
    "bot/identity/places.py": _FINDING,
    "bot/playground.py": "what to try first in the playground, beside the sample company",
    "bot/policy_file/": _SETTINGS,
    "bot/runtime/metrics.py": "the help of its metrics",
    "bot/runtime/readiness.py": _FINDING,
    "bot/rules.py": _SETTINGS,
    "bot/secret_keys.py": _SETTINGS,
    "bot/settings.py": _SETTINGS,
    "bot/starting.py": _TERMINAL,
    "core/calendars/hours.py": _SETTINGS,
    "core/conversation/cancel_wishes.py": _HEARD,
    "core/conversation/said_links.py": _HEARD,
    "core/conversation/said_new.py": _HEARD,
    "core/conversation/small_talk.py": _HEARD,
    "core/conversation/status_by_name.py": _HEARD,
    "core/conversation/ticket_status.py": _HEARD,
    "core/intake/titles.py": _HEARD,
    "core/intake/wishes.py": _HEARD,
    "core/ui/thanks_words.py": _HEARD,
    "core/ui/yes_no.py": _HEARD,
    "core/calendars/oncall.py": _SETTINGS,
    "core/notifications/marks.py": _EXAMPLE,
    "core/notifications/message_edits.py": _EXAMPLE,
    "core/notifications/prompts.py": _EXAMPLE,
    "core/notifications/approvals.py": _EXAMPLE,
    "core/notifications/direct.py": _EXAMPLE,
    "core/notifications/requester.py": _EXAMPLE,
    "core/notifications/steps.py": _EXAMPLE,
    "core/notifications/triage.py": _EXAMPLE,
    "core/commands/cancel.py": _STORED,
}

_NOT_OURS = {"node_modules", "__pycache__", "data", "build", "vendor"}
_TEXT = {
    "",
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".js",
    ".css",
    ".html",
    ".j2",
    ".jinja",
    ".mako",
    ".ini",
    ".lock",
}


def files(suffixes: set[str], *folders: str) -> list[Path]:
    """The project's own files of these kinds, in the whole tree or below the folders named."""
    starts = [ROOT / folder for folder in folders] or [ROOT]
    return [path for path in _tree() if path.suffix in suffixes and not {*path.parents}.isdisjoint(starts)]


@cache
def _tree() -> tuple[Path, ...]:
    """All of the project's own files, in order. Folders that are not ours hold many times as many."""
    found: list[Path] = []
    for folder, below, names in os.walk(ROOT):
        below[:] = filter(_is_ours, below)
        found += (Path(folder, name) for name in names if _is_ours(name))
    return tuple(sorted(found))


def _is_ours(name: str) -> bool:
    hidden = name.startswith(".") and name not in {".ci", ".gitignore", ".importlinter"}
    return not hidden and name not in _NOT_OURS and not name.endswith(".egg-info")


def broken(rule: Callable[[str], Iterator[Finding]], paths: list[Path]) -> list[str]:
    """What the rule finds, as `path:line sentence`."""
    return [
        f"{path.relative_to(ROOT)}:{finding.line} {finding.says}"
        for path in paths
        for finding in rule(path.read_text(encoding="utf-8"))
    ]


def test_no_file_has_grown_beyond_its_reason() -> None:
    paths = [path for path in files({".py", ".js", ".css"}) if str(path.relative_to(ROOT)) not in LARGE]
    assert broken(rules.find_length, paths) == []


def test_a_file_named_as_large_is_still_large() -> None:
    long = {name for name in LARGE if (ROOT / name).read_text(encoding="utf-8").count("\n") > rules.MOST_LINES}
    assert set(LARGE) == long


def test_every_module_says_what_it_is_for() -> None:
    assert broken(rules.find_missing_docstring, files({".py"})) == []


def test_every_folder_of_code_is_a_package_that_the_import_contracts_can_see() -> None:
    folders = {path.parent for path in files({".py"}, *PACKAGES) if path.parent.name != "versions"}
    assert [str(folder.relative_to(ROOT)) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_nothing_swallows_an_exception_without_a_reason() -> None:
    assert broken(rules.find_swallowed_exceptions, files({".py"}, *PACKAGES, "bench", "docs")) == []


def test_the_core_has_no_clock_of_its_own() -> None:
    assert broken(rules.find_clocks, files({".py"}, "core")) == []


def test_the_core_imports_only_what_computes() -> None:
    assert broken(rules.find_outside_imports, files({".py"}, "core")) == []


def test_only_the_processes_know_kinds_and_statuses_by_name() -> None:
    paths = files({".py"}, "core", "adapters", "storage", "bot", "docs", "bench")
    assert broken(rules.find_named_states, [path for path in paths if path.parent.name != "processes"]) == []


def test_no_words_ask_for_kinds_and_statuses_by_name() -> None:
    assert broken(rules.find_named_states_in_words, files({".html"}, "adapters/presentation/words")) == []


def test_the_core_names_no_platform_in_its_code() -> None:
    # Thanks for help with Teams or Slack are thanks: what people say to the desk names what they like.
    spoken = [path for path in files({".py"}, "core") if SPEAKS.get(str(path.relative_to(ROOT))) != _HEARD]
    assert broken(rules.find_platform_names, spoken) == []


def test_no_code_holds_words_of_people() -> None:
    silent = [path for path in files({".py"}, "core", "adapters", "bot") if not _may_speak(path)]
    assert broken(rules.find_words_of_people, silent) == []


def _may_speak(path: Path) -> bool:
    return str(path.relative_to(ROOT)).startswith(tuple(SPEAKS))


def test_a_room_named_as_speaking_still_speaks() -> None:
    speaking = {name: [ROOT / name] if name.endswith(".py") else files({".py"}, name) for name in SPEAKS}
    assert [name for name, paths in speaking.items() if not broken(rules.find_words_of_people, paths)] == []


def test_papers_name_files_that_are_there() -> None:
    tree = {str(path.relative_to(ROOT)) for path in files({".py", ".html", ".md", ".sql"})}
    papers = [path for path in files({".md"}) if path.name != "CHANGELOG.md"]
    lost = [
        f"{path.relative_to(ROOT)}:{finding.line} {finding.says}"
        for path in papers
        for finding in rules.find_lost_files(path.read_text(encoding="utf-8"), tree, _folder(path))
    ]
    assert lost == []


def _folder(paper: Path) -> str:
    """The folder that a paper is about; empty for those about the whole tree."""
    folder = str(paper.parent.relative_to(ROOT))
    return "" if folder in {".", "docs"} else folder


def test_the_name_of_every_test_is_a_sentence() -> None:
    assert broken(rules.find_short_test_names, files({".py"}, "tests")) == []


def test_no_test_waits_for_time_to_pass() -> None:
    paths = [path for path in files({".py"}, "tests") if str(path.relative_to(ROOT)) not in MAY_SLEEP]
    assert broken(rules.find_waiting_for_time, paths) == []


@pytest.mark.parametrize(
    "rule",
    [rules.find_left_for_later, rules.find_registries, rules.find_machine_paths, rules.find_secrets],
    ids=lambda rule: rule.__name__,
)
def test_the_tree_is_free_of_what_does_not_belong(rule: Callable[[str], Iterator[Finding]]) -> None:
    assert broken(rule, files(_TEXT)) == []
