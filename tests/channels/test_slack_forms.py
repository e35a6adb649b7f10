"""A form opens, is redrawn, complains at its fields, and comes back whole."""

from __future__ import annotations

from dataclasses import replace

from core.people import Speaker
from core.ui.cards import Action, Button, Card, say
from core.ui.forms import Choice, Field, Form
from core.ui.inbound import (
    OVERALL,
    FieldErrors,
    FormChanged,
    Heard,
    OpenForm,
    Press,
    Quiet,
    Reply,
    Shown,
    Submit,
    Words,
)
from core.ui.text import plain
from playground.slack.screen import Form as SeenForm
from tests.channels.house import TEAM, House
from tests.channels.samples import FORM, MIA, card_with, nothing


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
        "for": Speaker("slack", f"{TEAM}/UDANAROTH"),
        "watch": (MIA, Speaker("slack", f"{TEAM}/UHUGOLENZ")),
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


async def test_what_is_about_no_field_stands_on_top_once_and_keeps_what_was_typed(house: House) -> None:
    wrong = FieldErrors({OVERALL: "INC-1042 is closed."})
    house.door.answers = lambda heard: OpenForm(FORM) if isinstance(heard, Words) else wrong
    form = await fill(await house.person("mia.feld").types("/incident", "#it-help"))
    for _ in range(2):
        seen = await form.submits()
        assert isinstance(seen, SeenForm)
        form = seen
        assert seen.errors == {}
        assert seen.text.count("INC-1042 is closed.") == 1
        assert seen.values["What is wrong?"] == "VPN drops every 5 minutes"


async def test_a_form_that_asks_for_more_comes_back_and_says_why_on_top_and_at_its_field(house: House) -> None:
    wants = replace(FORM, fields=(*(replace(one, required=True) if one.id == "more" else one for one in FORM.fields),))

    def answer(heard: Heard) -> Reply:
        return OpenForm(FORM) if isinstance(heard, Words) else FieldErrors({"more": "Write why."}, wants)

    house.door.answers = answer
    form = await fill(await house.person("mia.feld").types("/incident", "#it-help"))
    seen = await form.submits()
    assert isinstance(seen, SeenForm)
    assert seen.errors == {}
    assert "Not sent yet. Please look at: More detail" in seen.text
    assert "Write why." in seen.text
    again = await seen.submits()
    assert isinstance(again, SeenForm)
    assert again.errors == {"More detail": "Write why."}  # it asks for that by now, so Slack says it at the field


async def test_a_tick_is_called_by_the_words_beside_it_where_it_is_to_be_looked_at(house: House) -> None:
    call = Field("critical", "This means a major incident: the engineer is called.", "check", placeholder="Yes, call")
    more = replace(FORM, fields=(*FORM.fields, call))

    def answer(heard: Heard) -> Reply:
        return OpenForm(FORM) if isinstance(heard, Words) else OpenForm(more, {"critical": "Tick this."})

    house.door.answers = answer
    seen = await (await fill(await house.person("mia.feld").types("/incident", "#it-help"))).submits()
    assert isinstance(seen, SeenForm)
    assert "Not sent yet. Please look at: Yes, call" in seen.text


async def test_a_form_that_lacked_a_field_comes_back_with_it_and_says_why(house: House) -> None:
    more = replace(FORM, fields=(*FORM.fields, Field("kind", "Which kind?", "text")))

    def answer(heard: Heard) -> Reply:
        return OpenForm(FORM) if isinstance(heard, Words) else OpenForm(more, {"kind": "Choose a kind."})

    house.door.answers = answer
    seen = await (await fill(await house.person("mia.feld").types("/incident", "#it-help"))).submits()
    assert isinstance(seen, SeenForm)
    assert "Not sent yet. Please look at: Which kind?" in seen.text
    assert "Choose a kind." in seen.text


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
    second = Form(
        "open_request", "A laptop", (Field("why", "Why?", "text"),), command_id="c-2", submit="Send", cancel="Cancel"
    )
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
    house.door.answers = OpenForm(
        Form("reply", "Reply", (Field("text", "Text", "long_text"),), command_id="c-9", submit="Send", cancel="Cancel")
    )
    reply = await answer.presses("Reply")
    assert isinstance(reply, SeenForm)
    assert len(mia.forms) == 2
    house.door.answers = Quiet()
    reply.fills({"Text": "Please reconnect"})
    await reply.submits()
    assert mia.forms == []


