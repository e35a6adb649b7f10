"""Tasks that somebody outside does by itself: asked over real HTTP, and what people read of whatever comes of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from adapters.automations import SIGNATURE, TIMESTAMP, sign
from core.processes import TaskDetails
from core.tickets import events as e
from core.ui.inbound import Shown
from tests.commands.reading import buttons, quiet
from tests.commands.test_tasks import drawn
from tests.fakes.desk import DeskHouse, open_desk, refused
from tests.fakes.receiver import SECRET, Receiver, Says, asked_at, caller, in_flight, receiver, result, says

TUESDAY = "2026-10-27 09:40 CET"
TASK = "TASK-1001"


async def ordered(desk: DeskHouse) -> str:
    """Mia orders a licence that nobody has to agree to; its only task is the identity provider's."""
    ref = await desk.person("mia").orders("software-licence", app="Miro", reason="We draw our plans with it.")
    desk.checked = len(desk.said)
    return ref


async def state_of(desk: DeskHouse, ref: str) -> tuple[str, str]:
    """How the only task of a request stands, on both of its sides, and what is said of it."""
    request, task = await desk.ticket(ref), await desk.ticket(TASK)
    [step] = request.plan
    assert isinstance(task.details, TaskDetails)
    assert task.details.said == step.said
    assert (task.status, step.state) in {(step.state, step.state), ("closed", "done")}
    return step.state, step.said


async def test_an_order_runs_by_itself_and_its_note_stands_where_it_is_read() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        assert await state_of(desk, ref) == ("in_progress", ""), "it is under way, and no team is told to begin"
        desk.nothing_else_was_said()
        idp.next_ = [result(result="done", note="Miro for mia.feld", proof="grant 17")]
        await caller(desk).settle()
        assert await state_of(desk, ref) == ("done", "Miro for mia.feld")
        assert (await desk.ticket(ref)).status == "fulfilled"
        assert (await desk.ticket(ref)).plan[0].proof == "grant 17"
        assert idp.bodies == [
            {
                "action": "assign_app", "key": "TASK-1001.1", "ticket": ref, "task": TASK, "item": "software-licence",
                "item_name": "Software licence",
                "for": {"email": "mia.feld@nordlicht.example", "name": "Mia Feld"},
                "asked_by": {"email": "mia.feld@nordlicht.example", "name": "Mia Feld"},
                "answers": {"app": "Miro", "reason": "We draw our plans with it."},
            }
        ]  # fmt: skip
        [sent] = idp.headers
        body = json.dumps(idp.bodies[0], ensure_ascii=False).encode()
        assert sent[SIGNATURE] == sign(SECRET, int(sent[TIMESTAMP]), body)
        assert int(sent[TIMESTAMP]) == int(desk.now.timestamp())


NO_JSON = "<html>Welcome</html>"
FAILURES: list[tuple[str, Says, str]] = [
    ("failed", result(result="failed", note="No seat is left."),
     "The identity provider could not do it: No seat is left."),
    ("failed, wordless", result(result="failed"), "The identity provider could not do it, and did not say why."),
    ("refused", says(403, '{"note": "Unknown person"}'), "The identity provider refused to do it: Unknown person"),
    ("refused, wordless", says(404, NO_JSON), "The identity provider refused to do it, and did not say why."),
    ("garbage", says(200, NO_JSON),
     "The identity provider answered something that cannot be read. Whether it did something is not known."),
    ("a list", says(200, "[1]"),
     "The identity provider answered something that cannot be read. Whether it did something is not known."),
    ("depth", says(200, "[" * 60_000),
     "The identity provider answered something that cannot be read. Whether it did something is not known."),
    ("another word", result(result=["done"]),
     "The identity provider answered something that cannot be read. Whether it did something is not known."),
    ("endless", says(200, " " * 70_000 + '{"result": "done"}'),
     "The identity provider answered something that cannot be read. Whether it did something is not known."),
    ("not modified", says(304),
     "The identity provider answered something that cannot be read. Whether it did something is not known."),
    ("redirect", says(307, Location="/elsewhere"),
     "The identity provider has moved to another address, where nobody is asked. Its address in the settings is to be "
     "changed."),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "said"), [case[1:] for case in FAILURES], ids=[case[0] for case in FAILURES])
