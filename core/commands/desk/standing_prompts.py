"""Where prompts stand, and when they end: once answered, once their words are gone, and at the latest a day later.

Their words stay (experience.md, noise rule 15), their buttons go, with one small line below that says why nothing is
asked any more. Whoever presses a button sees that at once, by the reply to the press; delivery sees to the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from core.commands.registry import ASKED
from core.engine import Engine
from core.notifications.prompts import PROMPT_OVER, Ended
from core.people import PersonId
from core.phrases import phrase
from core.ports.prompts import Over, Prompt
from core.ports.tickets import Transaction
from core.ui.cards import Card, Section, is_small, small
from core.ui.inbound import Edited, Heard, Press, Quiet, Reply, Shown, Submit, Where, Words
from core.ui.on_demand import page_of
from core.ui.text import flatten, plain

LASTS = timedelta(days=1)
"""So long a prompt asks."""
_AT_ONCE = 200
"""So many are ended in one transaction."""


def naming_its_prompt(heard: Heard, reply: Reply) -> Reply:
    """The reply; one that asks by its buttons says so, and about which message.

    A list is none, nor is what was opened on demand: those are looked at. Nor is the line that says where words went.
    """
    if not isinstance(reply, Shown) or reply.secret or not reply.card.buttons or is_small(reply.card):
        return reply
    carried = {str(each.action.arguments.get("prompt", "")) for each in reply.card.buttons}
    about = next((one for one in sorted(carried) if "#" in one), "")
    if not about and (reply.card.title or any(page_of(each.action.arguments) for each in reply.card.buttons)):
        return reply
    return replace(reply, asks=True, prompt=about or _typed(heard))


def _typed(heard: Heard) -> str:
    """The message whose words were heard; nothing where it was a press, or a slash command, which leaves none."""
    where = heard.where if isinstance(heard, Words | Edited) else None
    return where.key if where is not None else ""


def remember(
    tx: Transaction, person: PersonId, prompt: str, message: str, card: Card, at: datetime, *, slashes: bool
) -> None:
    """Keep that the prompt about a message came to stand in another."""
    body = (flatten(each.body, slashes=slashes) for each in card.sections)
    said = "\n".join(line for line in (flatten(card.title), *body) if line)
    question = next((str(one) for each in card.buttons if (one := each.action.arguments.get("question"))), "")
    tx.keep_prompt(Prompt(message, person, said, at, prompt, question))


def take_back(engine: Engine, tx: Transaction, person: PersonId, message: str, why: Over) -> bool:
    """End the prompts about a message that is gone, or says something else; whether there were any.

    A question that is about other words as well goes on.
    """
    chat = tx.chat(person, message.partition("#")[0])
    standing = (one for one in tx.prompts_about(message) if one.person == person and one.over is None)
    over = [one for one in standing if not (one.question and chat.under(one.question))]
    _end(engine, tx, over, why)
    return bool(over)


def were_taken_back(tx: Transaction, person: PersonId, message: str) -> bool:
    """Whether prompts about a message lost their buttons with it, so that one that is back is asked about anew."""
    return any(one.person == person and one.over in ("deleted", "changed") for one in tx.prompts_about(message))


def end_questions(
    engine: Engine, tx: Transaction, person: PersonId, place: str, why: Over, *, ref: str = "", question: str = "",
    keeps: Collection[str] = (),
) -> None:  # fmt: skip
    """End the questions of a chat which ticket words are about, or that `question` alone; `ref` is the answer.

    Those in `keeps` go on.
    """
    asked = (one for one in tx.prompts_of(person) if one.question and one.message.startswith(f"{place}#"))
    over = (one for one in asked if question in ("", one.question) and one.question not in keeps)
    _end(engine, tx, over, why, ref)


def asked_else(tx: Transaction, person: PersonId, place: str, question: str) -> datetime | None:
    """Since when the newest prompt stands in a chat that asks something else than `question`; None where none does."""
    standing = (one for one in tx.prompts_of(person) if one.message.startswith(f"{place}#"))
    return max((one.at for one in standing if one.question != question), default=None)


async def end_old(engine: Engine) -> int:
    """End what nobody answered within a day. Returns how many those were."""
    before = engine.now() - LASTS

    def end(tx: Transaction) -> int:
        old = tx.old_prompts(before, _AT_ONCE)
        _end(engine, tx, old, "old")
        return len(old)

    if not await engine.store.read(lambda tx: tx.old_prompts(before, 1)):
        return 0
    return await engine.store.transact(end)


def used(tx: Transaction, where: Where | None) -> Prompt | None:
    """The prompt of which a button was used there; None where that is no prompt."""
    message = _message(where)
    return tx.prompt(message) if message else None


def answered(
    engine: Engine, tx: Transaction, person: PersonId, heard: Press | Submit, prompt: Prompt | None, reply: Reply
) -> Reply:
    """The reply to what was done with a button of a prompt, which asks no more by it; `prompt` as it stood before.

    What it is drawn as by now is the reply's to say; where that says nothing, it keeps its words. What still asks by
    its buttons goes on.
    """
    message = _message(heard.where)
    if not message or not isinstance(reply, Shown | Quiet):
        return reply
    if reply.pressed is not None:
        if any(ASKED in each.action.arguments for each in reply.pressed.buttons):
            return reply
        if prompt is None and isinstance(heard, Press) and ASKED in heard.action.arguments:
            # Pressed before we were told where it stands.
            tx.keep_prompt(Prompt(message, person, "", engine.now(), over="answered"))
        tx.end_prompts((message,), "answered")
        return reply
    if prompt is None or prompt.over is not None or (isinstance(reply, Shown) and reply.refusal):
        return reply
    tx.end_prompts((message,), "answered")
    return replace(reply, pressed=_as_it_was(prompt, small(engine.presenter.words(phrase("prompt_answered")))))


def _message(where: Where | None) -> str:
    return where.key if where is not None else ""


def _as_it_was(prompt: Prompt, line: Card) -> Card:
    said = (Section(plain(each)) for each in prompt.said.splitlines())
    return replace(line, sections=(*said, *line.sections))


def _end(engine: Engine, tx: Transaction, prompts: Iterable[Prompt], why: Over, ref: str = "") -> None:
    """End these, and let delivery redraw them."""
    over, now = list(prompts), engine.now()
    tx.end_prompts([one.message for one in over], why)
    tx.write_notices(
        [
            PROMPT_OVER.notice(
                Ended(one.message, one.said, why, ref), ticket=None, to=f"direct:{one.person}",
                key=f"{one.message}:over", at=now, place=one.message.partition("#")[0],
            )
            for one in over
        ]
    )  # fmt: skip
