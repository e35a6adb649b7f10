"""Tickets made of messages: by shortcut with a form, by emoji at once, one per message."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.ports.tickets import Search
from core.processes import IncidentDetails
from core.tickets.events import File
from core.ui.cards import Action
from core.ui.forms import Filled, Form
from core.ui.inbound import Press, Quiet, Quoted, Where
from tests.commands.reading import errors, field, ids, opened, quiet, read, shown, stranger
from tests.fakes.desk import DeskHouse, Someone, refused, sentence, unseen

TEXT = "The VPN drops every five minutes\nsince the update of this morning"
CHANNEL = "slack:T1/C-it-help"


def message(desk: DeskHouse, author: str = "mia", *, ts: str = "5.0", channel: str = CHANNEL, **more: object) -> Quoted:
    """Somebody's message in #it-help."""
    where = Where(channel, message=ts, permalink=f"https://nordlicht.slack.com/archives/C1/p{ts}")
    return replace(Quoted(TEXT, desk.person(author).speaker, where), **more)  # type: ignore[arg-type]


async def count(desk: DeskHouse) -> int:
    return await desk.store.read(lambda tx: tx.count(Search()))


async def fill(who: Someone, quoted: Quoted, **values: Filled | None) -> str:
    """Use the shortcut and send its form as it came, with the questions answered."""
    return await send_as_it_came(who, opened(await who.marks(quoted, "create_from_message")), **values)


async def send_as_it_came(who: Someone, form: Form, **values: Filled | None) -> str:
    """Send a form that was opened with words in it."""
    given: dict[str, Filled | None] = {each.id: each.value for each in form.fields if each.kind != "note"}
    given |= {"service": "network", "category:network": "vpn", "impact": "4", "urgency": "1"} | values
    sent = await who.submits("open_incident", given, form.context, command_id=form.command_id)
    ref = await who.desk.newest()
    if given.get("for_whom") in (None, who.id):
        quiet(sent)
    else:
        assert shown(sent).summary.startswith(f"{ref} is filed for ")
    return ref


async def test_the_shortcut_opens_the_form_with_the_message_in_it(desk: DeskHouse) -> None:
    form = opened(await desk.person("dana").marks(message(desk), "create_from_message"))
    assert field(form, "title").value == "The VPN drops every five minutes"
    assert field(form, "detail").value == TEXT
    assert field(form, "for_whom").value == desk.id_of("mia")
    assert await count(desk) == 0


async def test_its_ticket_has_the_message_as_its_home(desk: DeskHouse) -> None:
    ref = await fill(desk.person("dana"), message(desk))
    ticket = await desk.ticket(ref)
    assert (ticket.requester, ticket.logged_by, ticket.home) == (
        desk.id_of("mia"), desk.id_of("dana"), f"{CHANNEL}#5.0",
    )  # fmt: skip
    assert ticket.source == "slack_shortcut"
    assert str(ticket.source_ref).endswith("p5.0")
    assert await desk.thread(ref, "requester") == (CHANNEL, "5.0")
    quiet(await desk.person("mia").says_in("#it-help", "Only on Wi-Fi.", thread="5.0"))
    assert (await desk.comments(ref))[-1].text == "Only on Wi-Fi."


async def test_a_message_in_a_thread_makes_the_thread_its_home(desk: DeskHouse) -> None:
    where = Where(CHANNEL, thread="4.0", message="5.0")
    ref = await fill(desk.person("mia"), message(desk, where=where))
    assert (await desk.ticket(ref)).home == f"{CHANNEL}#4.0"


async def test_a_second_use_shows_the_ticket(desk: DeskHouse) -> None:
    ref = await fill(desk.person("mia"), message(desk))
    for command in ("create_from_message", "ticket_actions"):
        assert "Claim" in read(shown(await desk.person("dana").marks(message(desk), command)))
        mine = shown(await desk.person("mia").marks(message(desk), command))
        assert mine.ticket == ref
        assert "Claim" not in read(mine)
        said = refused(await stranger(desk).marks(message(desk), command))
        assert said == f"This message has a ticket already: {ref}."
    assert await count(desk) == 1