async def test_a_changed_field_redraws_the_form_and_keeps_what_was_typed(house: House) -> None:
    def answer(heard: Heard) -> Reply:
        if not isinstance(heard, FormChanged):
            return OpenForm(FORM)
        note = Field("preview", "Preview", "note", text=plain("This will be P1 Critical."))
        kinds = Field("kind", "What kind?", "select", choices=(Choice("login", "Login"), Choice("slow", "Slow")))
        return OpenForm(replace(FORM, fields=(*FORM.fields[:3], note, kinds)))

    house.door.answers = answer
    form = await house.person("mia.feld").types("/incident", "#it-help")
    assert isinstance(form, SeenForm)
    form.fills({"What is wrong?": "VPN drops every 5 minutes"})
    await form.chooses("Which service?", "ERP")
    changed = house.door.only(FormChanged)
    assert changed.values["service"] == "erp"
    assert changed.values["title"] == "VPN drops every 5 minutes"
    assert changed.command_id == "c-1"
    assert "This will be P1 Critical." in form.text
    assert "What kind?" in form.labels
    assert form.values["What is wrong?"] == "VPN drops every 5 minutes"
    assert form.values["Which service?"] == "ERP"


async def test_a_field_whose_choices_were_replaced_starts_anew(house: House) -> None:
    old = Field("kind", "What kind?", "select", choices=(Choice("login", "Login"),), value="login")
    new = Field("kind", "What kind?", "select", choices=(Choice("slow", "Slow"), Choice("down", "Down")), value="down")
    house.door.answers = lambda heard: OpenForm(
        replace(FORM, fields=(FORM.fields[1], new if isinstance(heard, FormChanged) else old))
    )
    form = await house.person("mia.feld").types("/incident", "#it-help")
    assert isinstance(form, SeenForm)
    assert form.values["What kind?"] == "Login"
    await form.chooses("Which service?", "ERP")
    assert form.values["What kind?"] == "Down"


async def test_a_searchable_field_asks_the_desk_while_typing(house: House) -> None:
    field = Field("service", "Which service?", "select", search=True)
    house.door.answers = OpenForm(
        Form("open_incident", "Broken", (field,), command_id="c-3", submit="Send", cancel="Cancel")
    )
    house.door.offers = (Choice("vpn", "Network, Wi-Fi and VPN"), Choice("long", "x" * 200))
    form = await house.person("mia.feld").types("/incident", "#it-help")
    assert isinstance(form, SeenForm)
    found = await form.searches("Which service?", "vp")
    assert found[0] == "Network, Wi-Fi and VPN"
    assert len(found[1]) == 75
    assert house.door.asked == [(MIA, "open_incident", "service", "vp")]


async def test_a_field_names_what_it_mentions_and_never_an_id(house: House) -> None:
    house.door.answers = lambda heard: OpenForm(FORM) if isinstance(heard, Words) else Quiet()
    here = house.slack.slack.space.by_name["it-help"]
    dana = house.person("dana.roth").member.id
    form = await fill(await house.person("mia.feld").types("/incident", "#it-help"))
    words = f"Ask <@{dana}> in <#{here}> or <#{here}|it-help>, not <#C0404040404>, <!subteam^S0404040404> or <b>"
    form.fills({"More detail": words})
    await form.submits()
    detail = str(house.door.only(Submit).values["more"])
    assert detail == (
        "Ask @Dana Roth in #it-help or #it-help, not #a channel that cannot be seen from here, @a group or <b>"
    )


async def test_a_form_that_is_drawn_anew_names_what_it_mentions(house: House) -> None:
    house.door.answers = lambda heard: OpenForm(FORM) if isinstance(heard, Words) else Quiet()
    here = house.slack.slack.space.by_name["it-help"]
    form = await fill(await house.person("mia.feld").types("/incident", "#it-help"))
    form.fills({"More detail": f"See <#{here}>"})
    await form.chooses("Which service?", "ERP")
    assert house.door.only(FormChanged).values["more"] == "See #it-help"
