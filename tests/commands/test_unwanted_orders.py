"""An order that is not wanted any more, in plain words: asked about before anything is done; and other words."""

from __future__ import annotations

import pytest

from tests.commands.chats import goes_through
from tests.commands.reading import quiet, read, shown
from tests.commands.test_tasks import FRIDAY, ORDER, ordered
from tests.fakes.desk import DeskHouse, Someone, open_desk
from tests.presentation.drawing import labels

UNWANTED = [
    "please cancel my laptop order",
    "cancel REQ-1000, please",
    "please cancel 1000",
    "cancel it",
    "Can you please cancel my order?",
    "I'd like to cancel the laptop I ordered yesterday.",
    "Please withdraw my request, thanks",
    "I don\u2019t need the laptop any more",
    "I no longer need it",
    "The notebook is no longer needed",
    "no longer needed",
    "Hi, please stop my order. I got one from Tom.",
    "bitte stornieren",
    "Bitte storniert meine Bestellung",
    "ich brauche den Laptop nicht mehr",
    "Ich brauche keinen Rechner mehr.",
    "Den Laptop brauche ich doch nicht.",
    "Könnt ihr meine Laptop-Bestellung stornieren?",
    "Ich möchte meine Bestellung zurückziehen",
    "Bestellt den Laptop bitte ab",
    "Laptopbestellung stornieren",
    "Der Laptop wird nicht mehr benötigt",
    "Hallo, ich brauche REQ-1000 nicht mehr, danke!",
]
OTHERWISE = [
    "cancel my appointment",
    "don't cancel my order",
    "bitte nicht stornieren",
    "why was my order cancelled?",
    "I don't need help any more",
    "Ich brauche den Laptop nicht mehr vor Freitag",
    "I don't need the laptop before Monday",
    "Ich brauche keine Maus dazu, nur den Laptop",
    "cancel the laptop and send me a bag instead",
    "I cannot cancel a meeting in Outlook",
    "The printer is not needed any more",
]
WITHDRAW = "Withdraw REQ-1000 “New laptop: Power 16”? Nobody will work on it then."
ASK = "Ask the team to cancel REQ-1000 “New laptop: Power 16”? They are at work on it, and answer you."


async def said_in_chats_and_thread(desk: DeskHouse, ref: str, words: str) -> list[str]:
    """What Mia reads who says it in her chat on Slack, on Teams, and in the thread of the order."""
    mia = desk.person("mia")
    replies = (await mia.sends(words), await mia.on_teams.sends(words), await mia.writes(ref, words))
    return [read(shown(reply)) for reply in replies]


@pytest.mark.parametrize(("begun", "question", "way"), [(False, WITHDRAW, "Withdraw"), (True, ASK, "Ask to cancel")])
async def test_the_one_order_that_is_not_wanted_is_asked_about_first(begun: bool, question: str, way: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia = await ordered(desk), desk.person("mia")
        if begun:
            quiet(await desk.person("nils").presses("claim", ORDER))
        for words in UNWANTED:
            for read_ in await said_in_chats_and_thread(desk, ref, words):
                assert read_.splitlines()[:2] == [question, way], words
        assert ((await desk.ticket(ref)).open, (await desk.ticket(ref)).cancel_asked) == (True, None)
        assert await desk.comments(ref) == ()
        for who in (mia, mia.on_teams):
            await goes_through(who, await who.sends("bitte stornieren"), "Keep it")
        assert (await desk.ticket(ref)).open
        await goes_through(mia, await mia.writes(ref, "bitte stornieren"))
        ticket = await desk.ticket(ref)
        assert (ticket.status == "cancelled", ticket.cancel_asked is not None) == (not begun, begun)


async def test_other_words_are_for_the_people_who_work_on_it() -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia = await ordered(desk), desk.person("mia")
        for words in OTHERWISE:
            for reply in (await mia.sends(words), await mia.on_teams.sends(words), await mia.writes(ref, words)):
                card = getattr(reply, "card", None)
                assert card is None or "Withdraw" not in labels(card), words
        kept = [one.text for one in await desk.comments(ref)]
        assert set(kept) == set(OTHERWISE), "nothing is lost"


async def test_of_several_orders_it_is_asked_which_and_then_whether() -> None:
    async with open_desk(FRIDAY) as desk:
        laptop, mia = await ordered(desk), desk.person("mia")
        other = await mia.orders("question", question="How do I share a calendar?")
        await mia.reports(title="VPN drops")

        async def choice(who: Someone, words: str) -> list[str]:
            return labels(shown(await who.sends(words)))[:-1]

        both = [f"{one} {(await desk.ticket(one)).title}" for one in (other, laptop)]
        assert await choice(mia, "cancel my order please") == both
        assert await choice(mia.on_teams, "bitte stornieren") == both
        assert (await choice(mia, "ich brauche den Laptop nicht mehr"))[0] == "Withdraw", "one is called so"
        asked = await goes_through(mia.on_teams, await mia.on_teams.sends("bitte stornieren"), both[0])
        assert (await desk.ticket(other)).open, "nothing is done before that"
        await goes_through(mia.on_teams, asked)
        assert [(await desk.ticket(one)).status == "cancelled" for one in (other, laptop)] == [True, False]


async def test_whoever_meant_something_else_takes_the_words_to_the_ticket() -> None:
    async with open_desk(FRIDAY) as desk:
        ref, mia = await ordered(desk), desk.person("mia").on_teams
        await goes_through(mia, await mia.sends("I don't need the laptop any more"), "No, it is about a ticket")
        assert [one.text for one in await desk.comments(ref)] == ["I don't need the laptop any more"]


async def test_what_is_not_theirs_or_is_done_is_not_offered() -> None:
    async with open_desk(FRIDAY) as desk:
        ref, jan = await ordered(desk), desk.person("jan")
        for who in (jan, jan.on_teams):
            for words in (f"please cancel {ref}", "bitte stornieren"):
                assert "Withdraw" not in labels(shown(await who.sends(words)))
        assert (await desk.ticket(ref)).open


NAMES = {
    # What Mia wants ended, who has a question, a mailbox and a licence: by which item, None where she has none such.
    "please cancel my laptop order": None,
    "I don't need the notebook any more": None,
    "ich brauche den Laptop nicht mehr": None,
    "Laptopbestellung stornieren": None,
    "please cancel the shared mailbox": "shared-mailbox",
    "Bitte storniert den Verteiler": "shared-mailbox",
    "I no longer need the Miro licence": "software-licence",
    "Den Zugang brauche ich doch nicht.": None,
    "cancel my question please": "question",
    "Meine Frage bitte zurückziehen": "question",
}


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_only_an_order_that_the_words_name_is_proposed_and_else_all_are_named(channel: str) -> None:
    async with open_desk(FRIDAY) as desk:
        mia = desk.person("mia")
        orders = {
            "question": await mia.orders("question", question="How do I share a calendar?"),
            "shared-mailbox": await mia.orders("shared-mailbox", address="books", members=desk.id_of("mia")),
            "software-licence": await mia.orders("software-licence", app="Miro", reason="We draw our plans with it."),
        }
        titles = {key: f"{ref} {(await desk.ticket(ref)).title}" for key, ref in orders.items()}
        who = mia.on_teams if channel == "teams" else mia
        for words, item in NAMES.items():
            card = shown(await who.sends(words))
            if item is None:
                assert read(card).startswith("None of your orders is called so. Which of your orders"), words
                assert set(titles.values()) <= set(labels(card)), words
            else:
                ref, title = titles[item].split(" ", 1)
                assert f"{ref} “{title}”?" in read(card), words
