"""What people read on cards and forms is said once, in their words, and tells what to do."""

from __future__ import annotations

import pytest

from bot.policy_file.parser import parse
from bot.policy_file.problem import SettingsError
from core.intake.patterns import like, signs_of
from core.ui.cards import Card
from core.ui.forms import Form
from tests.commands.reading import field, opened, quiet, read, resolved, shown, taken
from tests.fakes.company import APP
from tests.fakes.desk import DeskHouse, refused, sentence


async def form_of(desk: DeskHouse, command: str, ref: str, who: str = "dana") -> Form:
    return opened(await desk.person(who).presses(command, ref))


async def compact(desk: DeskHouse, ref: str, *, staff: bool = True) -> Card:
    presenter = desk.desk.engine.presenter
    return presenter.compact(await desk.ticket(ref), staff=staff, now=desk.now)


@pytest.mark.parametrize("command", ["incident", "request"])
@pytest.mark.parametrize("asked", ["help", "Help", "help?", "--help", "?"])
async def test_help_behind_a_command_is_help_and_no_title(desk: DeskHouse, command: str, asked: str) -> None:
    assert f"Write it like: /{command} " in read(shown(await desk.person("mia").types(command, asked)))


async def test_a_sentence_that_begins_with_help_is_a_title(desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("incident", "help, the printer burns"))
    assert field(form, "title").value == "help, the printer burns"


@pytest.mark.parametrize("number", ["1001", "#1001", "INC-1001", " inc 1001 "])
@pytest.mark.parametrize("command", ["merge", "link"])
async def test_a_number_alone_is_a_ticket_where_tickets_are_asked_for(
    desk: DeskHouse, command: str, number: str
) -> None:
    ref, other = await taken(desk), await desk.person("jan").reports()
    assert other == "INC-1001"
    quiet(await desk.person("dana").fills(command, ref, number=number, kind="related", keep="older"))
    after = await desk.ticket(ref)
    assert ("related", other) in after.links or (await desk.ticket(other)).merged


async def test_a_bare_number_finds_a_ticket_of_another_kind_and_no_other(desk: DeskHouse) -> None:
    ref = await taken(desk)
    order = await desk.person("mia").orders("question", question="How do I print in colour?")
    assert order == "REQ-1001"
    quiet(await desk.person("dana").fills("link", ref, number="1001", kind="related"))
    assert (await desk.ticket(ref)).links == (("related", "REQ-1001"),)
    assert refused(await desk.person("dana").fills("link", ref, number="1999", kind="related")).startswith(
        "There is no INC-1999 that you may see."
    )


async def test_cancelling_a_ticket_and_leaving_the_form_are_called_otherwise(desk: DeskHouse) -> None:
    form = await form_of(desk, "cancel", await taken(desk))
    assert (form.submit, form.cancel) == ("Cancel the ticket", "Keep the ticket")


async def test_time_that_was_logged_is_confirmed_and_stands_on_the_card(desk: DeskHouse) -> None:
    ref = await taken(desk)
    for time, total in (("25m", "25 min"), ("1h", "1 h 25 min")):
        said = sentence(await desk.person("dana").fills("log", ref, time=time, note=None))
        assert said == f"Logged: {total} on {ref} so far."
    assert "Time spent: 1 h 25 min" in read(await compact(desk, ref))


async def test_the_refusal_of_another_team_says_who_may_and_how_they_are_asked(desk: DeskHouse) -> None:
    ref = await taken(desk)
    said = refused(await desk.person("jonas").presses("claim", ref))
    assert said == f"Only Service Desk can change {ref}. Please ask Lena Vogt."


async def test_no_card_has_two_loud_buttons_and_none_shouts_what_destroys(desk: DeskHouse) -> None:
    refs = [await taken(desk), await resolved(desk), await desk.person("jan").reports("P1")]
    for ref in refs:
        for staff in (True, False):
            card = await compact(desk, ref, staff=staff)
            styles = [button.style for button in (*card.buttons, *card.more)]
            assert styles.count("primary") <= 1
            assert "danger" not in styles


@pytest.mark.parametrize(
    ("pattern", "signs", "fits"),
    [
        ("^[a-z0-9.-]+$", ("small", "digits", "dots", "hyphens"), "team.sales"),
        ("[A-Za-z ]{3,20}", ("letters", "spaces"), "sales"),
        ("^[A-Z]{2}-[0-9]{4}$", (), "AB-1042"),
        ("^cost-[0-9]$", (), ""),
        ("^[a-z!]+$", (), "sales"),
        (r"^[\w]+$", (), "sales"),
    ],
)
def test_a_pattern_is_told_by_the_signs_it_takes_and_what_fits(pattern: str, signs: tuple[str, ...], fits: str) -> None:
    assert (signs_of(pattern), like(pattern)) == (signs, fits)
    assert like(pattern, "my own") == "my own"


def test_an_example_must_fit_its_pattern() -> None:
    written = 'pattern: "^[a-z0-9.-]+$"'
    text = APP.read_text(encoding="utf-8")
    fits = parse(text.replace(written, f"{written}, example: fin.team")).policy.catalog["shared-mailbox"]
    assert fits.form[0].example == "fin.team"
    with pytest.raises(SettingsError, match="does not fit the pattern"):
        parse(text.replace(written, f"{written}, example: Fin Team"))


async def test_a_day_is_written_alike_wherever_it_stands(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("hold", ref, reason="vendor", reference="TN-881", until="2026-10-30"))
    assert "Next news from us by Fri 30 Oct." in desk.said[-1].text
    assert "Waiting for TeleNord (TN-881) until Fri 30 Oct\n" in read(await compact(desk, ref))
    assert "next news Fri 30 Oct" in read(await compact(desk, ref, staff=False))


async def test_no_fix_is_promised_before_the_news_it_waits_for(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P2")
    quiet(await desk.person("dana").presses("claim", ref))
    assert "We aim to fix it by" in read(await compact(desk, ref, staff=False))
    quiet(await desk.person("dana").fills("hold", ref, reason="vendor", reference="TN-881", until="2026-12-02"))
    assert "We aim to fix it by" not in read(await compact(desk, ref, staff=False))
