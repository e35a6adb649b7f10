"""What people do in Slack reaches the desk as neutral words, presses and forms, and its answer reaches them."""

from __future__ import annotations

from core.cards import Action, Button, Card, Section, say
from core.events import File
from core.forms import Choice, Field, Form
from core.heard import (
    Changed,
    Edited,
    FieldErrors,
    Heard,
    MentionPart,
    OpenForm,
    Press,
    Quiet,
    Reply,
    Shown,
    Submit,
    Words,
)
from core.people import Speaker
from core.text import plain
from playground.seen import Form as SeenForm
from playground.seen import Message
from tests.channels.house import TEAM, House

MIA = Speaker("slack", f"{TEAM}/UMIAFELD")
DANA = Speaker("slack", f"{TEAM}/UDANAROTH")

FORM = Form(
    "open_incident",
    "Something is broken",
    (
        Field("title", "What is wrong?", "text", min_length=8, max_length=120, value="VPN drops"),
        Field(
            "service", "Which service?", "select", choices=(Choice("vpn", "VPN"), Choice("erp", "ERP")), reloads=True
        ),
        Field("who", "Who is affected?", "radio", choices=(Choice("me", "Just me"), Choice("all", "Everyone"))),
        Field("preview", "Preview", "note", text=plain("This will be P3 Medium.")),
        Field("for", "This is for", "user", required=False),
        Field("watch", "Who else", "users", required=False),
        Field("when", "Needed by", "date", required=False),
        Field("count", "How many", "number", required=False),
        Field("sure", "I am sure", "check", required=False),
        Field("more", "More detail", "long_text", required=False),
    ),
    command_id="c-1",
    context={"text": "VPN drops", "n": 3, "yes": True},
)


def card_with(*buttons: Button) -> Card:
    return Card("A card", sections=(Section(plain("Words")),), buttons=buttons, ticket="INC-1042")


def nothing(seen: object) -> bool:
    return not isinstance(seen, (SeenForm, Message))


async def test_a_slash_command_reaches_the_desk_with_its_words_and_is_answered_in_private(house: House) -> None:
    house.door.answers = Shown(say(plain("Got it <!channel>")))
    seen = await house.person("mia.feld").types("/ticket find <vpn> & @dana.roth please", "#it-help")
    words = house.door.only(Words)
    assert words.speaker == MIA
    assert words.command == "ticket"
    assert words.to_bot
    assert words.where.place == house.place("#it-help")
    assert words.where.kind == "channel"
    assert words.parts == ("find <vpn> & ", MentionPart(DANA, "dana.roth"), " please")
    assert isinstance(seen, Message)
    assert seen.is_ephemeral
    assert "Got it <!channel>" in seen.text


async def test_a_command_whose_words_contain_payload_keeps_them(house: House) -> None:
    await house.person("mia.feld").types("/incident the payload is lost", "#it-help")
    assert house.door.only(Words).parts == ("the payload is lost",)


async def test_a_message_in_a_channel_is_heard_but_not_as_spoken_to_the_bot(house: House) -> None:
    said = await house.person("mia.feld").says("anyone seen the VPN?", "#it-help")
    await house.slack.settle()
    words = house.door.only(Words)
    assert not words.to_bot
    assert words.command is None
    assert words.where.message == said.ts
    assert words.where.thread is None
    assert words.key == f"slack:msg:T0NORD:{said.channel_id}:{said.ts}"
    assert f"{words.at.timestamp():.6f}" == said.ts


async def test_words_in_a_thread_name_its_root_and_files_come_by_name_and_link(house: House) -> None:
    mia = house.person("mia.feld")
    root = await mia.says("VPN drops", "#it-help")
    await mia.says("again", thread=root, files={"log.txt": b"..."})
    await house.slack.settle()
    words = house.door.heard[-1]
    assert isinstance(words, Words)
    assert words.where.thread == root.ts
    assert [file.name for file in words.files] == ["log.txt"]
    assert isinstance(words.files[0], File)
    assert words.files[0].url.startswith("http")


async def test_a_mention_is_heard_once_although_slack_tells_of_it_twice(house: House) -> None:
    bot = house.slack.slack.app.bot_user
    await house.person("mia.feld").says(f"<@{bot}> incident VPN drops", "#it-help")
    await house.slack.settle()
    assert {sent.payload["event"]["type"] for sent in house.slack.sent} == {"message", "app_mention"}
    words = house.door.only(Words)
    assert words.to_bot
    assert words.parts == ("incident VPN drops",)


async def test_a_direct_message_is_to_the_bot_and_answered_as_a_message(house: House) -> None:
    house.door.answers = Shown(say(plain("Hello Mia")))
    mia = house.person("mia.feld")
    await mia.says("help")
    await house.slack.settle()
    words = house.door.only(Words)
    assert words.to_bot
    assert words.where.kind == "direct"
    assert mia.direct.last.text == "Hello Mia"
    assert mia.ephemerals == []


