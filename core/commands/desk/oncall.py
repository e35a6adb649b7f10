"""The rota, in words: `/oncall` shows it, and what stands behind that changes it.

`/oncall override @jonas tomorrow 18:00-22:00 [schedule]`, `/oncall remove @jonas`, `/oncall away until Monday`,
`/oncall back`. Words that are none of these are refused, so that nobody believes them heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.commands.desk import away, override
from core.commands.registry import Asking, DeskCommand, Slash
from core.errors import Refusal
from core.queries import rota
from core.tickets.permissions import is_staff
from core.ui.grammar import find_key, take_word
from core.ui.inbound import Reply, Shown
from core.ui.slips import near_words

_CHANGES: Mapping[str, Callable[[Asking, str], Reply]] = {
    "override": override.stand_in,
    "remove": override.take_back,
    "away": away.leave,
    "back": away.come_back,
}
_SHOWS = ("", "overrides", "list", "override", "away")
"""What shows the rota, with buttons for all that can be changed."""


def answer(asked: Asking) -> Reply:
    """Who is on call, after the change that the words ask for. Raises Refusal."""
    text = asked.text.strip()
    word, rest = take_word(text)
    if text.casefold().rstrip("?!.") in _SHOWS or any(_names(text, team) for team in asked.engine.policy.teams):
        return Shown(rota.who_is_on_call(asked.engine, asked.tx, asked.person.id))
    change = _CHANGES.get(word.casefold())
    if change is None:
        staff = is_staff(asked.engine.policy, asked.person.id)
        near = near_words(word, _CHANGES) if staff else ()
        raise Refusal("no_rota_words", staff=staff, near=near[0] if near else None)
    return change(asked, rest)


def _names(text: str, team: str) -> bool:
    """Whether a team is named and nothing else."""
    found = find_key(text, team)
    return found is not None and found[0].strip() == text


COMMAND = DeskCommand(
    name="oncall",
    words=("oncall", "on call"),
    usage="/oncall",
    help="Who is on call; let somebody stand in; say when you are away.",
    example="oncall",
    answer=answer,
    slash=Slash(
        "oncall", help="Who is on call, and who is away", usage="[override @jonas tomorrow 18-22 | away until Monday]"
    ),
    behind="of_staff",
    told="workers",
)
