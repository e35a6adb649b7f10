"""Any form makes a dialog that Teams takes, comes back as it was, and only to the person it was opened for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from adapters.teams import forms
from adapters.teams.dialog_state import Seal, Sheet
from core.people import Speaker
from core.ui.forms import Choice, Field, Form
from core.ui.inbound import Where
from core.ui.text import Instant, Mention, Run, Text
from tests.channels import made_up
from tests.channels_teams.judges import everything, wrong_with
from tests.channels_teams.samples import FORM
from tests.fakes.phrasing import PHRASING

NOW = datetime(2026, 10, 28, 9, 4, tzinfo=UTC)
MIA, DANA = Speaker("teams", "teams:t/mia"), Speaker("teams", "teams:t/dana")
WHERE = Where("teams:t/19:x@thread.tacv2", "channel", "1", "2", "https://teams.microsoft.com/l/message/x")
ACCOUNT_OF = {"mia@x.example": "teams:t/aad-mia"}.get
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@settings(max_examples=80, phases=PHASES, deadline=None)
@given(made_up.forms, st.dictionaries(st.sampled_from(["field0", "field1", "other"]), made_up.texts))
def test_any_form_makes_a_dialog_that_teams_takes(form: Form, errors: dict[str, str]) -> None:
    drawn = forms.draw(form, "sealed", ACCOUNT_OF, PHRASING, errors)
    assert wrong_with(drawn, in_dialog=True) == []
    assert drawn["actions"][0]["data"] == {forms.DO: forms.SUBMIT, forms.SHEET: "sealed"}


@settings(max_examples=80, phases=PHASES, deadline=None)
@given(made_up.forms)
def test_any_form_comes_back_from_its_seal(form: Form) -> None:
    seal = Seal("secret")
    sealed = seal.close(Sheet(form, WHERE), MIA)
    found = seal.open(sealed, MIA)
    assert found.where == WHERE
    assert found.form
    assert found.form.command_id == form.command_id
    # Halves of characters, which nothing takes, are gone after the first time; all else is the same ever after.
    assert seal.close(found, MIA) == sealed


def test_a_form_comes_back_as_it_was() -> None:
    seal = Seal("secret")
    text: Text = (
        Run("x", bold=True, href="https://a"),
        Mention("mia@x.example", "Mia"),
        Instant(NOW, "day", "Tue 27 Oct"),
    )
    form = replace(FORM, fields=(*FORM.fields, Field("live", "Live", "note", text=text, value=("a", "b"))))
    assert seal.open(seal.close(Sheet(form, None), MIA), MIA) == Sheet(form, None)


def test_what_was_typed_into_a_private_field_is_in_its_input_and_in_no_seal() -> None:
    private = replace(FORM, fields=(Field("address", "Address", "text", value="Elm Street 1", sensitive=True),))
    seal = Seal("secret")
    assert seal.close(Sheet(private, None), MIA) == seal.close(
        Sheet(replace(private, fields=(replace(private.fields[0], value=None),)), None), MIA
    )
    assert "Elm Street 1" in str(forms.draw(private, "sealed", ACCOUNT_OF, PHRASING))


def test_a_list_of_many_long_choices_comes_back_and_a_form_beyond_measure_is_an_error_of_ours() -> None:
    choices = tuple(Choice(f"v{number}", "é" * 3001) for number in range(250))
    form = Form("x", "X", (Field("service", "Service", "select", choices=choices),), "c", "Send", "Cancel")
    found = Seal("secret").open(Seal("secret").close(Sheet(form, None), MIA), MIA).form
    assert found
    drawn = forms.draw(found, "sealed", ACCOUNT_OF, PHRASING)
    assert drawn == forms.draw(form, "sealed", ACCOUNT_OF, PHRASING)
    with pytest.raises(ValueError, match="too large"):
        Seal("secret").close(Sheet(replace(form, title="x" * 1_000_001), None), MIA)


@pytest.mark.parametrize("other", [Seal("another"), Seal("secret")])
def test_a_seal_holds_for_one_person_and_one_secret(other: Seal) -> None:
    sealed = Seal("secret").close(Sheet(FORM, WHERE), MIA)
    with pytest.raises(ValueError, match="sealed for this person"):
        other.open(sealed, DANA if other._key == Seal("secret")._key else MIA)


@given(st.one_of(st.none(), st.integers(), st.text(max_size=50), st.text("abc.=", max_size=50)))
def test_what_nobody_sealed_is_refused(made: object) -> None:
    with pytest.raises(ValueError, match="dialog"):
        Seal("secret").open(made, MIA)


def test_a_form_with_dependent_fields_leaves_what_is_required_to_the_desk() -> None:
    inputs = [
        each
        for each in everything(forms.draw(FORM, "s", ACCOUNT_OF, PHRASING))
        if str(each.get("type")).startswith("Input")
    ]
    assert not any(each.get("isRequired") for each in inputs)
    assert inputs[0]["label"] == "What is wrong? *"
    still = replace(FORM, fields=tuple(replace(field, reloads=False) for field in FORM.fields))
    drawn = forms.draw(still, "s", ACCOUNT_OF, PHRASING)
    inputs = [each for each in everything(drawn) if str(each.get("type")).startswith("Input")]
    assert inputs[0]["isRequired"]
    assert [action["title"] for action in drawn["actions"]] == ["Send"]


def test_a_searched_list_is_asked_for_beforehand_and_keeps_its_choice() -> None:
    field = Field("service", "Service", "select", search=True, value="old")
    form = forms.with_choices(Form("x", "X", (field,), "c", "Send", "Cancel"), {"service": (Choice("vpn", "VPN"),)})
    assert form.fields[0].choices == (Choice("old", "old"), Choice("vpn", "VPN"))


def test_a_field_twice_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="twice"):
        forms.draw(
            Form("x", "X", (Field("a", "A", "text"), Field("a", "B", "text")), "c", "Send", "Cancel"),
            "s",
            ACCOUNT_OF,
            PHRASING,
        )


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.text(max_size=3), max_size=2),
)


@given(st.dictionaries(st.sampled_from([f"field:{field.id}" for field in FORM.fields]), ANYTHING))
def test_whatever_a_client_sends_is_carried_without_failing(data: dict[str, object]) -> None:
    values = forms.values_of(FORM, data, "t")
    assert set(values) == {field.id for field in FORM.fields} - {"preview", "files"}
    assert isinstance(values["sure"], bool)
    assert isinstance(values["watch"], tuple)


def test_a_form_that_comes_back_says_on_top_which_fields_to_look_at() -> None:
    body = forms.draw(FORM, "sealed", ACCOUNT_OF, PHRASING, {"title": "Please write at least 8 characters."})["body"]
    top, at_field = (element["inlines"][0]["text"] for element in body[:2])
    assert top == "⚠ Not sent yet. Please look at: What is wrong?"
    assert at_field == "⚠ Please write at least 8 characters."
    assert body[2]["id"] == "field:title"


def test_who_is_chosen_already_is_shown_by_name_and_never_by_an_id() -> None:
    known = "teams:T/d80ee664"
    fields = (
        Field("requester", "Who asked?", "user", value=known, choices=(Choice(known, "Hugo Lang"),)),
        Field(
            "watch",
            "Who else",
            "users",
            value=("teams:T/d80ee665", "teams:T/d80ee666"),
            choices=(Choice("teams:T/d80ee665", "Ann B"),),
        ),
    )
    drawn = forms.draw(
        Form("change", "Change", fields, "c-1", "Save", "Cancel"), "sealed", lambda person: person, PHRASING
    )
    titles = [choice["title"] for element in drawn["body"] for choice in element.get("choices", ())]
    assert titles == ["Hugo Lang", "Ann B", "…"]


def test_a_tick_is_called_by_the_words_beside_it_where_it_is_to_be_looked_at() -> None:
    call = Field("critical", "This means a major incident: they are called.", "check", placeholder="Yes, call")
    body = forms.draw(replace(FORM, fields=(call,)), "sealed", ACCOUNT_OF, PHRASING, {"critical": "Tick this."})["body"]
    assert body[0]["inlines"][0]["text"] == "⚠ Not sent yet. Please look at: Yes, call"