async def test_what_is_no_yes_fails_the_task_in_a_sentence_and_its_lead_tries_again(answer: Says, said: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [answer, result(result="done")]
        calls = caller(desk)
        await calls.settle()
        assert await state_of(desk, ref) == ("failed", said)
        await desk.passes(seconds=1)
        desk.hears_now(f"{TUESDAY} step_failed ines")
        assert desk.said[-1].text.startswith(f"⚠ {TASK} Assign ({ref}) failed: {said}")
        assert len(idp.keys) == 1, "a redirect is not followed, and nothing is asked twice"
        quiet(await desk.person("ines").presses("retry", TASK))
        await calls.settle()
        assert await state_of(desk, ref) == ("done", "")


async def test_the_same_key_until_it_is_known_what_came_of_it_and_another_one_after_a_no() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        await ordered(desk)
        calls = caller(desk)
        idp.next_ = [says(200, NO_JSON), result(result="failed", note="No seat"), result(result="done")]
        for _ in range(2):
            await calls.settle()
            quiet(await desk.person("ines").presses("retry", TASK))
        await calls.settle()
        assert idp.keys == ["TASK-1001.1", "TASK-1001.1", "TASK-1001.2"]


async def run_for(desk: DeskHouse, idp: Receiver, **passed: float) -> None:
    """Let time pass, and calls be made whenever they are due."""
    ends, calls = desk.now + timedelta(**passed), caller(desk)
    while True:
        await calls.settle()
        due = await desk.store.read(lambda tx: tx.next_call())
        if due is None or due > ends:
            return await desk.until(ends)
        await desk.until(due)


async def test_an_hour_of_500_ends_in_done() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [says(500, "down")]
        await run_for(desk, idp, hours=1)
        assert await state_of(desk, ref) == ("in_progress", "")
        assert len(set(idp.keys)) == 1
        assert len(idp.keys) < 30, "it is asked later each time"
        idp.next_ = [result(result="done")]
        await run_for(desk, idp, minutes=6)
        assert (await state_of(desk, ref))[0] == "done"


@pytest.mark.parametrize(
    "answer", [says(503, "down"), says(429, "", **{"Retry-After": "1800"}), None], ids=["503", "429", "silence"]
)
async def test_who_never_answers_is_given_up_after_two_hours_and_none_is_lost(answer: Says | None) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at("http://127.0.0.1:9/")) as desk:
        if answer is not None:
            desk.desk.use(asked_at(idp.url))
        ref = await ordered(desk)
        idp.next_ = [answer]
        await run_for(desk, idp, hours=2, minutes=40)
        assert await state_of(desk, ref) == (
            "failed", "The identity provider gave no usable answer for two hours. "
            "Whether it did something is not known.",
        )  # fmt: skip


async def test_a_call_that_hangs_is_ended_by_its_timeout_and_holds_up_no_other() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url, timeout=2)) as desk:
        first, second = await ordered(desk), await ordered(desk)
        idp.next_ = [None, result(result="done")]
        calls = caller(desk)
        await calls.settle()
        states = {(await desk.ticket(ref)).plan[0].state for ref in (first, second)}
        assert states == {"in_progress", "done"}


async def test_who_is_at_it_is_asked_with_the_same_key_for_a_day() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [result(result="pending"), says(500), result(result="pending")]
        await run_for(desk, idp, hours=3)
        assert await state_of(desk, ref) == ("in_progress", "")
        assert len(set(idp.keys)) == 1
        await run_for(desk, idp, hours=22)
        assert await state_of(desk, ref) == ("failed", "The identity provider has been at it for a day.")


async def test_without_a_secret_nothing_is_sent() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        await caller(desk, secret=None).settle()
        said = "The identity provider cannot be asked: its secret is missing where Deskbell runs."
        assert await state_of(desk, ref) == ("failed", said)
        assert not idp.keys


async def test_what_people_decided_meanwhile_stands_and_the_late_answer_is_in_the_log() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [says(500)]
        calls = caller(desk)
        await calls.settle()
        quiet(await desk.person("ines").fills("skip", TASK, text="She has one."))
        await desk.passes(minutes=5)
        await calls.settle()
        assert await state_of(desk, ref) == ("skipped", "She has one.")
        assert len(idp.keys) == 1, "what nobody waits for is not asked"


async def test_what_was_done_counts_though_somebody_said_meanwhile_that_it_failed() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [result(result="done", note="Miro for mia.feld", proof="grant 17")]
        async with in_flight(desk):
            quiet(await desk.person("femi").fills("fail", TASK, text="It hangs."))
            assert await state_of(desk, ref) == ("failed", "It hangs.")
        assert await state_of(desk, ref) == ("done", "Miro for mia.feld")
        assert (await desk.ticket(ref)).status == "fulfilled"
        assert (await desk.ticket(ref)).plan[0].proof == "grant 17"
        assert idp.keys == [f"{TASK}.1"]


@pytest.mark.parametrize("answer", [says(403), result(result="failed"), says(200, "garbage")])
async def test_what_was_not_done_leaves_what_people_said_of_it(answer: Says) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [answer]
        async with in_flight(desk):
            quiet(await desk.person("femi").fills("fail", TASK, text="It hangs."))
        assert await state_of(desk, ref) == ("failed", "It hangs.")


async def test_an_answer_counts_once_whoever_else_called_when_the_lease_had_lapsed() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        one, other = caller(desk), caller(desk)
        await one.look()
        desk.clock.at += timedelta(minutes=2)
        await other.settle()
        await one.settle()
        assert idp.keys == ["TASK-1001.1"] * 2
        answers = [entry for entry in await desk.log(TASK) if isinstance(entry.event, e.TaskAnswered)]
        assert len(answers) == 1
        assert (await state_of(desk, ref))[0] == "done"


