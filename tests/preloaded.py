"""What every life of a process that is killed would make anew, made once in the process from which they are forked.

Platforms' libraries and databases' drivers are loaded where they are first used: that was most of a short life.
"""

from __future__ import annotations

import adapters.slack.channel
import adapters.teams.channel  # noqa: F401
import storage.postgres
import storage.sqlite  # noqa: F401
from adapters.presentation.sample import SampleDirectory
from bot.presenter import presenter_of
from tests.crash.victim import LOADED
from tests.fakes.company import shipped

shipped()
for _ in presenter_of(LOADED, SampleDirectory()).prepare():
    pass  # a process keeps the templates of its words
