"""Whatever a payload looks like that Slack signed, it is taken, left or refused with 400: never a failure or a bug."""

from __future__ import annotations

import copy
import json
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.ui.cards import Action, Button
from core.ui.forms import Choice, Field, Form
from core.ui.inbound import FormChanged, Heard, OpenForm, Quiet, Reply, Submit
from playground.slack.screen import Form as SeenForm
from playground.slack.screen import Message
from tests.channels.house import House, signed
from tests.channels.samples import FORM, card_with
from tests.fakes.mangled import Json, bugs_in, mangle, paths

JUNK: list[object] = [
    None, True, 0, -1, 10**30, 1e308, "", " ", "x", "\ud800", "<@U1>", "9" * 400, "a" * 5000, "1.2.3", "-1", "[]", "{}",
    '["x"]', [], [None], ["x"], [[]], {}, {"id": 5}, {"id": {}}, {"type": "message"}, {"": {"": [{}]}},
]  # fmt: skip

SPOTS = st.lists(st.tuples(st.floats(0, 0.999), st.sampled_from(["gone", *JUNK])), min_size=1, max_size=3)

SEARCHED = Form(
    "open_incident", "Broken", (Field("asset", "Which one?", "select", search=True),), "c-2", "Send", "Cancel"
)

KINDS = {
    "message", "message message_changed", "message message_deleted", "app_mention", "reaction_added", "app_home_opened",
    "member_joined_channel", "member_left_channel", "channel_rename", "slash command", "block_actions",
    "block_actions view", "block_suggestion", "shortcut", "message_action", "view_submission", "url_verification",
}  # fmt: skip


def reply(heard: Heard) -> Reply:
    match heard:
        case Submit() | FormChanged():
            return OpenForm(FORM)
        case _ if getattr(getattr(heard, "action", None), "command", "") in ("reply", "open_incident"):
            return OpenForm(SEARCHED if getattr(heard, "action", None) == Action("reply") else FORM)
        case _:
            return Quiet()


async def everything_sent(house: House) -> dict[str, Json]:
    """One of each kind of payload, as Slack really sends it."""
    mia, slack = house.person("mia.feld"), house.slack
    house.door.answers, house.door.offers = reply, (Choice("1", "A laptop"),)
    said = await mia.says(f"<@{slack.slack.app.bot_user}> VPN drops", "#it-help", files={"a.txt": b"x"})
    assert isinstance(said, Message)
    await mia.edits(said, "VPN drops again")
    await mia.reacts(said, "ticket")
    await mia.types("/ticket mine", "#it-help")
    await mia.opens_home()
    slack.admin.kick("#office-help", "mia.feld")
    await mia.joins("#office-help")
    slack.admin.rename("#it-help", "help-it")
    await mia.shortcut("Create ticket", said)
    form = await mia.shortcut("Report a problem")
    assert isinstance(form, SeenForm)
    for label, value in (
        ("Which service?", "VPN"), ("Who is affected?", "Just me"), ("How many", "5"), ("This is for", "dana.roth"),
        ("Needed by", "2026-12-01"),
    ):  # fmt: skip
        form = await mia.chooses(form, label, value)
        assert isinstance(form, SeenForm)
    await mia.submits(form)
    await house.channel.deliver(
        house.post(house.place("desk-triage"), card_with(Button("Reply", Action("reply"), opens_form=True)))
    )
    dana = house.person("dana.roth")
    searched = await dana.presses(dana.channel("#desk-triage").messages[-1], "Reply")
    assert isinstance(searched, SeenForm)
    await dana.searches(searched, "Which one?", "lap")
    await mia.deletes(said)
    await slack.settle()
    found = {kind_of(sent.payload): copy.deepcopy(sent.payload) for sent in slack.sent}
    return found | {"url_verification": {"type": "url_verification", "challenge": "abc", "token": "x"}}


def kind_of(payload: Json) -> str:
    """What a payload is called here."""
    event = payload.get("event")
    if event:
        return f"{event['type']} {event.get('subtype') or ''}".strip().removesuffix(" file_share")
    kind = payload.get("type", "slash command")
    return f"{kind} view" if kind == "block_actions" and payload.get("view") else kind


@pytest.fixture
async def sent(house: House) -> dict[str, Json]:
    """One of each kind of payload, as Slack really sent it."""
    found = await everything_sent(house)
    assert found.keys() == KINDS
    return found


async def test_junk_in_any_one_field_of_anything_is_no_failure_and_no_bug(
    house: House, sent: dict[str, Json], caplog: pytest.LogCaptureFixture
) -> None:
    statuses: set[int] = set()
    kinds_of_junk: tuple[object, ...] = ("gone", None, [], {}, 10**30, "a" * 5000)
    for kind, payload in sent.items():
        for path in list(paths(payload)):
            for junk in kinds_of_junk:
                answer = await house.channel._inbound.dispatch(mangle(payload, path, junk))
                statuses.add(answer.status)
                assert not bugs_in(caplog), (kind, path, junk)
                caplog.clear()  # each time: what was logged of thousands is not looked through again and again
    assert statuses == {200, 400}


@settings(
    max_examples=30,
    phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(spots=SPOTS)
async def test_a_payload_with_junk_in_several_fields_is_taken_left_or_refused(
    house: House, sent: dict[str, Json], caplog: pytest.LogCaptureFixture, spots: list[tuple[float, object]]
) -> None:
    for payload in sent.values():
        mangled = payload
        for share, junk in spots:
            able = list(paths(mangled))
            if able:
                mangled = mangle(mangled, able[int(share * len(able))], junk)
        status, text = await as_sent(house, mangled)
        assert status in (200, 400), text
    found = bugs_in(caplog)
    caplog.clear()
    assert not found


async def as_sent(house: House, payload: Json) -> tuple[int, str]:
    """Post a payload as Slack does: a command is a form, an interaction a form that holds JSON."""
    if "command" in payload and all(isinstance(value, str) for value in payload.values()):
        body = urlencode({name: value.encode("utf-8", "replace") for name, value in payload.items()}).encode()
    elif "event" in payload or "challenge" in payload:
        body = json.dumps(payload).encode()
    else:
        body = urlencode({"payload": json.dumps(payload)}).encode()
    return await house.posts(body, **signed(body))


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback", "event": []},
        {"type": "event_callback"},
        {"type": "event_callback", "event": {"type": "message", "user": "U1", "text": "no place"}},
        {"type": "block_actions", "user": {"id": "U1"}, "actions": []},
        {"type": "view_submission", "user": {"id": "U1"}, "view": "V1"},
        {"type": "something_new", "user": 5},
        {"type": ["event_callback"]},
    ],
    ids=str,
)
async def test_what_is_no_shape_of_slacks_is_refused_with_400(house: House, payload: Json) -> None:
    body = json.dumps(payload).encode()
    assert (await house.posts(body, **signed(body)))[0] == 400
    assert house.door.heard == []
