"""The command line: exit codes, one sentence for what is wrong, and nothing started then."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli import command
from core.notifications.kinds import KINDS
from storage import Keys, migrate, open_store, read_key
from tests.bot import sample
from tests.fakes.keys import KEY, OTHER

ROOT = sample.PATH.parent


def _environment(tmp_path: Path, **more: str) -> dict[str, str]:
    named = {"DESKBELL_CONFIG": str(sample.PATH), "DESKBELL_DATABASE_URL": _database(tmp_path)}
    return {**named, "DESKBELL_SECRETS_KEY": KEY, **more}


def _database(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"


def test_check_prints_the_resolved_file_and_finds_it_sound(capsys, tmp_path: Path):
    assert command(["check"], _environment(tmp_path)) == 0
    said = capsys.readouterr()
    assert "company:" in said.out
    assert "is sound" in said.err


def test_check_and_run_refuse_an_item_whose_private_answers_could_not_be_sealed(capsys, tmp_path: Path):
    for asked in ("check", "run"):
        assert command([asked], _environment(tmp_path, DESKBELL_SECRETS_KEY="")) == 2
        said = capsys.readouterr().err
        assert "catalog.laptop.form: asks for private answers (address), and there is no key to seal them with." in said
        assert "Set DESKBELL_SECRETS_KEY: deskbell secrets new-key prints one." in said
    config = tmp_path / "app.yaml"
    config.write_text(sample.TEXT.replace(", sensitive: true}", "}", 1), encoding="utf-8")
    assert (
        command(["check", "--quiet"], _environment(tmp_path, DESKBELL_SECRETS_KEY="", DESKBELL_CONFIG=str(config))) == 0
    )


def test_a_new_key_is_one_that_check_takes_and_no_other_is_like_it(capsys, tmp_path: Path):
    made = set()
    for _ in range(2):
        assert command(["secrets", "new-key"], {}) == 0
        made.add(key := capsys.readouterr().out.strip())
        assert command(["check", "--quiet"], _environment(tmp_path, DESKBELL_SECRETS_KEY=key)) == 0
        capsys.readouterr()
    assert len(made) == 2


def test_keys_are_rotated_and_the_doctor_says_when_one_is_missing(capsys, tmp_path: Path):
    environ = _environment(tmp_path)
    migrate(_database(tmp_path))

    async def seal() -> None:
        async with open_store(_database(tmp_path), now=lambda: datetime.now(UTC), keys=Keys([read_key(KEY)])) as store:
            await store.transact(lambda tx: tx.seal("REQ-1000", "address", "Elm Street 1"))

    asyncio.run(seal())
    lost = environ | {"DESKBELL_SECRETS_KEY": OTHER}
    assert command(["doctor"], lost) == 1
    assert "1 private answers cannot be read: put the key that sealed them into DESK" in capsys.readouterr().out
    assert command(["secrets", "rotate"], lost) == 0
    assert "1 could not be, with none of the keys: add theirs to DESKBELL_SECRETS_KEY_OLD" in capsys.readouterr().out
    both = lost | {"DESKBELL_SECRETS_KEY_OLD": KEY}
    assert command(["doctor"], both) == 1
    assert "1 private answers are sealed with an older key: run deskbell secrets rotate." in capsys.readouterr().out
    assert command(["secrets", "rotate"], both) == 0
    assert "DESKBELL_SECRETS_KEY_OLD is not needed any more." in capsys.readouterr().out
    command(["doctor"], lost)
    assert "private answers" not in capsys.readouterr().out
    assert command(["secrets", "rotate"], environ | {"DESKBELL_SECRETS_KEY": ""}) == 2
    assert "DESKBELL_SECRETS_KEY: is not set." in capsys.readouterr().err


@pytest.mark.parametrize("asked", [["access", "--csv"], ["secrets", "rotate"]])
def test_a_mistyped_database_is_told_of_and_leaves_nothing_behind(asked: list[str], capsys, tmp_path: Path):
    for path in ("dsek.db", "no-such-folder/desk.db"):
        environ = _environment(tmp_path, DESKBELL_DATABASE_URL=f"sqlite+aiosqlite:///{tmp_path / path}")
        assert command(asked, environ) == 1
        assert capsys.readouterr().err == "The database is not up to date: run deskbell migrate.\n"
        assert list(tmp_path.iterdir()) == []


def test_check_refuses_a_language_without_a_folder_and_names_those_there_are(capsys, tmp_path: Path):
    config = tmp_path / "app.yaml"
    config.write_text(sample.TEXT.replace("currency: EUR", "currency: EUR, language: tlh", 1), encoding="utf-8")
    assert command(["check", "--config", str(config)], _environment(tmp_path)) == 2
    said = capsys.readouterr().err
    assert 'company.language: Deskbell has no words in "tlh". Write one of: en.' in said


def test_check_refuses_own_words_that_are_broken_with_file_and_line(capsys, tmp_path: Path):
    config, own = tmp_path / "app.yaml", tmp_path / "our-words"
    config.write_text("words: our-words\n" + sample.TEXT, encoding="utf-8")
    own.mkdir()
    (own / "claimed.html").write_text("{% block body %}\n{{ persn|name }}{% endblock %}", encoding="utf-8")
    assert command(["check", "--config", str(config)], _environment(tmp_path)) == 2
    assert f"{own / 'claimed.html'}:2 words: persn is not known here" in capsys.readouterr().err


def test_wrong_settings_are_named_with_line_and_key_and_nothing_is_started(capsys, tmp_path: Path):
    config = tmp_path / "app.yaml"
    config.write_text(sample.TEXT.replace("lead: lena.vogt", "lead: nobody.here", 1), encoding="utf-8")
    assert command(["run", "--config", str(config)], _environment(tmp_path)) == 2
    assert f"{config}:" in capsys.readouterr().err
    assert not (tmp_path / "desk.db").exists()


def test_a_missing_file_of_settings_is_exit_code_two(capsys, tmp_path: Path):
    assert command(["run", "--config", str(tmp_path / "none.yaml")], _environment(tmp_path)) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_half_given_slack_is_refused_before_anything_starts(capsys, tmp_path: Path):
    assert command(["run"], _environment(tmp_path, SLACK_BOT_TOKEN="xoxb-1")) == 2
    said = capsys.readouterr().err
    assert "SLACK_SIGNING_SECRET" in said
    assert "xoxb-1" not in said


def test_without_any_platform_nothing_is_started_and_what_turns_one_on_is_said(capsys, tmp_path: Path):
    assert command(["run"], _environment(tmp_path)) == 2
    said = capsys.readouterr().err
    assert "No platform is on, so nobody could be heard: set SLACK_BOT_TOKEN" in said
    assert "TEAMS_APP_ID" in said
    assert not (tmp_path / "desk.db").exists()


def test_the_version_is_said(capsys):
    with pytest.raises(SystemExit) as left:
        command(["--version"], {})
    assert left.value.code == 0
    assert re.fullmatch(r"Deskbell \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_migrate_makes_the_database_and_says_so_without_a_password(capsys, tmp_path: Path):
    assert command(["migrate"], _environment(tmp_path)) == 0
    assert "is up to date" in capsys.readouterr().out
    assert (tmp_path / "desk.db").exists()


def test_a_database_that_cannot_be_used_is_one_sentence(capsys, tmp_path: Path):
    (tmp_path / "desk.db").mkdir()
    assert command(["migrate"], _environment(tmp_path)) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_doctor_says_when_no_channel_is_on(capsys, tmp_path: Path):
    assert command(["doctor"], _environment(tmp_path)) == 1
    assert "No channel is on" in capsys.readouterr().out


def test_the_manifest_is_json_for_http_and_for_socket_mode(capsys, tmp_path: Path):
    assert command(["slack", "manifest", "--url", "https://desk.nordlicht.example"], {}) == 0
    over_http = json.loads(capsys.readouterr().out)
    assert over_http["settings"]["interactivity"]["request_url"] == "https://desk.nordlicht.example/slack/events"
    assert command(["slack", "manifest"], {}) == 0
    assert json.loads(capsys.readouterr().out)["settings"]["socket_mode_enabled"] is True


@pytest.mark.parametrize("url", ["foo", "http://foo", "https://", "ftp://desk.nordlicht.example"])
def test_a_manifest_with_an_address_that_slack_cannot_reach_is_refused(capsys, url: str):
    assert command(["slack", "manifest", "--url", url], {}) == 2
    said = capsys.readouterr()
    assert "--url" in said.err
    assert not said.out


APP_ID = "7d1f0000-0000-4000-8000-00000000bee1"


def test_the_package_for_teams_holds_a_manifest_of_this_app_and_two_icons(capsys, tmp_path: Path):
    out = tmp_path / "teams.zip"
    asked = ["teams", "package", "--url", "https://desk.nordlicht.example", "--version", "1.0.1", "--out", str(out)]
    assert command(asked, {"TEAMS_APP_ID": APP_ID}) == 0
    assert str(out) in capsys.readouterr().out
    with zipfile.ZipFile(out) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        assert sorted(packed.namelist()) == ["color.png", "manifest.json", "outline.png"]
    assert (manifest["id"], manifest["version"]) == (APP_ID, "1.0.1")
    assert manifest["validDomains"] == ["desk.nordlicht.example"]


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ([], "--app-id"),
        (["--app-id", "deskbell"], "--app-id"),
        (["--app-id", APP_ID, "--url", "http://127.0.0.1:8080"], "--url"),
        (["--app-id", APP_ID, "--name", "x" * 31], "--name"),
        (["--app-id", APP_ID, "--version", "1"], "--version"),
    ],
)
def test_a_package_that_teams_would_not_take_is_not_written(capsys, tmp_path: Path, more: list[str], named: str):
    out = tmp_path / "teams.zip"
    assert command(["teams", "package", "--out", str(out), *more], {}) == 2
    assert named in capsys.readouterr().err
    assert not out.exists()


def test_an_unsigned_teams_is_refused_where_others_could_reach_it(capsys, tmp_path: Path):
    assert command(["run", "--teams-playground", "--host", "0.0.0.0"], _environment(tmp_path)) == 2
    assert "would trust the network" in capsys.readouterr().err
    assert not (tmp_path / "desk.db").exists()


@pytest.mark.parametrize("more", [[], ["--slack"], ["--teams"]])
def test_the_gallery_shows_every_notice_and_command(capsys, more: list[str]):
    assert command(["gallery", *more], {}) == 0
    shown = capsys.readouterr().out
    cards = {kind for kind in KINDS if kind.endswith("_card")}
    assert all(f"== notice.{kind}\n" in shown for kind in set(KINDS) - cards)
    assert all(f"== {kind}." in shown for kind in cards)
    assert "== commands" in shown


def test_an_unknown_command_is_exit_code_two(capsys):
    with pytest.raises(SystemExit) as left:
        command(["ruin"], {})
    assert left.value.code == 2
    capsys.readouterr()


def test_the_playground_says_in_its_help_which_database_it_uses(capsys):
    for name, kept in (("playground", "data/playground.db, made anew"), ("run", "DESKBELL_DATABASE_URL, default")):
        with pytest.raises(SystemExit):
            command([name, "--help"], {})
        assert kept in " ".join(capsys.readouterr().out.split())


def test_the_playground_prints_one_address_and_ends_cleanly_on_sigterm(tmp_path: Path):
    environ = {
        **os.environ,
        "DESKBELL_CONFIG": str(sample.PATH),
        "SLACK_BOT_TOKEN": "xoxb-real",
        "PYTHONPATH": str(ROOT),
        "DESKBELL_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/real.db",
    }
    started = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "playground", "--port", "0"],
        cwd=tmp_path, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert started.stdout is not None
        address = started.stdout.readline()
        assert address.startswith("http://127.0.0.1:")
        started.send_signal(signal.SIGTERM)
        more, errors = started.communicate(timeout=180)
        left_alone = (
            "DESKBELL_DATABASE_URL is left alone: what is tried here is kept in data/playground.db."
            " --database names another database.\n"
        )
        assert (started.returncode, more, errors) == (0, "", left_alone)
        assert (tmp_path / "data" / "playground.db").exists()
        assert not (tmp_path / "real.db").exists()
    finally:
        started.kill()
        started.wait()
