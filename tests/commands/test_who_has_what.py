"""Who has what: the owners of the catalog read it, each thing in one list; the command line has all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.access import rows, table
from core.fulfilment.grants import Grant, Held
from core.queries.access import SOON, ByHand, sorted_out
from core.ui.text import flatten
from tests.commands.reading import quiet, shown
from tests.commands.test_tasks import FRIDAY, granted
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.instants import instant

NOW = instant("2026-11-09 09:00 CET")
ACCESS = Held("REQ-1000", "Access to a system: erp", "mia.feld@nordlicht.example", "access", False, Grant("grant", NOW))


async def read(desk: DeskHouse) -> list[str]:
    """What Lena reads, list by list."""
    lena = desk.person("lena")
    said = [
        [flatten(section.body) for section in shown(reply).sections]
        for reply in (await lena.types("request", "admin access"), await lena.on_teams.sends("admin access"))
    ]
    assert said[0] == said[1], "alike on both"
    return said[0]


async def test_an_owner_reads_what_ends_soon_what_is_late_and_what_ended_by_whose_word() -> None:
    async with open_desk(FRIDAY) as desk:
        assert await read(desk) == ["0 in force, 0 ended."]
        ref = await granted(desk)
        line = f"Mia Feld · Access to a system: erp ({ref})"
        assert await read(desk) == ["1 in force, 0 ended.", f"In force\n{line} · until Mon 9 Nov 2026"]
        await desk.until("2026-10-28 09:00 CET")
        assert (await read(desk))[1] == f"Ends within two weeks\n{line} · Mon 9 Nov 2026"
        await desk.until("2026-11-09 16:59:59 CET")
        due = "to be taken away by Mon 9 Nov 17:00 CET"
        assert (await read(desk))[1] == f"Ends within two weeks\n{line} · {due}", "it is not late before its task is"
        await desk.until("2026-11-09 17:00 CET")
        assert (await read(desk))[1] == f"Should have ended\n{line} · was to end on Mon 9 Nov 2026"
        quiet(await desk.person("sofia").fills("finish", "TASK-1002", text="I looked in ERP."))
        unproved = f"Ended, shown by hand\n{line} · Mon 9 Nov 2026, shown by hand by Sofia Lang: I looked in ERP."
        assert await read(desk) == ["0 in force, 1 ended.", unproved]
        said = refused(await desk.person("dana").types("request", "admin access"))
        assert said.startswith("Only the owners of the catalog look after it: Lena Vogt.")
        for words, count in {"mia": 1, "feld erp": 1, ref.casefold(): 1, "jan": 0, "mia web-shop": 0}.items():
            told = await desk.person("lena").types("request", f"admin access {words}")
            assert flatten(shown(told).sections[0].body) == f"0 in force, {count} ended.", words
        whole = shown(await desk.person("lena").on_teams.sends("request admin access"))
        assert [flatten(section.body) for section in whole.sections] == ["0 in force, 1 ended.", unproved]


days = st.integers(-30, 30).map(lambda day: NOW + timedelta(days=day))
grants = st.builds(
    Grant, st.just("grant"), st.none() | days, st.none() | days, st.none() | days, st.sampled_from(["", "log 4711"])
)


held = st.builds(
    lambda grant, private, due: replace(ACCESS, grant=grant, private=private, due_at=due),
    grants, st.booleans(), st.none() | days,
)  # fmt: skip


@given(st.lists(held))
def test_each_thing_is_in_one_list_alone_and_what_is_private_is_only_counted(held: list[Held]) -> None:
    found = sorted_out(held, NOW)
    lists = (found.late, found.soon, found.in_force, found.unproved, found.proved)
    assert sum(map(len, lists)) + found.private == len(held)
    assert not any(one.private for each in lists for one in each)
    assert all(one.in_force for each in lists[:3] for one in each)
    assert all(one.grant.until is not None and max(one.grant.until, one.due_at or NOW) <= NOW for one in found.late)
    assert all(one.due_at is not None for one in found.late)
    assert all(one.grant.until is not None and one.grant.until <= NOW + SOON for one in found.soon)
    assert all(one.grant.proof for one in found.proved)


def test_the_command_line_prints_a_line_each_and_no_formula() -> None:
    named = replace(ACCESS, title='=HYPERLINK("x")', grant=Grant("grant", NOW, NOW, NOW, "log, 4711"))
    assert table([(named, None)]) == [
        "person,what,request,item,since,until,ended,proof,goes_on_by,due,removed_by,shown,given",
        'mia.feld@nordlicht.example,"\'=HYPERLINK(""x"")",REQ-1000,access,2026-11-09T08:00:00+00:00,'
        '2026-11-09T08:00:00+00:00,2026-11-09T08:00:00+00:00,"log, 4711",,,,,yes',
    ]
    later = replace(ACCESS, grant=Grant("grant", NOW, NOW, NOW, goes_on="REQ-1003"))
    assert table([(later, None)])[1].endswith(",2026-11-09T08:00:00+00:00,,,REQ-1003,,,,yes"), "it did not end"
    unknown = replace(ACCESS, maybe=True)
    assert table([(unknown, None)])[1].endswith(",not known"), "its automation did not say what it did"
    shown_ = ByHand(ACCESS, "sofia.lang@nordlicht.example", "=I looked, nothing is left.")
    assert table([(ACCESS, shown_)])[1].endswith(',sofia.lang@nordlicht.example,"\'=I looked, nothing is left.",yes')


async def test_an_account_for_somebody_new_is_theirs_and_not_of_whoever_ordered_it(desk: DeskHouse) -> None:
    """A field `person` says whose it is, also where it names nobody that anybody knows yet."""
    ref = await desk.person("hr.ops").orders(
        "onboarding", person="Nina Neu", start_date="2026-11-09", manager=(desk.id_of("katrin"),)
    )
    [account] = [task.ref for task in (await desk.ticket(ref)).plan if task.key == "account"]
    quiet(await desk.person("sofia").presses("finish", account))
    assert (await read(desk))[1] == f"In force\nNina Neu · New employee: Nina Neu ({ref})"
    for words, count in {"nina": 1, "hr": 0}.items():
        told = await desk.person("lena").types("request", f"admin access {words}")
        assert flatten(shown(told).sections[0].body) == f"{count} in force, 0 ended.", words
    [_, line] = table(await desk.store.read(lambda tx: rows(tx, desk.now)))
    assert line.startswith(f"Nina Neu,New employee: Nina Neu,{ref},")
