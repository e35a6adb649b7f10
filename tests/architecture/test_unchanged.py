"""What `make test` may leave out, asked of a repository of a few files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.unchanged import OWN_TESTS, left_out

_AUTHOR = {f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


class Repository:
    """A checkout in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *command: str) -> None:
        # Nothing of the machine's own settings, nor of a git that runs these tests in a hook of its own.
        own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        alone = own | _AUTHOR | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        subprocess.run(["git", *command], cwd=self.folder, check=True, capture_output=True, env=alone)

    def writes(self, path: str, text: str = "something") -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def commits(self, path: str, text: str = "something") -> None:
        self.writes(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", path)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """Two commits on main, of which the second changed the core."""
    made = Repository(tmp_path)
    made.commits("playground/server.py")
    made.commits("core/desk.py")
    return made


def test_on_main_the_playgrounds_tests_are_left_out_after_a_commit_elsewhere(repository: Repository) -> None:
    assert left_out(repository.folder) == OWN_TESTS


@pytest.mark.parametrize("path", ["playground/server.py", "tests/playground_teams/test_cards.py", "requirements.lock"])
def test_they_run_when_the_last_commit_of_main_changed_what_they_depend_on(repository: Repository, path: str) -> None:
    repository.commits(path, "else")
    assert left_out(repository.folder) == ()


def test_they_run_when_an_earlier_commit_of_the_branch_changed_the_playground(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "rooms")
    repository.commits("playground/page.js")
    repository.commits("core/desk.py", "else")
    assert left_out(repository.folder) == ()


def test_a_branch_does_not_answer_for_what_main_changed_before_it(repository: Repository) -> None:
    repository.commits("playground/page.js")
    repository.git("switch", "--quiet", "--create", "rooms")
    repository.commits("core/desk.py", "else")
    assert left_out(repository.folder) == OWN_TESTS


def test_they_run_for_a_change_that_is_not_committed(repository: Repository) -> None:
    repository.writes("playground/server.py", "else")
    assert left_out(repository.folder) == ()


def test_they_run_for_a_file_that_git_does_not_know_yet(repository: Repository) -> None:
    repository.writes("playground/sound.py")
    assert left_out(repository.folder) == ()


def test_they_run_when_a_file_was_moved_out_of_the_playground(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "rooms")
    repository.git("mv", "playground/server.py", "core/server.py")
    repository.git("commit", "--quiet", "--message", "moved")
    assert left_out(repository.folder) == ()


def test_they_run_where_there_is_no_commit_before(tmp_path: Path) -> None:
    Repository(tmp_path).commits("core/desk.py")
    assert left_out(tmp_path) == ()


def test_they_run_where_nothing_is_checked_out(tmp_path: Path) -> None:
    assert left_out(tmp_path) == ()