async def test_words_in_a_channel_are_answered_for_the_speakers_eyes_only_in_the_thread(house: House) -> None:
    house.door.answers = Shown(say(plain("Only you see this")))
    mia = house.person("mia.feld")
    root = await mia.says("VPN drops", "#it-help")
    await house.slack.settle()
    await mia.says("more", thread=root)
    await house.slack.settle()
    assert [message.thread_ts for message in mia.ephemerals] == [None, root.ts]


async def test_bots_joins_and_our_own_words_are_not_heard(house: House) -> None:
    await house.channel.deliver(house.post(house.place("#it-help"), "We said this"))
    house.slack.admin.invite("general")
    await house.slack.settle()
    assert house.door.heard == []


async def test_an_edit_is_heard_with_its_new_words_and_a_deletion_without(house: House) -> None:
    mia = house.person("mia.feld")
    said = await mia.says("VPN drops", "#it-help")
    await mia.edits(said, "VPN drops, says @dana.roth")
    await mia.deletes(said)
    await house.slack.settle()
    edited, deleted = (heard for heard in house.door.heard if isinstance(heard, Edited))
    assert edited.text == "VPN drops, says @Dana Roth"
    assert edited.where.message == said.ts
    assert edited.speaker == MIA
    assert deleted.text is None
    assert edited.key != deleted.key


async def test_an_edit_of_our_own_card_is_not_heard(house: House) -> None:
    receipt = await house.channel.deliver(house.post(house.place("#it-help"), "One"))
    edit = house.post(house.place("#it-help"), "Two")
    from dataclasses import replace

    await house.channel.deliver(replace(edit, act="edit", message=receipt.message))
    await house.slack.settle()
    assert house.door.heard == []


async def test_a_button_says_its_action_and_where_it_was_pressed(house: House) -> None:
    action = Action("claim", {"ticket": "INC-1042"})
    receipt = await house.channel.deliver(house.post(house.place("#desk-triage"), card_with(Button("Claim", action))))
    dana = house.person("dana.roth")
    seen = await dana.presses(dana.channel("#desk-triage").last, "Claim")
    press = house.door.only(Press)
    assert press.action == action
    assert press.speaker == DANA
    assert press.where.place == house.place("#desk-triage")
    assert press.where.message == receipt.message
    assert press.where.thread is None
    assert press.key.startswith(f"slack:press:T0NORD:{dana.channel('#desk-triage').id}:{receipt.message}:UDANAROTH:")
    assert nothing(seen)


async def test_a_refused_press_is_told_to_the_person_alone(house: House) -> None:
    house.door.answers = Shown(say(plain("Nils claimed INC-1042 two seconds before you.")), refusal=True)
    await house.channel.deliver(house.post(house.place("#desk-triage"), card_with(Button("Claim", Action("claim")))))
    dana = house.person("dana.roth")
    seen = await dana.presses(dana.channel("#desk-triage").last, "Claim")
    assert isinstance(seen, Message)
    assert seen.is_ephemeral
    assert "Nils claimed" in seen.text
    assert house.person("nils.peters").ephemerals == []


async def test_an_action_behind_more_is_pressed_like_a_button(house: House) -> None:
    more = tuple(Button(f"Act {n}", Action("prio", {"n": n})) for n in range(6))
    card = Card("A card", sections=(Section(plain("Words")),), more=more)
    await house.channel.deliver(house.post(house.place("#desk-triage"), card))
    dana = house.person("dana.roth")
    message = dana.channel("#desk-triage").last
    assert message.buttons == [f"More > Act {n}" for n in range(6)]
    await dana.presses(message, "Act 4")
    await dana.presses(message, "Act 4")
    assert [heard.action for heard in house.door.heard if isinstance(heard, Press)] == [Action("prio", {"n": 4})] * 2


async def fill(seen: object) -> SeenForm:
    assert isinstance(seen, SeenForm)
    seen.fills(
        {
            "What is wrong?": "VPN drops every 5 minutes",
            "Which service?": "ERP",
            "Who is affected?": "Everyone",
            "This is for": "dana.roth",
            "Who else": ["mia.feld", "hugo.lenz"],
            "Needed by": "2026-10-28",
            "How many": "12",
            "More detail": "two\nlines",
        }
    )
    return seen


