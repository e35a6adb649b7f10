"""Whatever an activity looks like that Teams signed, it is taken, left or refused: never a failure, never a bug."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from adapters.inbound_kit.body import Refused
from adapters.teams import request_auth
from core.ui.inbound import FormChanged, Heard, OpenForm, Quiet, Reply
from tests.channels_teams.house import House
from tests.channels_teams.samples import ANSWER, CLAIM, FORM, shown
from tests.fakes.mangled import Json, bugs_in, mangle, paths

JUNK: list[object] = [
    None, True, 0, -1, 1e308, "", " ", "x", "\ud800", "<at>Deskbell</at>", "2026-99-99T00:00:00Z", "a" * 5000,
    "9999-12-31T23:59:59-23:59", "19:x@thread.tacv2;messageid=", [], [None], ["x"], [[]], {}, {"id": 5}, {"id": {}},
    {"": {"": [{}]}},
]  # fmt: skip


async def everything_sent(house: House) -> list[Json]:
    """One of each kind of activity, as Teams really sends it."""
    mia, dana = house.person("mia.feld"), house.person("dana.roth")
    house.door.answers = reply
    root = await mia.says("@Deskbell incident @Dana Roth VPN 5", "Help", files={"a.txt": b"x"})
    await mia.says("see this", files={"log.txt": b"x"})
    await mia.edits(root, "@Deskbell incident VPN 6")
    await mia.deletes(await mia.says("INC-5 never mind", "Help"))
    await shown(house, CLAIM, ANSWER)
    message = dana.channel("Desk Triage").last
    await message.presses("Claim")
    form = await message.presses("Reply")
    await form.presses("Update")
    await (await message.presses("Reply")).submits()
    await (await dana.shortcut("Create ticket", root)).submits()
    await dana.reacts(message, "like")
    await house.teams.admin.rename("Office", "Offices")
    await house.teams.admin.leave_team("jan.brandt")
    kinds = {sent.kind + str("value" in sent.activity): sent.activity for sent in house.teams.sent}
    return [copy.deepcopy(activity) for activity in kinds.values()]


def reply(heard: Heard) -> Reply:
    match heard:
        case FormChanged():
            return OpenForm(FORM)
        case _ if getattr(getattr(heard, "action", None), "command", "") in ("reply", "create_from_message"):
            return OpenForm(FORM)
        case _:
            return Quiet()


SPOTS = st.lists(st.tuples(st.floats(0, 0.999), st.sampled_from(["gone", *JUNK])), min_size=1, max_size=3)


KINDS = {
    "message", "messageUpdate", "messageDelete", "adaptiveCard/action", "task/fetch", "task/submit", "messageReaction",
    "composeExtension/fetchTask", "composeExtension/submitAction", "installationUpdate", "conversationUpdate",
}  # fmt: skip


@pytest.fixture
async def sent(house: House) -> list[Json]:
    """One of each kind of activity, as Teams really sent it."""
    found = await everything_sent(house)
    assert {str(each.get("name") or each["type"]) for each in found} == KINDS
    return found


async def test_junk_in_any_one_place_is_no_bug_of_ours(
    house: House, sent: list[Json], caplog: pytest.LogCaptureFixture
) -> None:
    inbound = house.channel._inbound
    claims: dict[str, object] = {"serviceurl": house.teams.service_url}
    statuses = set()
    for activity in sent:
        for path in list(paths(activity)):
            for junk in ("gone", *JUNK):
                try:
                    found = request_auth.parse(json.dumps(mangle(activity, path, junk)).encode())
                    inbound._guard._check_sender(found, claims)
                except Refused as refusal:
                    statuses.add(refusal.status)
                    continue
                statuses.add((await inbound.dispatch(found)).status)
                assert not bugs_in(caplog), (path, junk)
                caplog.clear()  # each time: what was logged of thousands is not looked through again and again
    assert statuses == {200, 400, 403, 501}


@settings(
    max_examples=40,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(spots=SPOTS)
async def test_an_activity_with_junk_in_several_places_is_taken_left_or_refused(
    house: House, sent: list[Json], caplog: pytest.LogCaptureFixture, spots: list[tuple[float, object]]
) -> None:
    for activity in sent:
        mangled = activity
        for share, junk in spots:
            able = list(paths(mangled))
            mangled = mangle(mangled, able[int(share * len(able))], junk)
        answer = await house.posts(json.dumps(mangled).encode(), house.signed)
        assert answer.status in (200, 400, 403, 501)
        if answer.status == 200 and answer.body:
            assert isinstance(json.loads(answer.body), dict)
    found = bugs_in(caplog)
    caplog.clear()
    assert not found
