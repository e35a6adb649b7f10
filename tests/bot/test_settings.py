"""The environment and the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from bot.policy_file import SettingsError
from bot.settings import Settings, add_options, from_arguments, read
from tests.fakes.keys import KEY

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-very-secret", "SLACK_SIGNING_SECRET": "hush-hush"}
TEAMS = {"TEAMS_APP_ID": "app", "TEAMS_APP_PASSWORD": "pass-word", "TEAMS_TENANT_ID": "tenant"}


def command_line(*words: str, environ: dict[str, str]) -> Settings:
    parser = argparse.ArgumentParser()
    add_options(parser)
    return from_arguments(parser.parse_args(words), environ)


def test_an_empty_environment_means_the_defaults_and_no_channel():
    settings = read({})

    assert settings.config == Path("app.yaml")
    assert settings.database_url.startswith("sqlite+aiosqlite:///data/")
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.channels == {}


def test_an_option_stands_above_its_variable_and_the_variable_above_the_default():
    environ = {"DESKBELL_CONFIG": "env.yaml", "DESKBELL_PORT": "9000", "DESKBELL_HOST": "0.0.0.0"}

    settings = command_line("--config", "mine.yaml", "--database", "postgresql+asyncpg://db/x", environ=environ)

    assert settings.config == Path("mine.yaml")
    assert settings.database_url == "postgresql+asyncpg://db/x"
    assert (settings.host, settings.port) == ("0.0.0.0", 9000)


def test_a_wrong_variable_does_not_matter_when_an_option_stands_above_it():
    assert read({"DESKBELL_PORT": "many"}, port=0).port == 0


def test_an_empty_variable_counts_as_absent_and_space_around_a_secret_is_dropped():
    assert read({"DESKBELL_PORT": "", "SLACK_APP_TOKEN": " "}).channels == {}
    slack = read({**SLACK, "SLACK_SIGNING_SECRET": "hush-hush\n"}).channels["slack"]
    assert slack.signing_secret == "hush-hush"


def test_slack_is_http_with_a_signing_secret_and_socket_mode_with_an_app_token():
    over_http = read(SLACK).channels["slack"]
    over_socket = read({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}).channels["slack"]

    assert not over_http.socket_mode
    assert over_http.api_url == "https://slack.com/api/"
    assert over_socket.socket_mode


def test_another_slack_on_this_machine_may_speak_http_and_gets_its_slash():
    slack = read({**SLACK, "SLACK_API_URL": "http://127.0.0.1:5000/api"}).channels["slack"]
    assert slack.api_url == "http://127.0.0.1:5000/api/"


def test_teams_takes_its_three_variables():
    teams = read({**TEAMS, "TEAMS_LOGIN_URL": "http://localhost:1/login"}).channels["teams"]
    assert (teams.app_id, teams.app_password, teams.tenant_id) == ("app", "pass-word", "tenant")
    assert teams.login_url == "http://localhost:1/login/"


def test_no_secret_is_ever_shown():
    database = "postgresql+asyncpg://desk:db-pass@host/desk"
    settings = read(
        {
            **SLACK,
            **TEAMS,
            "SLACK_APP_TOKEN": "xapp-9-quiet",
            "DESKBELL_DATABASE_URL": database,
            "DESKBELL_SECRETS_KEY": KEY,
        }
    )

    shown = f"{settings!r} {settings} {settings.channels!r} {settings.database_shown}"

    for secret in ("very-secret", "hush-hush", "xapp-9", "pass-word", "db-pass", KEY):
        assert secret not in shown
    assert settings.database_shown == "postgresql+asyncpg://desk:***@host/desk"


@pytest.mark.parametrize(
    ("environ", "key", "says"),
    [
        ({"DESKBELL_PORT": "http"}, "DESKBELL_PORT", "not a port"),
        ({"DESKBELL_DATABASE": "x"}, "DESKBELL_DATABASE", "Did you mean DESKBELL_DATABASE_URL?"),
        ({"DESKBELL_PROT": "x"}, "DESKBELL_PROT", "Did you mean DESKBELL_PORT?"),
        ({"DESKBELL_CONFIG": "a\0b"}, "DESKBELL_CONFIG", "app.yaml"),
        ({"DESKBELL_DATABASE_URL": "postgresql+asyncpg:///"}, "DESKBELL_DATABASE_URL", "names no server"),
        ({"DESKBELL_PORT": "65536"}, "DESKBELL_PORT", "1 to 65535"),
        ({"DESKBELL_PORT": "٨٠"}, "DESKBELL_PORT", "not a port"),
        ({"DESKBELL_HOST": "http://localhost"}, "DESKBELL_HOST", "without http://"),
        ({"DESKBELL_DATABASE_URL": "sqlite:///x.db"}, "DESKBELL_DATABASE_URL", "sqlite+aiosqlite://"),
        ({"DESKBELL_DATABASE_URL": "postgres://u:topsecret@h/d"}, "DESKBELL_DATABASE_URL", "postgresql+asyncpg://"),
        ({"DESKBELL_DATABASE_URL": "mysql://u:topsecret@h/d"}, "DESKBELL_DATABASE_URL", "not a database"),
        ({"DESKBELL_DATABASE_URL": "topsecret"}, "DESKBELL_DATABASE_URL", "not a database"),
        ({"DESKBELL_DATABASE_URL": "sqlite+aiosqlite://data.db"}, "DESKBELL_DATABASE_URL", "Three slashes"),
        ({**SLACK, "SLACK_BOT_TOKEN": "xoxp-topsecret"}, "SLACK_BOT_TOKEN", "begins with xoxb-"),
        ({**SLACK, "SLACK_APP_TOKEN": "xoxb-topsecret"}, "SLACK_APP_TOKEN", "begins with xapp-"),
        ({"SLACK_BOT_TOKEN": "xoxb-topsecret"}, "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"),
        ({"SLACK_SIGNING_SECRET": "topsecret"}, "SLACK_BOT_TOKEN", "is missing"),
        ({**SLACK, "SLACK_API_URL": "http://slack.example/api/"}, "SLACK_API_URL", "https://"),
        ({**SLACK, "SLACK_API_URL": "http://[bad"}, "SLACK_API_URL", "not a web address"),
        ({**TEAMS, "TEAMS_LOGIN_URL": "ftp://x"}, "TEAMS_LOGIN_URL", "not a web address"),
        ({**TEAMS, "TEAMS_GRAPH_URL": "ftp://x"}, "TEAMS_GRAPH_URL", "not a web address"),
        ({"TEAMS_APP_PASSWORD": "topsecret", "TEAMS_APP_ID": "a"}, "TEAMS_TENANT_ID", "is missing"),
        ({"DESKBELL_SECRETS_KEY": "topsecret"}, "DESKBELL_SECRETS_KEY", "32 bytes in base64"),
        (
            {"DESKBELL_SECRETS_KEY": KEY, "DESKBELL_SECRETS_KEY_OLD": f"{KEY}, topsecret"},
            "DESKBELL_SECRETS_KEY_OLD",
            "new-key",
        ),
        ({"DESKBELL_SECRETS_KEY_OLD": KEY}, "DESKBELL_SECRETS_KEY_OLD", "without DESKBELL_SECRETS_KEY"),
    ],
)
def test_a_wrong_or_half_given_variable_is_named_with_its_fix(environ: dict[str, str], key: str, says: str):
    with pytest.raises(SettingsError) as caught:
        read(environ)

    [problem] = caught.value.problems
    assert (problem.file, problem.key) == ("environment", key)
    assert problem.fix
    assert says in str(problem)
    assert "topsecret" not in str(problem)


def test_everything_that_is_wrong_is_said_at_once_and_options_are_named_as_typed():
    with pytest.raises(SettingsError) as caught:
        read({"SLACK_SIGNING_SECRET": "x", "DESKBELL_HOST": "a b"}, port="x")

    assert [problem.key for problem in caught.value.problems] == ["DESKBELL_HOST", "--port", "SLACK_BOT_TOKEN"]
    assert 'command line --port: "x" is not a port.' in str(caught.value)
