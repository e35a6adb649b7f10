"""Something new: what waits in a flat chat is about no ticket of the person's, so the three choices take it."""

from __future__ import annotations

from core.commands.desk import pending_words
from core.commands.desk.source_message import done_by, show_ticket
from core.commands.desk.source_words import need_words, read_anew, taken_from
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import answered_as, refused_as
from core.commands.registry import Asking, DeskCommand
from core.errors import Refusal
from core.phrases import phrase
from core.ports.chats import Chat
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """The three choices, with the words that waited; they are kept until a form takes them.

    Once they went somewhere, that ticket is shown. Where they were deleted meanwhile that is said.
    """
    tx, person, prompt = asked.tx, asked.person.id, str(asked.arguments.get("prompt", ""))
    if (told := done_by(asked)) is not None:
        return answered_as(asked, show_ticket(asked, told), phrase("it_is_about", ref=told))
    place = asked.where.place if asked.where else ""
    chat = tx.hold_chat(person, place)
    if not chat.waiting:
        try:
            need_words(tx, "" if tx.sources_of(prompt) else prompt)
            read_anew(tx, prompt)
        except Refusal as refusal:
            return refused_as(asked, refusal)
    tx.keep_chat(person, place, Chat())
    if chat.waiting:
        prompt = prompt or asked.engine.new_id()
        pending_words.set_aside(tx, person, prompt, chat.waiting, asked.engine.now())
        said = enumerate(chat.waiting)
        taken = [
            taken_from(tx, each.said_in, person, each.text, prompt, each.at, seq=seq, files=each.files)
            for seq, each in said
            if each.said_in
        ]
        tx.keep_sources(taken)
    text, words = read_anew(tx, prompt) or (pending_words.set_aside_for(tx, person, prompt)[0], prompt)
    choices = choose_card(asked.engine, tx, person, text, prompt=prompt, words=words if text else "")
    return answered_as(asked, Shown(choices), phrase("it_is_new"))


COMMAND = DeskCommand(
    name="something_new",
    usage="(press Something new)",
    help="What I wrote is about none of my tickets.",
    answer=answer,
)