async def test_what_no_settings_declare_is_done_by_hand() -> None:
    policy = asked_at("http://127.0.0.1:9/")
    async with open_desk(TUESDAY, policy=policy) as desk:
        desk.desk.engine.policy.automations.clear()  # type: ignore[attr-defined]
        ref = await ordered(desk)
        assert await state_of(desk, ref) == ("ready", "")
        quiet(await desk.person("femi").presses("finish", TASK))
        assert await state_of(desk, ref) == ("done", "")


async def test_what_cannot_be_taken_back_waits_for_a_person_and_runs_once() -> None:
    async with receiver() as idp:
        policy = asked_at(idp.url, destructive=frozenset({"assign_app"}))
        async with open_desk(TUESDAY, policy=policy) as desk:
            ref = await desk.person("mia").orders("software-licence", app="Miro", reason="We draw our plans with it.")
            calls = caller(desk)
            await calls.settle()
            assert await state_of(desk, ref) == ("ready", "")
            assert not idp.keys
            assert "Assign (TASK-1001) · ready · waits for **Run**" in drawn(desk, "apps-triage")
            assert "[Run: Assign]" in drawn(desk, "apps-triage")
            shown = await desk.person("femi").presses("show", TASK)
            assert isinstance(shown, Shown)
            assert buttons(shown.card)[0].label == "Run"
            said = f"Only Business Apps can change {TASK}. Please ask Ines Kruse."
            assert refused(await desk.person("dana").presses("run", TASK)) == said
            quiet(await desk.person("femi").presses("run", TASK))
            said = "TASK-1001 was let run already. Its card shows what comes of it."
            assert refused(await desk.person("clara").presses("run", TASK)) == said
            await calls.settle()
            assert await state_of(desk, ref) == ("done", "")
            assert idp.keys == ["TASK-1001.1"]
            assert refused(await desk.person("clara").presses("run", TASK)) == said


async def test_from_its_request_it_is_let_run_by_its_name_and_after_a_no_by_another_press() -> None:
    async with receiver() as idp:
        policy = asked_at(idp.url, destructive=frozenset({"assign_app"}))
        async with open_desk(TUESDAY, policy=policy) as desk:
            ref = await ordered(desk)
            calls = caller(desk)
            idp.next_ = [result(result="failed"), result(result="done")]
            quiet(await desk.person("femi").presses("run", ref, step="assign"))
            await calls.settle()
            assert (await state_of(desk, ref))[0] == "failed"
            said = "Nothing of TASK-1001 waits for somebody to let it run."
            assert (
                refused(await desk.person("ines").presses("run", TASK))
                == "Assign failed. Try it again first, or skip it."
                or said
            )
            quiet(await desk.person("ines").presses("retry", TASK))
            await calls.settle()
            assert await state_of(desk, ref) == ("ready", ""), "Try again is no leave to run"
            quiet(await desk.person("ines").presses("run", TASK))
            await calls.settle()
            assert (await state_of(desk, ref))[0] == "done"


async def test_who_cancels_what_was_called_says_what_is_to_be_undone_and_its_lead_hears_it() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [says(500)]
        calls = caller(desk)
        await calls.settle()
        said = refused(await desk.person("femi").fills("cancel", ref, reason="withdrawn", undo=""))
        assert said == "Work on Assign has begun. Write what has to be undone."
        quiet(await desk.person("femi").fills("cancel", ref, reason="withdrawn", undo="Take the seat back."))
        await desk.passes(minutes=5)
        assert [(one.kind, one.to) for one in desk.said if one.kind == "step_dropped"] == [("step_dropped", "ines")]
        await calls.settle()
        assert len(idp.keys) == 1
        assert (await desk.ticket(TASK)).over


async def test_a_fault_of_our_own_in_a_call_is_tried_as_often_as_a_notice_and_then_its_lead_reads_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=asked_at(idp.url)) as desk:
        ref = await ordered(desk)
        calls, tries = caller(desk), 0

        async def breaks(_: object) -> None:
            nonlocal tries
            tries += 1
            raise KeyError("a bug")

        monkeypatch.setattr(calls.automations, "call", breaks)
        for _ in range(200):
            await calls.settle()
            due = await desk.store.read(lambda tx: tx.next_call())
            if due is None:
                break
            await desk.until(max(due, desk.now))
        assert tries == calls.patience.tries
        said = (
            "A fault in Deskbell keeps it from asking The identity provider. Whether something was done is not known."
        )
        assert await state_of(desk, ref) == ("failed", said)
        await desk.deliver()
        assert [one.to for one in desk.said if one.kind == "step_failed"] == ["ines"]
        monkeypatch.undo()
        quiet(await desk.person("ines").presses("retry", TASK))
        await caller(desk).settle()
        assert idp.keys == ["TASK-1001.1"], "nobody knows what became of it, so its key is the same"
        assert (await desk.ticket(ref)).status == "fulfilled"
