"""What the papers say is what the house does: the lock, the make targets, the command line and the settings."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from bot.cli import command

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))


def pyproject() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def locked() -> dict[str, Version]:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {name: Version(version) for name, version in re.findall(r"^([a-z0-9.-]+)==(\S+)", lock, re.MULTILINE)}


def wanted() -> list[Requirement]:
    match pyproject():
        case {"project": {"dependencies": list(ours)}, "dependency-groups": {"dev": list(tools)}}:
            return [Requirement(line) for line in [*ours, *tools]]
    raise AssertionError("pyproject.toml names no dependencies")


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))


def spoken(paper: str, command: str) -> set[str]:
    """The words that follow a command in the code of a paper: its fenced blocks and its `inline` pieces."""
    text = (ROOT / paper).read_text(encoding="utf-8")
    code = re.findall(r"```.*?\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return {
        word for piece in [*code, *inline] for word in re.findall(rf"(?:^|\s){command} ([a-z]+)", piece, re.MULTILINE)
    }


def test_the_lock_holds_a_version_of_everything_that_the_project_asks_for() -> None:
    lock = locked()
    stale = [str(each) for each in wanted() if each.name not in lock or lock[each.name] not in each.specifier]
    assert stale == [], "`make lock` was not run after these were asked for"


def test_every_locked_package_is_held_by_a_hash() -> None:
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / "requirements.lock").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [entry.splitlines()[0] for entry in entries if entry.strip() and "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_make_target_in_the_papers_exists(paper: str) -> None:
    assert spoken(paper, "make") <= make_targets()


def test_a_build_machine_runs_every_test_and_measures_the_core() -> None:
    def runs_of(*told: str) -> list[str]:
        own = {name: value for name, value in os.environ.items() if name not in {"CI", "ARGS", "MAKEFLAGS"}}
        asked = subprocess.run(
            ["make", "--dry-run", *told], cwd=ROOT, capture_output=True, text=True, check=True, env=own
        )
        return [
            str(found)
            for found in re.findall(r"^.*-m (?:pytest|tests\.branches)(?:.*\\\n)*.*$", asked.stdout, re.MULTILINE)
        ]

    assert "check test CI=true" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    measured, rest = runs_of("test", "CI=true")
    assert "-m tests.branches core " in measured
    core = re.findall(r" (tests/\S+)", measured)
    assert core == re.findall(r"--ignore=(\S+)", rest)
    assert not re.search(r" tests[./]| -[km] \S+.* -[km] ", rest)
    (quick,) = runs_of("test")
    assert "tests.unchanged" in quick
    (all_of_it,) = runs_of("coverage")
    assert "-m tests.branches core,adapters,storage,bot " in all_of_it
    folders = [*core, *re.findall(r" (tests/\S+)", all_of_it)]
    assert len(folders) > len(core) > 0
    assert all((ROOT / folder).is_dir() for folder in folders)


def test_every_target_a_newcomer_needs_is_in_the_readme() -> None:
    assert {"setup", "run", "quick", "test", "check", "bench"} <= spoken("README.md", "make")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_deskbell_command_in_the_papers_exists(paper: str) -> None:
    for subcommand in sorted(spoken(paper, "deskbell")):
        with pytest.raises(SystemExit) as ended:
            command([subcommand, "--help"], {})
        assert ended.value.code == 0, f"{paper}: deskbell {subcommand} --help"


def test_every_variable_the_program_reads_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    read = {
        name
        for package in ("bot", "adapters", "storage")
        for path in (ROOT / package).rglob("*.py")
        for name in re.findall(r"[\"']((?:DESKBELL|SLACK|TEAMS)_[A-Z_]+)[\"']", path.read_text(encoding="utf-8"))
    }
    assert read, "the program reads no variable: does this test still look for them rightly?"
    assert sorted(name for name in read if f"`{name}`" not in readme) == []


def test_a_test_cannot_leave_this_machine() -> None:
    # An address set aside for documentation: were the guard broken, nobody would answer there.
    with socket.socket() as speaker, pytest.raises(AssertionError, match=r"127\.0\.0\.1 only"):
        speaker.connect(("192.0.2.1", 9))


def test_a_test_cannot_listen_for_other_machines() -> None:
    with socket.socket() as listener, pytest.raises(AssertionError, match=r"127\.0\.0\.1 only"):
        listener.bind(("0.0.0.0", 0))


def test_a_test_may_speak_on_the_loopback() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as speaker:
        speaker.connect(listener.getsockname())


@pytest.mark.parametrize("paper", PAPERS)
def test_every_link_in_the_papers_leads_somewhere(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert [target for target in targets if not ((ROOT / paper).parent / target).exists()] == []


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_and_folder_that_the_papers_name_is_there(paper: str) -> None:
    text = (ROOT / paper).read_text(encoding="utf-8")
    named = re.findall(r"`((?:core|storage|adapters|bot|playground|tests|bench|docs)/[\w./]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_folder_of_tests_is_told_of() -> None:
    text = (ROOT / "docs/testing.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/*.py")}
    assert {name for name in folders if f"`tests/{name}/`" not in text} == set()


def test_the_sample_company_keeps_no_secret_and_has_a_place_for_admins() -> None:
    company = yaml.safe_load((ROOT / "app.yaml").read_text(encoding="utf-8"))
    assert company["platforms"]["slack"]["admin"] == "#desk-admin"
    assert not re.search(r"token|secret|password", " ".join(company["platforms"]["slack"]))
