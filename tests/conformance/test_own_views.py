"""A card in Teams that shows each person their own buttons: who sees which, when it is fresh, and what it says."""

from __future__ import annotations

import pytest

from playground.teams.protocol import NotPossible
from playground.teams.screen import Message, Notice
from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seen import Post

DUTIES = {"Claim", "Reply", "Resolve", "Escalate"}


async def _seated_in_teams(desk: House, *names: str) -> list[Someone]:
    """Some of the desk, who have each said a word in Teams: a card lists those whom Teams has shown to Deskbell."""
    people = [desk.person(name, on="teams") for name in names]
    for each in people:
        await each.types("help")
        await each.was_told("On a ticket")
    return people


def _card(desk: House, who: Someone, ref: str = "INC-1000") -> Message:
    """The card in the team's channel of Teams, as they see it."""
    channel = desk.sides["teams"].channel("service-desk", desk.policy)
    return next(m for m in desk.teams.person(who.handle).channel(channel).messages if Post(m).about == ref)


def _has_own(card: Message) -> bool:
    """Whether they see another card than the others; asked anew each time."""
    return card.has_own_view


def _spoken(desk: House) -> int:
    """How often Deskbell has said or changed something in Teams."""
    return sum(len(desk.teams.log.of(each)) for each in ("send", "create", "update", "delete"))


async def test_a_member_sees_what_they_can_do_and_nobody_else_does(desk: House) -> None:
    (dana,) = await _seated_in_teams(desk, "dana")
    mia, jan = desk.person("mia"), desk.person("jan", on="teams")
    for guest in ("mia.feld", "jan.brandt"):
        desk.teams.admin.admit("Desk Triage", guest)
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    before = _spoken(desk)

    card = _card(desk, dana)
    await desk.teams.person("dana.roth").looks(card)
    assert card.has_own_view
    assert set(Post(card).buttons) >= DUTIES - {"Resolve"}
    # Who is not listed asks by the message's menu: the requester has nothing to press, a stranger learns nothing more.
    eyes, hers = desk.teams.person("mia.feld"), _card(desk, mia)
    await eyes.looks(hers)
    assert not _has_own(hers)
    await eyes.refreshes(hers)
    assert _has_own(hers)
    assert not Post(hers).buttons
    theirs = _card(desk, jan)
    seen = await desk.teams.person("jan.brandt").refreshes(theirs)
    assert isinstance(seen, Notice)
    assert "as everybody does" in seen.text
    assert not _has_own(theirs)
    assert _spoken(desk) == before

    await jan.presses(Post(theirs), "Claim")
    assert (await desk.ticket()).assignee is None
    await dana.presses(Post(card), "Claim")
    await mia.was_told("Dana has taken this.")
    await desk.teams.person("dana.roth").looks(card)
    assert set(Post(card).buttons) >= DUTIES - {"Claim"}
    await desk.ends_quietly()


async def test_a_card_that_went_to_a_private_team_is_nobody_elses_to_see(desk: House) -> None:
    await _seated_in_teams(desk, "dana", "emre")
    mia, dana = desk.person("mia"), desk.person("dana")
    await mia.reports("A mail asks for my password")
    await mia.receipt()
    await desk.card().posts()
    emre = desk.person("emre", on="teams")
    card = _card(desk, emre)
    await desk.teams.person("emre.aydin").looks(card)
    old = card.as_it_is_now()
    await dana.tells("INC-1000", "transfer security looks like phishing")
    await desk.settles()
    assert not card.has_own_view
    with pytest.raises(NotPossible, match="cannot be refreshed"):
        await desk.teams.person("emre.aydin").refreshes(card)
    assert "password" not in card.text
    await emre.presses(Post(old), "Claim")
    await emre.was_answered("There is no INC-1000 that you may see.")
    assert (await desk.ticket()).assignee is None
    await desk.card(team="security").shows("A mail asks for my password")
    await desk.triage_thread(team="security").has("Dana moved INC-1000", "looks like phishing")
    await mia.was_told("INC-1000 is with Security now; nobody has taken it yet.")
    await desk.ends_quietly()


async def test_a_claim_in_slack_refreshes_the_view_in_teams(desk: House) -> None:
    (dana,) = await _seated_in_teams(desk, "dana")
    mia, emre = desk.person("mia"), desk.person("emre", on="slack")
    eyes = desk.teams.person("dana.roth")
    eyes.watches()
    await mia.reports()
    await mia.receipt()
    await desk.card().posts()
    card = _card(desk, dana)
    assert card.has_own_view
    assert "NEW" in card.text
    await emre.claims()
    await mia.was_told("Emre has taken this.")
    await desk.settles()
    assert card.has_own_view
    assert "IN PROGRESS" in card.text
    assert "Emre Aydin" in card.text
    assert "Claim" not in Post(card).buttons
    edits = _spoken(desk)
    await eyes.looks(card)
    await desk.settles()
    assert _spoken(desk) == edits
    await desk.ends_quietly()


async def test_a_press_in_ones_own_view_counts_as_on_the_card_of_all(desk: House) -> None:
    (dana,) = await _seated_in_teams(desk, "dana")
    mia = desk.person("mia")
    await mia.reports()
    await mia.receipt()
    card = _card(desk, dana)
    await desk.teams.person("dana.roth").looks(card)
    await card.presses("Claim")
    await mia.was_told("Dana has taken this.")
    await desk.card().shows("IN PROGRESS", "Dana Roth")
    assert (await desk.ticket()).assignee == dana.id
    assert not card.has_own_view
    await desk.ends_quietly()
