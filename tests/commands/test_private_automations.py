"""Private answers and automations: told to those that are to know them, and read by nobody in what comes back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from core.policy import Policy
from core.processes import TaskDetails
from core.processes.calls import NO
from core.tickets import events as e
from storage import Keys, migrate, new_key, open_store, read_key
from storage.packing import unpack
from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_automations import TASK, TUESDAY, ordered, run_for, state_of
from tests.commands.test_ended_access import automated
from tests.commands.test_private_answers import keyless
from tests.commands.test_tasks import ACCESS
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.instants import instant
from tests.fakes.receiver import Says, asked_at, caller, receiver, result, says


@pytest.mark.parametrize("sensitive", [False, True])
async def test_private_answers_are_sent_only_where_that_is_declared_and_the_log_says_so(sensitive: bool) -> None:
    async with receiver() as idp:
        policy = asked_at(idp.url, sensitive=sensitive)
        item = policy.catalog["software-licence"]
        form = tuple(replace(each, sensitive=each.id == "reason") for each in item.form)
        policy = replace(policy, catalog={**policy.catalog, item.key: replace(item, form=form)})
        async with open_desk(TUESDAY, policy=policy) as desk:
            ref = await ordered(desk)
            await caller(desk).settle()
            [body] = idp.bodies
            assert body["answers"] == {"app": "Miro"}
            assert body.get("private_answers") == ({"reason": "We draw our plans with it."} if sensitive else None)
            looks = await desk.happened(ref, e.AnswersRead)
            assert [(one.actor, one.event) for one in looks] == (
                [("system", e.AnswersRead(("reason",), TASK))] if sensitive else []
            )


def sensitive_reason(url: str) -> Policy:
    """The reason of a licence is private, and the identity provider is told it."""
    policy = asked_at(url, sensitive=True)
    item = policy.catalog["software-licence"]
    form = tuple(replace(each, sensitive=each.id == "reason") for each in item.form)
    return replace(policy, catalog={**policy.catalog, item.key: replace(item, form=form)})


async def test_a_private_answer_is_sent_at_each_try_and_stands_nowhere_however_it_is_answered(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    secret = "We draw our plans with it."
    store = open_store(
        f"sqlite+aiosqlite:///{tmp_path}/desk.db", now=lambda: instant(TUESDAY), keys=Keys([read_key(new_key())])
    )
    migrate(f"sqlite+aiosqlite:///{tmp_path}/desk.db")
    async with receiver() as idp, open_desk(TUESDAY, policy=sensitive_reason(idp.url), store=store) as desk:
        idp.next_ = [says(500, secret), says(503, secret), result(result="failed", note=f"No: {secret}", proof=secret)]
        ref = await ordered(desk)
        await run_for(desk, idp, minutes=2)
        assert [body["private_answers"] for body in idp.bodies] == [{"reason": secret}] * 3
        [look] = await desk.happened(ref, e.AnswersRead)
        assert look.event == e.AnswersRead(("reason",), TASK), "it is the same call, however often it is tried"
        assert await state_of(desk, ref) == (
            "failed", "The identity provider could not do it: No: •••. It was asked before, and whether it did "
            "something is not known.",
        )  # fmt: skip
        assert not any(secret in read(one.card) for one in desk.channels["slack"].taken if one.card)
        assert secret not in caplog.text
    for path in tmp_path.iterdir():
        assert secret.encode() not in path.read_bytes(), path.name
    with closing(sqlite3.connect(tmp_path / "desk.db")) as kept:
        for table in ("events", "tickets", "errands", "notices"):
            rows = [each for row in kept.execute(f"SELECT * FROM {table}") for each in row]
            assert not any(secret in unpack(each) for each in rows if isinstance(each, str | bytes) and each), table


ANSWERS = {
    "lines": "Elm Street 1\n06484 Quedlinburg",
    "spaces": "Elm  Street 1 in Quedlinburg",
    "long": "Elm Street 1 in Quedlinburg, " + "where the door is painted green and the bell is broken, " * 10,
}


@pytest.mark.parametrize("spelling", [str, quote, json.dumps, str.upper], ids=["plain", "address", "JSON", "large"])
@pytest.mark.parametrize("outcome", ["done", "failed"])
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=list(ANSWERS))
async def test_nobody_reads_a_private_answer_that_an_automation_repeats(
    answer: str, outcome: str, spelling: Callable[[str], str]
) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=sensitive_reason(idp.url)) as desk:
        said = f"Nobody can go to {spelling(answer)}"
        idp.next_ = [result(result=outcome, note=said, proof=said)]
        ref = await desk.person("mia").orders("software-licence", app="Miro", reason=answer)
        await caller(desk).settle()
        await desk.passes(minutes=5)
        [step] = (await desk.ticket(ref)).plan
        assert step.state == outcome
        assert "Nobody can go to" in step.said
        assert "•••" in step.said
        assert "•••" in step.proof or outcome == "failed"
        history = read(shown(await desk.person("lena").types("desk", f"explain {ref}")))
        for read_ in (*everything(desk), step.said, step.proof, history, str(await desk.events(TASK, e.TaskAnswered))):
            assert not [each for each in ("elm", "quedlinburg", "06484", "painted") if each in read_.casefold()]


def everything(desk: DeskHouse) -> list[str]:
    """All that anybody was told."""
    return [one.text for one in desk.said] + [read(one.card) for one in desk.channels["slack"].taken if one.card]


async def test_an_answer_of_before_is_hidden_as_well() -> None:
    """Whoever was told what was ordered first may repeat that of what is ordered by now."""
    async with receiver() as idp, open_desk(TUESDAY, policy=sensitive_reason(idp.url)) as desk:
        idp.next_ = [result(result="failed", note="No.")]
        ref = await desk.person("mia").orders("software-licence", app="Miro", reason="For Quillfeather.")
        await caller(desk).settle()
        mia = desk.person("mia")
        form = opened(await mia.presses("change_order", ref))
        await mia.sends_form(form, app="Miro", reason="For Brambleton.")
        idp.next_ = [result(result="done", note="Quillfeather is Brambleton now")]
        quiet(await desk.person("ines").presses("retry", TASK))
        await run_for(desk, idp, minutes=2)
        assert (await desk.ticket(ref)).plan[0].said == "••• is ••• now"


SHUT = (
    "The identity provider cannot be asked: it is to be told private answers, which cannot be read with the key that "
    "the desk has. Nothing is lost: ask an admin for the key from before."
)
UNSIGNED = "The identity provider cannot be asked: its secret is missing where Deskbell runs."
BEFORE = " It was asked before, and whether it did something is not known."


async def test_with_the_key_lost_nobody_is_asked_without_the_private_answers_and_its_lead_reads_why() -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=sensitive_reason(idp.url)) as desk:
        ref = await ordered(desk)
        await keyless(desk)
        await caller(desk).settle()
        assert idp.bodies == []
        assert await state_of(desk, ref) == ("failed", SHUT)
        assert await desk.happened(ref, e.AnswersRead) == []
        await desk.passes(seconds=1)
        assert (desk.said[-1].kind, desk.said[-1].to) == ("step_failed", "ines")
        assert SHUT in desk.said[-1].text
        await keyless(desk, lost=False)
        quiet(await desk.person("ines").presses("retry", TASK))
        await caller(desk).settle()
        assert [body["private_answers"] for body in idp.bodies] == [{"reason": "We draw our plans with it."}]
        assert await state_of(desk, ref) == ("done", "")


@pytest.mark.parametrize("lack", ["key", "secret"])
async def test_who_was_asked_before_may_have_done_it_and_that_is_said(lack: str) -> None:
    async with receiver() as idp, open_desk(TUESDAY, policy=sensitive_reason(idp.url)) as desk:
        ref = await ordered(desk)
        idp.next_ = [says(500)]
        await caller(desk).settle()
        await keyless(desk, lost=lack == "key")
        await desk.passes(minutes=1)
        await caller(desk, secret="between us" if lack == "key" else None).settle()
        said = (
            SHUT
            if lack == "key"
            else "The identity provider cannot be asked: its secret is missing where Deskbell runs."
        )
        assert await state_of(desk, ref) == ("failed", said + BEFORE)
        details = (await desk.ticket(TASK)).details
        assert isinstance(details, TaskDetails)
        assert details.call is not None
        assert details.call.outcome not in NO, "nobody may go by it that nothing was done"


@pytest.mark.parametrize("lost", ["before it is taken away", "before it is read"])
async def test_what_is_private_is_neither_taken_away_nor_proved_gone_without_it(lost: str) -> None:
    async with receiver() as idp:
        policy = automated(idp.url, sensitive=True)
        item = policy.catalog["access"]
        form = tuple(replace(each, sensitive=each.id == "reason") for each in item.form)
        policy = replace(policy, catalog={**policy.catalog, "access": replace(item, form=form)})
        async with open_desk("2026-10-23 11:00 CEST", policy=policy) as desk:
            ref = await desk.person("mia").orders("access", **ACCESS)
            for who in ("katrin", "ines"):
                quiet(await desk.person(who).presses("approve", ref))
            await caller(desk).settle()
            await desk.until("2026-11-09 09:00 CET")
            there: Says = result(state="present")
            idp.next_ = [result(result="done"), there] if lost == "before it is read" else [result(result="done")]
            revoke = (await desk.ticket(ref)).plan[-1]
            quiet(await desk.person("sofia").presses("run", revoke.ref))
            calls = len(idp.bodies)
            if lost == "before it is read":
                await caller(desk).settle()
                calls = len(idp.bodies)
            await keyless(desk)
            await run_for(desk, idp, minutes=90)
            assert len(idp.bodies) == calls
            step = (await desk.ticket(ref)).plan[-1]
            assert step.state != "done"
            if lost == "before it is read":
                told = [one.text for one in desk.said if one.kind == "step_unread"]
                assert [SHUT in each for each in told] == [True]
            else:
                assert (step.state, step.said) == ("failed", SHUT)
            await keyless(desk, lost=False)
            idp.next_ = [result(result="done", state="gone", proof="log 1")]
            if step.state == "failed":
                quiet(await desk.person("lena").presses("retry", revoke.ref))
                quiet(await desk.person("sofia").presses("run", revoke.ref))
            await run_for(desk, idp, minutes=90)
            assert all(body["private_answers"] for body in idp.bodies)
            assert (await desk.ticket(ref)).plan[-1].proof == "log 1"