async def test_a_form_opens_from_a_command_and_comes_back_whole(house: House) -> None:
    house.door.answers = lambda heard: OpenForm(FORM) if isinstance(heard, Words) else Quiet()
    form = await fill(await house.person("mia.feld").types("/incident VPN drops", "#it-help"))
    assert form.title == "Something is broken"
    assert "This will be P3 Medium." in form.text
    assert nothing(await form.submits())
    submit = house.door.only(Submit)
    assert submit.speaker == MIA
    assert (submit.command, submit.command_id, dict(submit.context)) == ("open_incident", "c-1", dict(FORM.context))
    assert submit.where == house.door.only(Words).where
    assert dict(submit.values) == {
        "title": "VPN drops every 5 minutes",
        "service": "erp",
        "who": "all",
        "for": "dana.roth@nordlicht.example",
        "watch": ("mia.feld@nordlicht.example", f"{TEAM}/UHUGOLENZ"),
        "when": "2026-10-28",
        "count": 12,
        "sure": False,
        "more": "two\nlines",
    }


async def test_field_errors_stand_at_their_fields_and_keep_what_was_typed(house: House) -> None:
    def answer(heard: Heard) -> Reply:
        if isinstance(heard, Words):
            return OpenForm(FORM)
        return FieldErrors({"service": "Choose a service you may use.", "nowhere": "And one more thing."})

    house.door.answers = answer
    form = await fill(await house.person("mia.feld").types("/incident", "#it-help"))
    seen = await form.submits()
    assert isinstance(seen, SeenForm)
    assert seen.errors == {
        "Which service?": "Choose a service you may use.",
        "What is wrong?": "And one more thing.",
    }
    assert seen.values["What is wrong?"] == "VPN drops every 5 minutes"


async def test_a_submit_may_be_answered_with_a_card_in_place_of_the_form(house: House) -> None:
    done = Shown(Card("Opened", title=plain("INC-1042"), buttons=(Button("Open", Action("show")),), ticket="INC-1042"))
    house.door.answers = lambda heard: OpenForm(FORM) if isinstance(heard, Words) else done
    form = await fill(await house.person("mia.feld").types("/incident", "#it-help"))
    seen = await form.submits()
    assert isinstance(seen, SeenForm)
    assert seen.view_id == form.view_id
    assert "INC-1042" in seen.text
    house.door.answers = Shown(say(plain("Here it is")))
    assert "Here it is" in getattr(await seen.presses("Open"), "text", "")
    press = house.door.only(Press)
    assert press.where == house.door.only(Words).where


async def test_a_submit_may_be_answered_with_the_next_form(house: House) -> None:
    second = Form("open_request", "A laptop", (Field("why", "Why?", "text"),), command_id="c-2")
    house.door.answers = lambda heard: OpenForm(FORM if isinstance(heard, Words) else second)
    form = await fill(await house.person("mia.feld").types("/request", "#it-help"))
    seen = await form.submits()
    assert isinstance(seen, SeenForm)
    assert seen.title == "A laptop"
    house.door.answers = Quiet()
    seen.fills({"Why?": "CAD"})
    assert nothing(await seen.submits())
    assert house.door.heard[-1].command_id == "c-2"  # type: ignore[union-attr]


async def test_a_form_over_an_answer_in_a_modal_closes_everything_when_it_is_sent(house: House) -> None:
    shown = Shown(card_with(Button("Reply", Action("reply"), opens_form=True)))
    house.door.answers = lambda heard: OpenForm(FORM) if isinstance(heard, Words) else shown
    mia = house.person("mia.feld")
    form = await fill(await mia.types("/incident", "#it-help"))
    answer = await form.submits()
    assert isinstance(answer, SeenForm)
    house.door.answers = OpenForm(Form("reply", "Reply", (Field("text", "Text", "long_text"),), command_id="c-9"))
    reply = await answer.presses("Reply")
    assert isinstance(reply, SeenForm)
    assert len(mia.forms) == 2
    house.door.answers = Quiet()
    reply.fills({"Text": "Please reconnect"})
    await reply.submits()
    assert mia.forms == []


async def test_a_changed_field_redraws_the_form_and_keeps_what_was_typed(house: House) -> None:
    from dataclasses import replace

    def answer(heard: Heard) -> Reply:
        if not isinstance(heard, Changed):
            return OpenForm(FORM)
        note = Field("preview", "Preview", "note", text=plain("This will be P1 Critical."))
        kinds = Field("kind", "What kind?", "select", choices=(Choice("login", "Login"), Choice("slow", "Slow")))
        return OpenForm(replace(FORM, fields=(*FORM.fields[:3], note, kinds)))

    house.door.answers = answer
    form = await house.person("mia.feld").types("/incident", "#it-help")
    assert isinstance(form, SeenForm)
    form.fills({"What is wrong?": "VPN drops every 5 minutes"})
    await form.chooses("Which service?", "ERP")
    changed = house.door.only(Changed)
    assert changed.values["service"] == "erp"
    assert changed.values["title"] == "VPN drops every 5 minutes"
    assert changed.command_id == "c-1"
    assert "This will be P1 Critical." in form.text
    assert "What kind?" in form.labels
    assert form.values["What is wrong?"] == "VPN drops every 5 minutes"
    assert form.values["Which service?"] == "ERP"


