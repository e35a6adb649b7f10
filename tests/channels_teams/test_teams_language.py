"""What Teams' channel says of itself is in the company's language: no English shines through."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from adapters.channel_kind import Phrasing
from adapters.presentation import WordsError, words
from adapters.teams import forms
from core.phrases import Phrase
from core.ui.forms import Field, Form
from core.ui.inbound import Heard, OpenForm, Quiet, Reply
from core.ui.text import Text
from playground.protocol import AppFailed
from tests.channels_teams.house import House, opened
from tests.channels_teams.samples import ANSWER, CLAIM, FORM, shown
from tests.fakes.language import ACCENTED, accented, add_accented
from tests.fakes.phrasing import phrasing_in


def bug(heard: Heard) -> Reply:
    raise LookupError


@pytest.fixture(scope="module")
def phrasing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Phrasing]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(words, "LANGUAGES", add_accented(tmp_path_factory.mktemp("languages") / "words"))
        yield phrasing_in(ACCENTED)


@pytest.fixture
async def foreign(phrasing: Phrasing) -> AsyncIterator[House]:
    async with opened(phrasing=phrasing) as house:
        yield house


async def test_a_press_is_answered_in_the_company_language(foreign: House) -> None:
    await shown(foreign, CLAIM, ANSWER)
    message = foreign.person("dana.roth").channel("Desk Triage").last
    foreign.door.answers = Quiet()
    assert (await message.presses("Claim")).text == accented("Done.")
    foreign.door.answers = bug
    assert accented("went wrong on our side") in (await message.presses("Claim")).text
    assert accented("went wrong on our side") in (await message.presses("Reply")).text


async def test_a_form_that_needs_a_button_is_offered_in_the_company_language(foreign: House) -> None:
    foreign.door.answers = OpenForm(FORM)
    mia = foreign.person("mia.feld")
    await mia.says("reply")
    assert accented("This needs a form.") in mia.directs()[-1].text


def test_what_teams_draws_around_a_form_is_in_the_company_language(phrasing: Phrasing) -> None:
    fields = (
        Field("service", "Service", "select"),
        Field("what", "What?", "text", reloads=True),
        Field("file", "Picture", "files"),
    )
    drawn = str(forms.draw(Form("x", "X", fields, "c-1", "Send", "Cancel"), "sealed", lambda _: None, phrasing))
    assert accented("nothing to choose from") in drawn
    assert f"'title': '{accented('Update')}'" in drawn
    assert f"Picture: {accented('send it in our chat once this is sent')}" in drawn
    asked = str(
        forms.draw(
            Form("x", "X", (Field("what", "What?", "text"),), "c-1", "Send", "Cancel"),
            "sealed",
            lambda _: None,
            phrasing,
        )
    )
    assert accented("Please fill this in.") in asked


async def test_an_apology_whose_words_fail_is_acknowledged_all_the_same() -> None:
    def broken(_: Phrase) -> Text:
        raise WordsError("answers.html", 1, "fails")

    async with opened(phrasing=broken) as house:
        await shown(house, CLAIM)
        house.door.answers = bug
        with pytest.raises(AppFailed, match="no JSON"):  # Teams itself says that something went wrong
            await house.person("dana.roth").channel("Desk Triage").last.presses("Claim")
        assert house.teams.sent[-1].answer.status == 200
