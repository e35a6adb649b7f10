"""Reading what people filled in or typed: the values of a form, the words behind a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from core.calendars.oncall import PLAIN, Absence, Rota
from core.errors import Refusal
from core.people import PersonId, Staffing
from core.policy import Policy
from core.tickets.ticket import Ticket
from core.ui.forms import FormValue
from core.ui.text import Run, clean

W = TypeVar("W", bound=str)
Values = Mapping[str, FormValue | None]
Arguments = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading arguments needs beside the words: the rules, the present, and an id for a form that opens.

    `called` is how a person is called on their platform; `rota` says who is away, `shelf` what the catalog's owners
    offer now, `met` what everybody is called whom the desk has met, and `staffing` whose manager is whom and who left:
    these are looked up when asked.
    """

    policy: Policy
    now: datetime
    command_id: str
    called: Callable[[PersonId], str] = str
    rota: Callable[[], Rota] = lambda: PLAIN
    shelf: Callable[[], Policy] | None = None
    met: Callable[[], Mapping[PersonId, str]] = dict
    staffing: Callable[[], Staffing] = Staffing

    @property
    def offered(self) -> Policy:
        """The rules with the catalog as it is offered now."""
        return self.shelf() if self.shelf is not None else self.policy

    def away(self, person: PersonId) -> Absence | None:
        """The absence of somebody now, None where they are there."""
        return self.rota().away(person, self.now)


@dataclass(frozen=True, slots=True)
class Said:
    """Typed words behind a command: the text, who was mentioned, and the message they stand in (`place#message`).

    `runs` are all that was said in its styles, empty where it has none; `ticket` is what they are about, `person` who
    says it.
    """

    text: str
    mentions: tuple[PersonId, ...] = ()
    said_in: str | None = None
    runs: tuple[Run, ...] = ()
    ticket: Ticket | None = None
    person: PersonId = ""


def text_of(values: Values, field: str, *, least: int = 1, ask: str) -> str:
    """The trimmed text of a form field. Raises the Refusal `ask` at the field when it is too short."""
    value = values.get(field)
    text = clean(value) if isinstance(value, str) else ""
    need_length(text, field, least=least, ask=ask)
    return text


def need_length(text: str, field: str, *, least: int, ask: str) -> None:
    """Raises a Refusal at the field whose text is too short: `ask` where there is none, else how long it has to be."""
    if len(text) < least:
        raise Refusal("say_more", field=field, least=least) if text else Refusal(ask, field=field)


def chosen(values: Values, field: str, *, ask: str) -> str:
    """The chosen value of a select or radio field. Raises the Refusal `ask` at the field when nothing is."""
    value = values.get(field)
    if not isinstance(value, str) or not value:
        raise Refusal(ask, field=field)
    return value


def one_of(known: Iterable[W], said: object) -> W | None:
    """Which of the known words this is, None where it is none of them: how a text becomes one of a closed set."""
    return next((word for word in known if word == said), None)