async def test_a_field_whose_choices_were_replaced_starts_anew(house: House) -> None:
    from dataclasses import replace

    old = Field("kind", "What kind?", "select", choices=(Choice("login", "Login"),), value="login")
    new = Field("kind", "What kind?", "select", choices=(Choice("slow", "Slow"), Choice("down", "Down")), value="down")
    house.door.answers = lambda heard: OpenForm(
        replace(FORM, fields=(FORM.fields[1], new if isinstance(heard, Changed) else old))
    )
    form = await house.person("mia.feld").types("/incident", "#it-help")
    assert isinstance(form, SeenForm)
    assert form.values["What kind?"] == "Login"
    await form.chooses("Which service?", "ERP")
    assert form.values["What kind?"] == "Down"


async def test_a_searchable_field_asks_the_desk_while_typing(house: House) -> None:
    field = Field("service", "Which service?", "select", search=True)
    house.door.answers = OpenForm(Form("open_incident", "Broken", (field,), command_id="c-3"))
    house.door.offers = (Choice("vpn", "Network, Wi-Fi and VPN"), Choice("long", "x" * 200))
    form = await house.person("mia.feld").types("/incident", "#it-help")
    assert isinstance(form, SeenForm)
    found = await form.searches("Which service?", "vp")
    assert found[0] == "Network, Wi-Fi and VPN"
    assert len(found[1]) == 75
    assert house.door.asked == [(MIA, "open_incident", "service", "vp")]


async def test_a_message_shortcut_brings_the_message_along(house: House) -> None:
    jan = house.person("jan.brandt")
    said = await jan.says("printer is on fire, ask @dana.roth", "#it-help")
    await house.slack.settle()
    house.door.heard.clear()
    house.door.answers = OpenForm(FORM)
    seen = await house.person("mia.feld").shortcut("Create ticket", said)
    press = house.door.only(Press)
    assert isinstance(seen, SeenForm)
    assert press.action == Action("create_from_message")
    assert press.where.message == said.ts
    assert press.quoted is not None
    assert press.quoted.text == "printer is on fire, ask @Dana Roth"
    assert press.quoted.author == Speaker("slack", f"{TEAM}/UJANBRANDT")
    assert press.quoted.where.permalink is not None


async def test_the_global_shortcut_opens_a_form_or_a_modal_with_the_answer(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    assert isinstance(await house.person("mia.feld").shortcut("Report a problem"), SeenForm)
    house.door.answers = Shown(say(plain("The desk is closed")))
    seen = await house.person("jan.brandt").shortcut("Report a problem")
    assert isinstance(seen, SeenForm)
    assert "The desk is closed" in seen.text
    assert house.door.heard[-1].action == Action("open_incident")  # type: ignore[union-attr]


async def test_the_ticket_emoji_makes_a_press_that_quotes_the_message(house: House) -> None:
    jan, mia = house.person("jan.brandt"), house.person("mia.feld")
    root = await jan.says("printer is on fire", "#it-help")
    inside = await jan.says("second floor", thread=root)
    await mia.reacts(inside, "ticket")
    await mia.reacts(root, "eyes")
    await house.slack.settle()
    press = house.door.only(Press)
    assert press.action == Action("create_by_emoji")
    assert press.speaker == MIA
    assert press.where.thread == root.ts
    assert press.quoted is not None
    assert press.quoted.text == "second floor"
    assert not press.quoted.by_bot


async def test_the_app_home_shows_the_persons_page_and_its_buttons_work(house: House) -> None:
    house.door.page = card_with(Button("Report", Action("open_incident"), "primary"))
    mia = house.person("mia.feld")
    home = await mia.opens_home()
    assert home is not None
    assert "Words" in home.text
    house.door.answers = OpenForm(FORM)
    assert isinstance(await home.presses("Report"), SeenForm)
    press = house.door.only(Press)
    assert press.where.place == f"direct:{MIA.id}"
    assert press.where.kind == "direct"
    assert len(house.door.homes) == 2


async def test_typed_words_that_need_a_form_get_a_button_that_opens_it(house: House) -> None:
    house.door.answers = OpenForm(FORM)
    mia = house.person("mia.feld")
    await mia.says("incident VPN drops")
    await house.slack.settle()
    message = mia.direct.last
    assert isinstance(await mia.presses(message, "Something is broken"), SeenForm)
    assert house.door.only(Press).action == Action("open_incident", FORM.context)


async def test_a_command_between_two_people_is_not_taken_for_the_bots_own_conversation(house: House) -> None:
    mia = house.person("mia.feld")
    dm = await house.slack.hands.open_direct(mia.id, "UDANAROTH")
    await house.slack.hands.command(mia.id, dm.id, "/incident", "VPN drops")
    assert house.door.only(Words).where.place == f"direct:{MIA.id}"
