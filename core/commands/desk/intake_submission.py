"""A form that begins a ticket came back: the ticket is opened as its sender's, or as theirs for whom they ask."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk import standing_prompts
from core.commands.desk.pending_words import complete, set_aside_for
from core.commands.desk.source_message import keep_made, made_of, show_ticket
from core.commands.desk.source_words import held_by, open_made_of, read_anew
from core.commands.registry import Asking
from core.errors import Refusal
from core.intake.opening import Opening
from core.intake.titles import said_once
from core.phrases import phrase
from core.tickets.events import File
from core.ui.cards import Action, Button, Card, say, small
from core.ui.inbound import Quiet, Reply, Shown, Submit
from core.ui.reading import Arguments, Values


def file_ticket(asked: Asking, sent: Submit, opening: Opening) -> Reply:
    """Open it, as its sender's where it has no requester.

    Where one was made of the same message, or by the same prompt, that one is shown. Raises Refusal.
    """
    engine, tx, person, context = asked.engine, asked.tx, asked.person, sent.context
    requester = opening.requester or person.id
    origin = str(context.get("quoted") or context.get("prompt") or "")
    earlier = made_of(tx, origin) if origin else None
    if earlier is not None:
        return _show_earlier(asked, earlier)
    source = str(context.get("source") or asked.engine.source(asked.channel, "command", sent.where))
    _, files = _set_aside(asked, context)
    made = replace(
        opening,
        description=said_once(opening.title, opening.description),
        requester=requester,
        logged_by=person.id,
        source=source,
        source_ref=str(context["source_ref"]) if "source_ref" in context else None,
        home=str(context.get("home", "direct")),
        vip=engine.directory.person(requester).vip,
        files=(*opening.files, *files),
    )
    holder = str(context.get("from") or context.get("prompt") or "")
    opened = open_made_of(engine, tx, made, asked.at, held_by(tx, holder), asks=True)
    if origin:
        keep_made(asked, origin, opened.ref)
    prompt = _answered(asked, opened.ref) if _was_prompted(asked, context) else None
    if opened.requester != person.id:
        filed = phrase("filed_for", ref=opened.ref, person=opened.requester)
        return Shown(say(engine.presenter.words(filed)), pressed=prompt)
    return Quiet(pressed=prompt)


def _was_prompted(asked: Asking, context: Arguments) -> bool:
    """Whether a button of a prompt opened the form: of one about words, or of a menu that stands."""
    if "quoted" in context:
        return False
    menu = standing_prompts.used(asked.tx, asked.where)
    return bool(context.get("prompt")) or (menu is not None and menu.over is None)


def _answered(asked: Asking, ref: str) -> Card | None:
    """What the prompt becomes whose button opened the form: a small line, with the way to what was made of it.

    None where it cannot be edited: what only one person sees among others goes by itself.
    """
    engine = asked.engine
    if asked.where is None or asked.where.kind != "direct" or not engine.looks(asked.channel):
        return None
    show = Button(engine.presenter.label("show"), Action("show", {"ticket": ref}))
    return small(engine.presenter.words(phrase("prompt_done", ref=ref)), show, ticket=ref)


def _show_earlier(asked: Asking, ref: str) -> Reply:
    try:
        return show_ticket(asked, ref)
    except Refusal:
        raise Refusal("just_made") from None  # whoever may not see it can still write in its thread


def completed(asked: Asking, context: Arguments, field: str, room: int) -> Values:
    """The answers with all that was set aside for that field, which was drawn with as many words as have `room`."""
    words, _ = _set_aside(asked, context)
    value = asked.values.get(field)
    return {**asked.values, field: complete(value, words, room)} if words and isinstance(value, str) else asked.values


def words_kept(asked: Asking, context: Arguments) -> str:
    """The words that were set aside for a form, as they were then."""
    return _set_aside(asked, context)[0]


def _set_aside(asked: Asking, context: Arguments) -> tuple[str, tuple[File, ...]]:
    return set_aside_for(asked.tx, asked.person.id, str(context.get("words", "")))


def words_set_aside(asked: Asking) -> tuple[str, dict[str, str | int | bool]]:
    """The words that a button carries to its form: all that were set aside for it, else those in the button.

    Where their message was edited since, they are its new words. Raises Refusal where it was deleted.
    With them the context by which the form takes what was set aside, and knows its prompt.
    """
    context = {name: asked.arguments[name] for name in ("words", "prompt") if name in asked.arguments}
    anew = read_anew(asked.tx, str(context.get("prompt", "")))
    if anew is not None:
        text, context["words"] = anew
        return text, context
    text, _ = _set_aside(asked, context)
    return text or str(asked.arguments.get("text", "")), context
