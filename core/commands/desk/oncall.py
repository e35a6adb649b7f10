"""The rota, in words: `/oncall` shows it, and what stands behind that changes it.

`/oncall override @jonas tomorrow 18:00-22:00 [schedule]`, `/oncall remove @jonas`, `/oncall away until Monday`,
`/oncall back`. Words that are none of these are refused, so that nobody believes them heard; a slip is offered as it
was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.commands.desk import away, override
from core.commands.registry import TYPED, Asking, DeskCommand, Slash
from core.errors import Refusal
from core.queries import rota
from core.tickets.permissions import is_staff
from core.ui.cards import Action, packed
from core.ui.grammar import find_key, take_word
from core.ui.inbound import Reply, Shown
from core.ui.slips import Mistyped, near_words
from core.ui.text import shorten

_CHANGES: Mapping[str, Callable[[Asking, str], Reply]] = {
    "override": override.stand_in,
    **dict.fromkeys(override.TAKES_BACK, override.take_back),
    "away": away.speak_of,
    "back": away.come_back,
}
_ANYBODYS = ("away", "back")
"""What of it is not of responders alone."""
WHOLE = "all"
"""What is typed, or pressed, for the whole rota."""
_SHOWS = (WHOLE, "rota", "away", "away list")
"""What shows the whole rota, with buttons for all that can be changed."""
_LISTS = ("overrides", "list", "override", "override list", "overrides list", "list overrides")
"""What shows it, and says where nobody stands in."""


def answer(asked: Asking) -> Reply:
    """Who is on call, after the change that the words ask for. Raises Refusal."""
    text = asked.text.strip()
    word, rest = take_word(text)
    if (only := next((name for name in asked.engine.policy.schedules if _names(text, name)), None)) is not None:
        return Shown(rota.who_is_on_call(asked.engine, asked.tx, asked.person.id, only=only))
    alone = not text or any(_names(text, team) for team in asked.engine.policy.teams)
    if alone or text.casefold().rstrip("?!.") in _SHOWS:
        return Shown(rota.who_is_on_call(asked.engine, asked.tx, asked.person.id, brief=alone))
    if text.casefold().rstrip("?!.") in _LISTS:
        return override.listed(asked)
    change = _CHANGES.get(word.casefold())
    if change is None:
        staff = is_staff(asked.engine.policy, asked.person.id)
        near = near_words(word, _CHANGES if staff else _ANYBODYS)
        meant = (f"{each} {rest}".strip() for each in near[:1])
        buttons = (packed(shorten(f"oncall {words}", 70), Action("oncall", {TYPED: words})) for words in meant)
        raise Mistyped(Refusal("no_rota_words", staff=staff, near=near[0] if near else None), buttons)
    return change(asked, rest)


def _names(text: str, key: str) -> bool:
    """Whether a team or a schedule is named and nothing else."""
    found = find_key(text, key)
    return found is not None and found[0].strip() == text


COMMAND = DeskCommand(
    name="oncall",
    words=("oncall", "on call"),
    usage="/oncall [override <person> <when> | override list | remove <person>]",
    help="Who is on call; let somebody stand in; say when you are away.",
    example="oncall",
    answer=answer,
    slash=Slash(
        "oncall",
        help="Who is on call, and who is away",
        usage="[override @jonas tomorrow 18-22 | override list | remove @jonas | away until Monday or back]",
    ),
    behind="rota",
    told="workers",
)