async def test_two_forms_open_on_one_message_make_one_ticket(desk: DeskHouse) -> None:
    mia, dana = desk.person("mia"), desk.person("dana")
    first = opened(await mia.marks(message(desk), "create_from_message"))
    second = opened(await dana.marks(message(desk), "create_from_message"))
    given: dict[str, Filled | None] = {
        "title": "VPN drops all day", "service": "network", "category:network": "vpn", "impact": "4", "urgency": "1",
    }  # fmt: skip
    quiet(await mia.submits("open_incident", given, first.context, command_id=first.command_id))
    card = shown(await dana.submits("open_incident", given, second.context, command_id=second.command_id))
    assert card.ticket == "INC-1000"
    assert await count(desk) == 1


async def test_ticket_actions_on_a_message_without_a_ticket_say_how_to_make_one(desk: DeskHouse) -> None:
    said = refused(await desk.person("dana").marks(message(desk), "ticket_actions"))
    assert said == "There is no ticket on this message. “Create ticket” makes one."


async def test_ticket_actions_work_on_any_message_of_a_thread(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    place, root = await desk.thread(ref, "triage:service-desk")
    where = Where(place, thread=root, message="99.0")
    card = shown(await desk.person("dana").marks(message(desk, where=where), "ticket_actions"))
    assert card.ticket == ref
    assert "Claim" in read(card)


async def test_whoever_logged_it_for_a_colleague_still_has_when_another_one_asked_for_it(desk: DeskHouse) -> None:
    ref = await fill(desk.person("dana"), message(desk))
    quiet(await desk.person("dana").tells(ref, "claim"))
    quiet(await desk.person("dana").tells(ref, "change requester ", desk.person("jan.kolb")))
    quiet(await desk.person("dana").fills("transfer", ref, team="security", reason="looks like phishing"))
    assert (await desk.ticket(ref)).logged_by == desk.id_of("dana")
    for name in ("dana", "jan.kolb"):
        assert shown(await desk.person(name).sends(ref)).ticket == ref
    assert refused(await desk.person("mia").sends(ref)) == unseen(ref)


async def test_the_emoji_makes_a_ticket_at_once_for_the_messages_author(desk: DeskHouse) -> None:
    files = (File("wifi.png", "https://files.example/wifi.png"),)
    quiet(await desk.person("dana").marks(message(desk, files=files), "create_by_emoji"))
    ticket = await desk.ticket(await desk.newest())
    assert (ticket.requester, ticket.logged_by) == (desk.id_of("mia"), desk.id_of("dana"))
    assert (ticket.title, ticket.description) == ("The VPN drops every five minutes", TEXT)
    assert (ticket.team, ticket.home, ticket.priority) == ("service-desk", f"{CHANNEL}#5.0", "P4")
    assert (ticket.source, ticket.files) == ("slack_emoji", files)


@pytest.mark.parametrize(
    ("channel", "said", "team", "service", "category"),
    [
        ("C-office-help", "It is broken again", "workplace", "office", None),
        ("C-office-help", "Der Drucker im 3. Stock zieht kein Papier", "workplace", "office", "printer"),
        ("C-office-help", "VPN tunnel is down", "service-desk", "network", "vpn"),
        ("C-random", "It is broken again", "service-desk", "workplace-it", None),
        ("C-it-help", "VPN tunnel is down", "service-desk", "network", "vpn"),
        ("C-it-help", "Outlook does not start", "service-desk", "email-collab", "mail"),
        ("C-it-help", "checkout in the web shop is very slow", "infra", "web-shop", "checkout"),
        ("C-it-help", "My laptop was stolen on the train this morning", "security", "security-report", "lost_device"),
        ("C-office-help", "I got a phishing mail", "security", "security-report", "phishing"),
        ("C-random", "Verdächtige Mail von der Bank", "security", "security-report", "phishing"),
    ],
)
async def test_the_emojis_ticket_is_about_what_the_words_mean_first_of_the_team_that_reads_the_channel(
    desk: DeskHouse, channel: str, said: str, team: str, service: str, category: str | None
) -> None:
    quoted = message(desk, channel=f"slack:T1/{channel}", text=said)
    quiet(await desk.person("dana").marks(quoted, "create_by_emoji"))
    ticket = await desk.ticket("INC-1000")
    details = ticket.details
    assert isinstance(details, IncidentDetails)
    assert (ticket.team, ticket.service, details.category) == (team, service, category)
    assert (ticket.priority, details.impact, details.urgency) == ("P4", None, None)
    assert (ticket.private, ticket.home == "direct") == ((team == "security"),) * 2
    await desk.deliver()
    told = [one for one in desk.channels["slack"].taken if channel in one.place and one.act != "react"]
    assert [one for one in told if ticket.private and said[:9] in str(one)] == []
    card = read(shown(await desk.person("mia").sends("INC-1000")))
    assert "Can they work?" not in card


async def test_one_message_makes_one_ticket_however_often_it_is_marked(desk: DeskHouse) -> None:
    for name in ("dana", "dana", "jan", "mia"):
        assert isinstance(await desk.person(name).marks(message(desk), "create_by_emoji"), Quiet)
    assert await count(desk) == 1
    reply = message(desk, where=Where(CHANNEL, thread="5.0", message="6.0"))
    quiet(await desk.person("jan").marks(reply, "create_by_emoji"))
    assert await count(desk) == 1


async def test_marked_by_many_at_once_it_is_one_ticket(desk: DeskHouse) -> None:
    quoted = message(desk)

    def mark(name: str) -> Press:
        who = desk.person(name)
        return Press(who.speaker, desk.now, f"mark:{name}", quoted.where, Action("create_by_emoji"), quoted)

    await asyncio.gather(*(desk.desk.hear(mark(name)) for name in ("dana", "emre", "jan", "mia", "tom")))
    assert await count(desk) == 1


async def test_also_in_a_direct_message_the_emoji_makes_one_ticket(desk: DeskHouse) -> None:
    quoted = message(desk, where=Where("slack:T1/D-mia.feld", "direct", message="5.0"))
    quiet(await desk.person("mia").marks(quoted, "create_by_emoji"))
    quiet(await desk.person("mia").marks(quoted, "create_by_emoji"))
    assert await count(desk) == 1
    assert (await desk.ticket("INC-1000")).home == "direct"


@pytest.mark.parametrize("command", ["create_by_emoji", "create_from_message"])
async def test_a_bots_message_is_made_into_no_ticket(desk: DeskHouse, command: str) -> None:
    said = refused(await desk.person("dana").marks(message(desk, by_bot=True), command))
    assert said == "Bots' messages are not made into tickets."
    assert await count(desk) == 0


async def test_a_message_that_cannot_be_read_says_what_to_do(desk: DeskHouse) -> None:
    where = Where(CHANNEL, message="5.0")
    dana = desk.person("dana")
    heard = Press(dana.speaker, desk.now, "k", where, Action("create_by_emoji"))
    assert refused(await desk.hears(heard)) == "I could not read that message. Copy its text into “/incident”."


async def test_a_message_without_words_or_author_is_still_a_ticket(desk: DeskHouse) -> None:
    quiet(await desk.person("dana").marks(replace(message(desk), text="  ", author=None), "create_by_emoji"))
    ticket = await desk.ticket("INC-1000")
    assert (ticket.title, ticket.requester) == ("Message without words", desk.id_of("dana"))


async def test_what_a_message_only_shares_is_its_tickets_words_and_title(desk: DeskHouse) -> None:
    shared = "> The VPN\u202e drops\n> since noon\n(shared from Emre Aydin: https://x.example/1)"
    form = opened(await desk.person("dana").marks(message(desk, text=shared, ts="6.0"), "create_from_message"))
    assert field(form, "title").value == "The VPN drops"
    quiet(await desk.person("dana").marks(message(desk, text=shared), "create_by_emoji"))
    ticket = await desk.ticket("INC-1000")
    assert (ticket.title, ticket.description) == ("The VPN drops", shared)


@pytest.mark.parametrize("text", ["\u202e" + "x" * 4000, "<!channel> `rm -rf`\x00", "🧨" * 3000])
async def test_hostile_messages_are_kept_as_text(desk: DeskHouse, text: str) -> None:
    quiet(await desk.person("dana").marks(message(desk, text=text), "create_by_emoji"))
    ticket = await desk.ticket("INC-1000")
    assert len(ticket.title) <= 120
    assert "\x00" not in ticket.title + ticket.description
    form = opened(await desk.person("dana").marks(message(desk, text=text, ts="6.0"), "create_from_message"))
    assert len(str(field(form, "title").value)) <= 120
    assert len(str(field(form, "detail").value)) <= 3000


async def test_the_receipt_stands_under_the_message(desk: DeskHouse) -> None:
    quiet(await desk.person("mia").marks(message(desk), "create_by_emoji"))
    assert (await desk.store.read(lambda tx: tx.bound(CHANNEL, "5.0"))) is not None
    assert await desk.thread("INC-1000", "requester") == (CHANNEL, "5.0")
    assert ids(opened(await desk.person("mia").types("incident")))
    assert sentence(await desk.person("mia").sends("INC-1000"))


async def test_a_form_on_a_message_that_was_deleted_meanwhile_comes_back_and_asks(desk: DeskHouse) -> None:
    mia, dana, quoted = desk.person("mia"), desk.person("dana"), message(desk)
    form = opened(await dana.marks(quoted, "create_from_message"))
    given: dict[str, Filled | None] = {each.id: each.value for each in form.fields if each.kind != "note"}
    given |= {"service": "network", "category:network": "vpn", "impact": "4", "urgency": "1"}
    await mia.edits(quoted.where, None)
    asked = errors(await dana.submits("open_incident", given, form.context, command_id=form.command_id))
    assert asked["title"].startswith("That message was deleted meanwhile.")
    assert await count(desk) == 0
    own = given | {"title": "VPN drops for Mia", "detail": "She called me about it."}
    shown(await dana.submits("open_incident", own, form.context, command_id="again"))
    ticket = await desk.ticket(await desk.newest())
    assert (ticket.title, ticket.requester) == ("VPN drops for Mia", mia.id)


SHARED = ("> The VPN drops all day", "(shared from Emre Aydin)")


@pytest.mark.parametrize("platform", ["slack", "teams"])
@pytest.mark.parametrize("way", ["emoji", "shortcut", "chat"])
async def test_a_shared_message_is_told_once_by_its_title_and_its_description_says_who_said_it(
    desk: DeskHouse, platform: str, way: str
) -> None:
    mia = desk.person("mia") if platform == "slack" else desk.person("mia").on_teams
    where = Where(CHANNEL if platform == "slack" else "teams:x/19:help", "channel", message="5.0")
    quoted = Quoted("\n".join(SHARED), mia.speaker, where)
    if way == "emoji":
        quiet(await mia.marks(quoted, "create_by_emoji"))
    elif way == "shortcut":
        await fill(mia, quoted)
    else:
        asked = shown(await mia.sends(quoted.text))
        press = Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), asked.buttons[0].action)
        await send_as_it_came(mia, opened(await desk.hears(press)))
    ticket = await desk.ticket(await desk.newest())
    assert (ticket.title, ticket.description) == ("The VPN drops all day", SHARED[1])


async def test_whoever_chooses_another_title_for_what_was_shared_still_has_all_of_it(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    quoted = Quoted("\n".join(SHARED), mia.speaker, Where(CHANNEL, message="5.0"))
    ticket = await desk.ticket(await fill(mia, quoted, title="VPN trouble in Hamburg"))
    assert ticket.description == quoted.text


async def test_what_an_edit_makes_of_a_shared_message_has_all_of_it(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    where = Where(CHANNEL, message="5.0")
    quiet(await mia.marks(Quoted("\n".join(SHARED), mia.speaker, where), "create_by_emoji"))
    ref = await desk.newest()
    now = "\n".join(("It is the VPN, please help", *SHARED))
    quiet(await mia.edits(where, now))
    ticket = await desk.ticket(ref)
    assert (ticket.title, ticket.description) == ("It is the VPN, please help", now)
