"""The form knows what is meant: service and kind from the words, then from what is usual, and both can be changed."""

from __future__ import annotations

import pytest

from bot.policy_file import load
from bot.policy_file.parser import parse
from bot.policy_file.problem import SettingsError
from core.intake.guessing import Guess, guess
from core.processes import IncidentDetails
from core.ui.forms import Form
from tests.commands.reading import field, ids, opened, quiet
from tests.commands.test_opening import change
from tests.fakes.company import APP
from tests.fakes.desk import DeskHouse, shipped


def preset(form: Form) -> tuple[object, object]:
    """Service and kind as they stand in the form."""
    service = field(form, "service").value
    key = f"category:{service}"
    return service, field(form, key).value if key in ids(form) else None


@pytest.mark.parametrize(
    ("words", "service", "kind"),
    [
        ("vpn drops", "network", "vpn"),
        ("The VPN-tunnel is dead", "network", "vpn"),
        ("no WLAN on floor 3", "network", "wifi"),
        ("Wi-Fi is slow", "network", "wifi"),
        ("remote access is broken", "network", "vpn"),
        ("both printers are jammed", "office", "printer"),
        ("der Drucker spinnt", "office", "printer"),
        ("outlook does not open", "email-collab", "mail"),
        ("I cannot log in", "identity", "login"),
        ("ERP orders are stuck", "erp", "orders"),
        ("my laptop is dead", "workplace-it", None),
        ("ein Problem", None, None),
        ("", None, None),
    ],
)
async def test_service_and_kind_are_guessed_from_the_words(
    desk: DeskHouse, words: str, service: str | None, kind: str | None
) -> None:
    form = opened(await desk.person("mia").types("incident", words))
    assert preset(form) == (service, kind)
    if service is not None:
        assert field(form, "service").choices[0].value == service, "what is meant stands first"


async def test_a_service_guessed_from_one_word_alone_is_asked_about_until_more_is_said(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("incident", "Herr Beamer braucht Hilfe"))
    assert field(form, "service").hint == "Is it this? A guess, from “Beamer” alone."
    form = await change(mia, form, title="Herr Beamer braucht Hilfe in the meeting room")
    assert not field(form, "service").hint


async def test_words_that_fit_two_services_as_well_say_nothing(desk: DeskHouse) -> None:
    assert preset(opened(await desk.person("mia").types("incident", "wlan and toner"))) == (None, None)


