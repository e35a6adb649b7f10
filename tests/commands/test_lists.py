"""Lists and questions: mine, queue, next, risk, search, board, explain, help, and words nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.presentation.gallery import presenter
from core.ui.inbound import Press, Quiet, Where
from core.ui.text import flatten
from tests.commands.reading import buttons, commands, quiet, read, shown, tickets
from tests.fakes.desk import DeskHouse, instant, refused


async def listed(desk: DeskHouse, who: str, typed: str) -> list[str]:
    return tickets(shown(await desk.person(who).types("ticket", typed)))


async def test_mine_lists_what_is_not_over(desk: DeskHouse) -> None:
    first, second = await desk.person("mia").reports(), await desk.person("mia").reports()
    await desk.person("jan").reports()
    over = await desk.person("mia").reports()
    quiet(await desk.person("mia").presses("withdraw", over))
    assert await listed(desk, "mia", "mine") == [second, first]
    assert await listed(desk, "tom", "mine") == []
    empty = read(shown(await desk.person("tom").types("ticket", "my tickets")))
    assert "You have no open tickets. “/incident” reports a fault" in empty


async def test_the_queue_is_ones_own_teams_most_urgent_first(desk: DeskHouse) -> None:
    low, high = await desk.person("mia").reports("P4"), await desk.person("mia").reports("P2")
    other = await desk.person("mia").reports("P3", service="web-shop")
    assert await listed(desk, "dana", "queue") == [high, low]
    assert await listed(desk, "dana", "board") == [high, low]
    assert await listed(desk, "dana", "queue infra") == [other]
    assert await listed(desk, "mara", "queue Service Desk") == [high, low]
    assert await listed(desk, "dana", 'queue "service-desk"') == [high, low]


async def test_the_queue_without_a_team_is_that_of_each_of_ones_teams(desk: DeskHouse) -> None:
    whose = {key for key, team in desk.policy.teams.items() if team.has(desk.id_of("dana"))}
    other = next(key for key in sorted(desk.policy.teams) if key not in whose)
    team = desk.policy.teams[other]
    both = replace(team, members=(*team.members, desk.id_of("dana")))
    desk.use(replace(desk.policy, teams={**desk.policy.teams, other: both}))
    for ask in (desk.person("dana").types("ticket", "queue"), desk.person("dana").on_teams.sends("queue")):
        said = read(shown(await ask))
        assert len(desk.policy.teams_of(desk.id_of("dana"))) > 1
        for each in desk.policy.teams_of(desk.id_of("dana")):
            assert f"{each.name}: open tickets and tasks" in said


async def test_the_queue_refuses_with_what_can_be_asked(desk: DeskHouse) -> None:
    staff = "This list is for responders. “/ticket mine” lists your own tickets."
    for typed in ("queue", "queue infra", "queue nonsense", "risk"):
        assert refused(await desk.person("mia").types("ticket", typed)) == staff
    said = refused(await desk.person("dana").types("ticket", "queue infar"))
    assert said == "There is no team “infar”. Did you mean Infra?"
    said = refused(await desk.person("dana").types("ticket", "queue nonsense"))
    assert said.startswith("There is no team “nonsense”. One of: Service Desk, Infra, Business Apps,")


async def test_a_long_queue_says_how_much_more_there_is(desk: DeskHouse) -> None:
    desk.delivers = False
    for _ in range(32):
        await desk.person("mia").reports()
    card = shown(await desk.person("dana").types("ticket", "queue"))
    assert len(tickets(card)) == 30
    assert "32" in read(card)


async def test_next_takes_ones_skill_first_then_the_least_time_left(desk: DeskHouse) -> None:
    urgent = await desk.person("mia").reports("P2", service="email-collab")
    vpn = await desk.person("mia").reports("P4")
    quiet_one = await desk.person("mia").reports("P3", service="email-collab")
    assert shown(await desk.person("dana").types("ticket", "next")).ticket == vpn
    assert shown(await desk.person("dana").types("ticket", "next")).ticket == urgent
    assert shown(await desk.person("sofia").types("ticket", "next")).ticket == quiet_one
    assert (await desk.ticket(vpn)).assignee == desk.id_of("dana")
    assert refused(await desk.person("nils").types("ticket", "next")) == (
        "Nothing is waiting for you: every ticket of your teams has somebody."
    )
    assert refused(await desk.person("mia").types("ticket", "next")) == (
        "Only responders take tickets. “/ticket mine” lists your own."
    )


async def test_next_never_gives_one_their_own(desk: DeskHouse) -> None:
    await desk.person("dana").reports()
    assert refused(await desk.person("dana").types("ticket", "next")).startswith("Nothing is waiting for you")


async def test_next_finds_what_waits_behind_many_of_ones_own(desk: DeskHouse) -> None:
    desk.delivers = False
    for _ in range(25):
        await desk.person("dana").reports("P2")
    ref = await desk.person("mia").reports("P4")
    assert shown(await desk.person("dana").types("ticket", "next")).ticket == ref


async def test_risk_is_what_is_due_within_two_open_hours(desk: DeskHouse) -> None:
    soon = await desk.person("mia").reports("P2")
    later = await desk.person("mia").reports("P4")
    assert await listed(desk, "dana", "risk") == [soon]
    await desk.until("2026-10-27 16:30 CET")
    assert await listed(desk, "dana", "risk") == [soon, later]  # due at ten tomorrow: one and a half open hours
    page = read(await desk.desk.home(desk.person("dana").speaker))
    assert later in page.partition("Overdue or at risk")[2]


async def test_search_finds_words_for_staff_and_ones_own_for_others(desk: DeskHouse) -> None:
    mine = await desk.person("mia").reports(title="VPN drops every hour")
    other = await desk.person("jan").reports(title="VPN is slow today")
    assert await listed(desk, "dana", "search vpn") == [other, mine]
    assert await listed(desk, "mia", "search vpn") == [mine]
    assert await listed(desk, "dana", "find slow") == [other]
    assert await listed(desk, "dana", 'search "is slow"') == [other]
    assert await listed(desk, "dana", "search 100%_vpn") == []
    for typed in ("search", "search v"):
        said = refused(await desk.person("dana").types("ticket", typed))
        assert said == "Search for what? Write a word or two, like “/ticket search vpn”."


async def test_a_search_finds_ones_own_behind_many_of_others(desk: DeskHouse) -> None:
    desk.delivers = False
    mine = await desk.person("mia").reports(title="VPN drops every hour")
    for _ in range(41):
        await desk.person("jan").reports(title="VPN is slow today")
    assert await listed(desk, "mia", "search vpn") == [mine]


async def test_what_one_may_not_see_takes_no_place_of_what_one_may(desk: DeskHouse) -> None:
    desk.delivers = False
    visible = await desk.person("mia").reports(title="Phished by a VPN page")
    for _ in range(45):
        await desk.person("mia").reports("P4", service="security-report", title="Phished again")
    assert await listed(desk, "dana", "search phished") == [visible]
    assert len(await listed(desk, "felix", "search phished")) == 20


@pytest.mark.parametrize("typed", ["INC-1000", "inc-1000", "inc 1000", "INC1000", "1000", "#1000"])
async def test_a_number_that_is_searched_for_is_found_first(desk: DeskHouse, typed: str) -> None:
    ref = await desk.person("mia").reports(title="VPN drops")
    later = await desk.person("mia").reports(title="Not INC-1000, which is 1000 times as bad: #1000 (INC1000)")
    assert await listed(desk, "dana", f"search {typed}") == [ref, later]
    assert await listed(desk, "mia", f"search {typed}") == [ref, later]
    assert ref not in await listed(desk, "jan", f"search {typed}")


async def test_a_number_that_is_none_finds_nothing(desk: DeskHouse) -> None:
    for typed in ("INC-7777", "7777", "9" * 5000, "¼½", "٣٤"):
        assert await listed(desk, "dana", f"search {typed}") == []


async def test_more_than_a_page_is_found_page_by_page(desk: DeskHouse) -> None:
    desk.delivers = False
    refs = [await desk.person("mia").reports(title="VPN drops") for _ in range(41)]
    refs.reverse()
    card = shown(await desk.person("dana").types("ticket", "search vpn"))
    pages = [tickets(card)]
    while older := [one.action for one in buttons(card) if one.action.command == "search"]:
        press = Press(desk.person("dana").speaker, desk.now, desk.fresh("press"), Where("slack:T1/D-dana"), older[0])
        card = shown(await desk.hears(press))
        pages.append(tickets(card))
    assert pages == [refs[:20], refs[20:40], refs[40:]]


async def test_the_number_that_was_shown_first_does_not_come_again_on_its_page(desk: DeskHouse) -> None:
    desk.delivers = False
    meant = await desk.person("mia").reports(title="VPN drops")
    others = [await desk.person("mia").reports(title="Like INC-1000") for _ in range(25)]
    card = shown(await desk.person("dana").types("ticket", "search INC-1000"))
    older = next(one.action for one in buttons(card) if one.action.command == "search")
    press = Press(desk.person("dana").speaker, desk.now, desk.fresh("press"), Where("slack:T1/D-dana"), older)
    assert [*tickets(card), *tickets(shown(await desk.hears(press)))] == [meant, *reversed(others)]


async def test_a_page_that_is_all_there_is_has_no_next_one(desk: DeskHouse) -> None:
    desk.delivers = False
    for _ in range(20):
        await desk.person("mia").reports(title="VPN drops")
    card = shown(await desk.person("dana").types("ticket", "search vpn"))
    assert len(tickets(card)) == 20
    assert "search" not in commands(card)


@pytest.mark.parametrize("typed", ["vpn " + "\x01" * 1990, "vpn \ud83d", "vpn " * 70])
async def test_whatever_is_searched_for_the_list_can_be_shown(desk: DeskHouse, typed: str) -> None:
    desk.delivers = False
    for _ in range(21):
        await desk.person("mia").reports(title=("VPN drops " + typed)[:120])
    card = shown(await desk.person("dana").types("ticket", f"search {typed}"))
    assert len(tickets(card)) == 20
    for each in buttons(card):
        each.action.pack()


async def test_what_was_said_on_a_ticket_finds_it_and_is_quoted(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(title="Printer jams")
    quiet(await desk.person("dana").fills("reply", ref, text="Please swap the yellow toner."))
    for who in ("dana", "mia"):
        card = shown(await desk.person(who).types("ticket", "search toner"))
        assert tickets(card) == [ref]
        assert "Dana Roth: Please swap the yellow toner." in read(card)
        assert "yellow" not in read(shown(await desk.person(who).types("ticket", "search jams")))
    assert await listed(desk, "jan", "search toner") == []


async def test_what_is_only_like_the_words_is_headed_as_such(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(title="The blank page")
    for who in ("dana", "mia"):
        like = shown(await desk.person(who).types("ticket", "search bank"))
        assert (tickets(like), flatten(like.title)) == (
            [ref],
            "I found no ticket with “bank”. These have something like it",
        )
        assert flatten(shown(await desk.person(who).types("ticket", "search bla")).title) == "Tickets with “bla”"


async def test_a_note_is_found_and_quoted_for_the_tickets_team_alone(desk: DeskHouse) -> None:
    """A lead of another team sees the ticket, and not what its team says among itself."""
    ref = await desk.person("mia").reports(title="Printer jams")
    quiet(await desk.person("dana").fills("note", ref, text="The caretaker saw her kick it."))
    card = shown(await desk.person("dana").types("ticket", "search caretaker"))
    assert "📝 Dana Roth (note): The caretaker saw her kick it." in read(card)
    for who in ("mia", "jan", "omar", "katrin"):
        for typed in ("search caretaker", "search caertaker", "search jams kick"):
            assert await listed(desk, who, typed) == []
    for who in ("mia", "omar"):
        found = shown(await desk.person(who).types("ticket", "search jams"))
        assert tickets(found) == [ref]
        assert "kick" not in read(found)


async def test_quoted_words_that_are_written_from_the_right_end_with_themselves(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(title="Printer jams")
    quiet(await desk.person("dana").fills("reply", ref, text="\u202ereknot wolley"))
    said = read(shown(await desk.person("dana").types("ticket", "search reknot")))
    assert "\u2068\u202ereknot wolley\u202c\u2069" in said or "\u2068\u202ereknot wolley\u2069" in said


async def test_whoever_has_a_ticket_is_searched_for_as_well(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(title="Printer jams")
    await desk.person("jan").reports(title="Printer jams")
    shown(await desk.person("dana").types("ticket", f"claim {ref}"))
    assert await listed(desk, "omar", "search dana") == [ref]
    assert await listed(desk, "mia", "search dana printer") == [ref]
    assert await listed(desk, "jan", "search dana") == []


async def test_a_number_shows_its_card_in_any_spelling(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    for typed in ("INC-1000", "inc-1000", "#inc1000", "show INC-1000", "inc 1000"):
        card = shown(await desk.person("dana").types("ticket", typed))
        assert card.ticket == ref
        assert "claim" in commands(card)
    assert "claim" not in commands(shown(await desk.person("mia").types("ticket", ref)))


async def test_a_bare_number_in_a_channel_is_answered_privately_and_prose_is_left_alone(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    assert shown(await desk.person("dana").says_in("#random", " inc-1000 ")).ticket == ref
    for typed in ("INC-1000 is fun", "see INC-1000", "INC-9999", "hello", "1000"):
        assert isinstance(await desk.person("dana").says_in("#random", typed), Quiet)
    assert isinstance(await desk.person("dana").says_in("#random", ref, thread="77.0"), Quiet)


async def test_a_number_in_a_direct_message_shows_its_card(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    for typed in (ref, "what about INC-1000?", f"{ref} any news?"):
        assert shown(await desk.person("dana").sends(typed)).ticket == ref


# explain, help, unknown words


async def test_explain_prints_the_clocks_and_what_time_will_bring(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P3")
    for who in ("dana", "katrin"):
        said = read(shown(await desk.person(who).types("desk", f"explain {ref}")))
        assert "Tue 27 Oct 12:00" in said
        assert "Thu 29 Oct 10:00" in said
        for one in await desk.agenda(ref):
            assert flatten(presenter().words(one.why)) in said
            assert one.kind not in said
        assert "calendar Berlin office" in said
        assert not any(key in said for key in ("berlin-office", desk.policy.version, "earlier rules"))
    assert refused(await desk.person("mia").types("desk", f"explain {ref}")) == (
        "Only responders see the clocks. Write “/ticket INC-1000” to see how it stands."
    )
    assert refused(await desk.person("dana").types("desk", "explain")) == (
        "Which ticket? Write it like “explain INC-1042”."
    )


@pytest.mark.parametrize("how", ["desk", "desk help", "ticket help", "direct", "mention"])
async def test_help_lists_every_command_with_what_it_does(desk: DeskHouse, how: str) -> None:
    dana = desk.person("dana")
    command, _, text = how.partition(" ")
    if how == "direct":
        reply = await dana.sends("help")
    elif how == "mention":
        reply = await dana.says_in("#it-help", "help", to_bot=True)
    else:
        reply = await dana.types(command, text)
    said = read(shown(reply))
    for word in (
        "/incident",
        "/request",
        "/oncall",
        "claim:",
        "transfer <team> <why>:",
        "hold vendor <case> until <day>",
    ):
        assert word in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("quue", "I do not know “quue”. Did you mean “queue”? “help” lists all."),
        ("clam INC-1000", "I do not know “clam”. Did you mean “claim”? “help” lists all."),
        ("resolv INC-1000 a new cable was laid", "I do not know “resolv”. Did you mean “resolve”? “help” lists all."),
    ],
)
async def test_a_mistyped_command_is_asked_about(desk: DeskHouse, typed: str, said: str) -> None:
    await desk.person("mia").reports()
    assert refused(await desk.person("dana").types("ticket", typed)) == said


async def test_the_desk_command_knows_its_own_words_only(desk: DeskHouse) -> None:
    assert refused(await desk.person("katrin").types("desk", "xylophone please")) == (
        "I do not know “xylophone”. “help” lists all."
    )
    assert refused(await desk.person("katrin").types("desk", "explian INC-1000")).startswith(
        "I do not know “explian”. Did you mean “explain”?"
    )


async def test_what_is_no_command_is_what_somebody_wants(desk: DeskHouse) -> None:
    for typed in ("my mouse is broken since noon", "hello", "Hi, my mouse is broken", "xyzzy"):
        assert commands(shown(await desk.person("mia").types("ticket", typed)))[0] == "open_incident"


async def test_a_home_page_by_role(desk: DeskHouse) -> None:
    asked = await desk.person("mia").reports()
    quiet(await desk.person("dana").fills("ask", asked, text="Berlin or Split?"))
    other = await desk.person("mia").reports()
    mia = read(await desk.desk.home(desk.person("mia").speaker))
    assert mia.index("Waiting for you") < mia.index(asked) < mia.index("Your open tickets") < mia.index(other)
    assert "Unassigned" not in mia
    dana = read(await desk.desk.home(desk.person("dana").speaker))
    assert dana.index("You are working on") < dana.index(asked) < dana.index("Unassigned in your teams")
    lena = read(await desk.desk.home(desk.person("lena").speaker))
    assert "Open tickets and tasks: 2" in lena
    assert "Unassigned: 1" in lena
    assert "Open: " not in dana


async def test_an_answer_in_a_conversation_changes_no_clock(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    before = await desk.ticket(ref)
    for typed in ("queue", "risk", "search vpn", ref, f"explain {ref}", "oncall", "help", "mine"):
        await desk.person("dana").sends(typed)
    assert await desk.ticket(ref) == before
    assert before.created_at == instant("2026-10-27 10:00 CET")
