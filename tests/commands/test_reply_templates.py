"""What the company often says: chosen in the form of Reply, or typed by its name, with the ticket's own words in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.ui.inbound import FormChanged, OpenForm, Shown
from tests.commands.reading import field, ids, opened, quiet, taken
from tests.fakes.desk import DeskHouse, refused

SAID = "Hello Mia, Service Desk is looking at INC-1000. We write here as soon as we know more."


async def test_a_template_is_shown_filled_in_and_sent_as_it_was_edited(desk: DeskHouse) -> None:
    ref = await taken(desk)
    dana = desk.person("dana")
    form = opened(await dana.presses("reply", ref))
    assert ids(form) == ["template", "text"]
    assert [one.label for one in field(form, "template").choices] == [
        "My own words", "Reconnect once", "We are looking", "Ask for a screenshot",
    ]  # fmt: skip
    changed = FormChanged(dana.speaker, desk.now, "reply", form.command_id, form.context, {"template": "looking"})
    drawn = opened(await desk.hears(changed))
    assert field(drawn, "text:looking").value == SAID
    assert drawn.command_id == form.command_id
    quiet(await dana.submits("reply", {"template": "looking", "text:looking": f"{SAID} Dana"}, drawn.context))
    assert (await desk.comments(ref))[-1].text == f"{SAID} Dana"


async def test_a_template_that_outgrows_the_field_is_shown_as_far_as_it_fits(desk: DeskHouse) -> None:
    """A team's name has no limit, and a form with more than fits is not opened at all."""
    ref = await taken(desk)
    policy, dana = desk.policy, desk.person("dana")
    desk.use(replace(policy, replies={"looking": replace(policy.replies["looking"], text="x" * 2995 + " {team}")}))
    begun = opened(await dana.presses("reply", ref))
    changed = FormChanged(dana.speaker, desk.now, "reply", begun.command_id, begun.context, {"template": "looking"})
    drawn = field(opened(await desk.hears(changed)), "text:looking")
    assert isinstance(drawn.value, str)
    assert drawn.max_length == len(drawn.value) == 3000
    assert drawn.value.endswith("Ser…")


async def test_what_was_chosen_and_not_seen_yet_is_shown_before_it_is_sent(desk: DeskHouse) -> None:
    """Where nothing tells of a choice before the form is sent, as on Teams without Update."""
    ref = await taken(desk)
    reply = await desk.person("dana").fills("reply", ref, template="looking", text=None)
    assert isinstance(reply, OpenForm)
    assert field(reply.form, "text:looking").value == SAID
    assert reply.errors == {
        "text:looking": "Nothing was sent yet: this is what “We are looking” says. Read it, then send it."
    }
    assert await desk.comments(ref) == ()


async def test_own_words_win_over_a_template_that_nobody_looked_at(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("reply", ref, template="looking", text="Done it."))
    assert (await desk.comments(ref))[-1].text == "Done it."


@pytest.mark.parametrize("typed", ["looking", "We are looking", "we-are-looking", "LOOKING."])
async def test_a_template_is_said_by_its_name_and_the_team_reads_what_was_said(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    reply = await desk.person("dana").tells(ref, f"reply with {typed}")
    assert not (isinstance(reply, Shown) and reply.refusal)
    assert (await desk.comments(ref))[-1].text == SAID
    heard = {one.kind: one.text for one in desk.said[said:]}
    assert SAID in heard["reply"]
    assert SAID in heard["relay"], "the words that were typed are not those that were said"


async def test_a_sentence_that_begins_with_with_is_a_sentence(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await desk.person("dana").tells(ref, "reply with pleasure, we look into it")
    assert (await desk.comments(ref))[-1].text == "with pleasure, we look into it"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            "with reconect",
            "There is no template “reconect”, so nothing was sent. Did you mean “reply with Reconnect once”?",
        ),
        ("with Recon", "There is no template “Recon”, so nothing was sent. Did you mean “reply with Reconnect once”?"),
        (
            "with nonsense",
            "There is no template “nonsense”, so nothing was sent."
            " Which template? One of: Reconnect once, We are looking, Ask for a screenshot.",
        ),
        (
            "with best wishes",
            "There is no template “best wishes”, so nothing was sent."
            " Which template? One of: Reconnect once, We are looking, Ask for a screenshot.",
        ),
        (
            "with reconnect: and reboot",
            "There is no template “reconnect: and reboot”, so nothing was sent."
            " Did you mean “reply with Reconnect once”?",
        ),
        (
            "with looking, thanks",
            "There is no template “looking, thanks”, so nothing was sent. Did you mean “reply with We are looking”?",
        ),
        (
            "with we are looking\nand call you at ten today",
            "There is no template “we are looking\nand call you at ten today”, so nothing was sent."
            " Did you mean “reply with We are looking”?",
        ),
        ("with", "Nothing was sent. Which template? One of: Reconnect once, We are looking, Ask for a screenshot."),
    ],
)
async def test_a_mistyped_template_is_not_sent_to_the_requester(desk: DeskHouse, typed: str, told: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    assert refused(await desk.person("dana").tells(ref, f"reply {typed}")) == told
    assert not await desk.comments(ref)
    assert not [one for one in desk.said[said:] if one.kind == "reply"]


async def test_where_the_company_has_no_templates_with_is_a_word_like_others(desk: DeskHouse) -> None:
    desk.use(replace(desk.policy, replies={}))
    ref = await taken(desk)
    await desk.person("dana").tells(ref, "reply with reconect")
    assert (await desk.comments(ref))[-1].text == "with reconect"


async def test_where_the_company_has_none_the_form_asks_for_words_alone(desk: DeskHouse) -> None:
    desk.use(replace(desk.policy, replies={}))
    ref = await taken(desk)
    assert ids(opened(await desk.person("dana").presses("reply", ref))) == ["text"]
    assert refused(await desk.person("dana").fills("reply", ref, text=" ")) == "Write what you want to say."


async def test_what_people_called_a_ticket_is_no_field(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(title="The {team} badge {ref} is lost")
    policy = desk.policy
    one = replace(policy.replies["looking"], text="About {title}: {unknown}")
    desk.use(replace(policy, replies={"looking": one}))
    quiet(await desk.person("dana").presses("claim", ref))
    await desk.person("dana").tells(ref, "reply with looking")
    assert (await desk.comments(ref))[-1].text == "About The {team} badge {ref} is lost: {unknown}"
