"""What every life of the bot that is killed would make anew, made once in the process from which they are forked."""

from __future__ import annotations

import adapters.slack.channel
import adapters.teams.channel  # noqa: F401  # both bring their platform's libraries
from adapters.presentation.sample import SampleDirectory
from bot.presenter import presenter_of
from tests.crash.victim import LOADED

for _ in presenter_of(LOADED, SampleDirectory()).prepare():
    pass  # a process keeps the templates of its words