async def test_where_the_words_say_nothing_the_usual_is_preset(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    for number in range(3):
        assert preset(opened(await mia.types("incident", "it does not work"))) == (None, None), f"after {number}"
        await mia.reports(service="office")
    await mia.reports(service="identity")
    guessed = opened(await mia.types("incident", "it does not work"))
    assert preset(guessed) == ("office", "printer")
    assert field(guessed, "service").hint == "A guess, from your last tickets."
    said = opened(await mia.types("incident", "vpn drops"))
    assert preset(said) == ("network", "vpn")
    assert not field(said, "service").hint
    assert preset(opened(await desk.person("jan").types("incident", "it does not work"))) == (None, None)


async def test_the_usual_decides_between_two_that_the_words_name_alike(desk: DeskHouse) -> None:
    await desk.person("mia").reports(service="office")
    assert preset(opened(await desk.person("mia").types("incident", "wlan and toner"))) == ("office", "printer")


async def test_a_choice_stays_and_only_the_kind_is_guessed_of_it(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("incident", "the calendar of the vpn team is gone"))
    form = await change(mia, form, title="the calendar of the vpn team is gone", service="email-collab")
    assert preset(form) == ("email-collab", "calendar")
    other = {"service": "email-collab", "category:email-collab": "chat"}
    form = await change(mia, form, title="the calendar of the vpn team is gone", **other)
    assert preset(form) == ("email-collab", "chat")


async def test_words_that_are_typed_into_the_form_are_guessed_from_when_it_is_redrawn(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("incident"))
    assert preset(await change(mia, form, title="vpn drops", service=None, impact="4")) == ("network", "vpn")


async def test_a_message_is_guessed_from_as_typed_words_are(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    quiet(await mia.submits("open_incident", {
        "title": "vpn drops", "service": "network", "category:network": "vpn", "impact": "4", "urgency": "2",
    }, {}))  # fmt: skip
    details = (await desk.ticket("INC-1000")).details
    assert isinstance(details, IncidentDetails)
    assert details.category == "vpn"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("phishing mail", "phishing"),
        ("suspicious email", "phishing"),
        ("Phishing-Mail", "phishing"),
        ("I got a suspicious e-mail in Outlook", "phishing"),
        ("verdächtige E-Mail erhalten", "phishing"),
        ("Phishing in Teams", "phishing"),
        ("Betrug per Mail", "phishing"),
        ("my laptop was stolen", "lost_device"),
        ("I lost my laptop on the train", "lost_device"),
        ("Ich habe meinen Laptop verloren", "lost_device"),
        ("Notebook gestohlen, Windows war gesperrt", "lost_device"),
        ("data leak: sent a mail to the wrong recipient", "data_leak"),
        ("Datenleck in der Mailbox", "data_leak"),
    ],
)
def test_what_is_private_goes_before_what_else_was_said_and_what_is_usual(words: str, kind: str) -> None:
    usual = [("email-collab", "mail"), ("workplace-it", "hardware")]
    assert guess(words, shipped().services, usual) == Guess("security-report", kind)


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("the report of the ERP orders is empty", "erp"),
        ("the security badge opens no door", "office"),
        ("VPN connection lost", "network"),
        ("Verbindung zum WLAN verloren", "network"),
        ("no mail since noon", "email-collab"),
        ("lost my place in the calendar", "email-collab"),
    ],
)
def test_a_mere_word_of_a_private_services_name_makes_nothing_private(words: str, service: str) -> None:
    found = guess(words, shipped().services)
    assert found is not None
    assert found.service == service


def test_more_words_say_more_than_one_of_them() -> None:
    text = APP.read_text(encoding="utf-8").replace("{words: [door, ", "{words: [remote access card, door, ")
    services = parse(text).policy.services
    assert guess("my remote access card is gone", services) == Guess("office", "badge")
    assert guess("remote access is gone", services) == Guess("network", "vpn")


def test_an_ending_is_no_other_word_and_a_short_word_has_none() -> None:
    services = shipped().services
    assert guess("two printers", services) == Guess("office", "printer")
    assert guess("ospf is down", services) is None
    assert guess("printmaking", services) is None


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{vpn: {words: []}, wifi: }", "is empty"),
        ('{vpn: {words: ["!"]}}', "holds no letter"),
        ("{vpn: {word: [tunnel]}}", "not a known key"),
        ("{vpn: tunnel}", "mapping"),
    ],
)
def test_words_that_cannot_be_meant_are_refused_where_they_stand(written: str, said: str) -> None:
    text = APP.read_text(encoding="utf-8").replace("[hardware, os]", written)
    with pytest.raises(SettingsError, match=r"services\.workplace-it\.categories") as refused:
        parse(text)
    assert said in str(refused.value)


def test_names_are_written_as_the_company_writes_them() -> None:
    text = APP.read_text(encoding="utf-8")
    text = text.replace("categories: [orders, invoicing]", "categories: {erp: , sso-login: {name: Sign-on}}")
    services = parse(text).policy.services
    assert services["erp"].category_name("erp") == "ERP"
    assert services["erp"].category_name("sso-login") == "Sign-on"
    network = load(APP).policy.services["network"]
    assert [network.category_name(key) for key in network.categories] == ["VPN", "Wi-Fi", "LAN"]
    assert shipped().services["security-report"].category_name("lost_device") == "Lost device"
