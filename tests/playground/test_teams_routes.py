"""What the Teams page asks for and may do, without a browser: only what is on that person's screen."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from playground.slack.protocol import Json
from playground.teams.people import Actor
from playground.teams.server import TeamsPlayground
from tests.playground_teams.conftest import (
    HELP,
    TRIAGE,
    Client,
    SmallApp,
    app,
    card,
    client,
    clock,
    dana,
    dialog,
    execute,
    mia,
    microsoft,
    opens,
    pg,
    shows,
    text_block,
    toast,
)  # fmt: skip

__all__ = ["app", "client", "clock", "dana", "mia", "microsoft", "pg"]  # fixtures

ADMIN = "19:deskadmin@thread.tacv2"


class Screen:
    """The page's side of its routes, as one person."""

    def __init__(self, session: aiohttp.ClientSession, url: str, who: str = "mia.feld") -> None:
        self._session, self._url, self.who = session, f"{url}/teams/ui/", who

    def of(self, who: str) -> Screen:
        return Screen(self._session, self._url.removesuffix("/teams/ui/"), who)

    async def gets(self, path: str, **query: str) -> tuple[int, Any]:
        async with self._session.get(self._url + path, params={"as": self.who, **query}) as answer:
            return answer.status, await answer.json()

    async def does(self, act: str, **body: object) -> tuple[int, Any]:
        async with self._session.post(self._url + act, json={"as": self.who, **body}) as answer:
            return answer.status, await answer.json()

    async def sees(self, place: str) -> list[Json]:
        status, body = await self.gets("messages", place=place)
        assert status == 200, body
        return list(body["messages"])


@pytest.fixture
async def page(pg: TeamsPlayground) -> AsyncIterator[Screen]:
    async with aiohttp.ClientSession() as session:
        yield Screen(session, pg.url)


async def test_only_somebody_of_this_tenant_may_look_or_act(page: Screen):
    assert await page.of("nobody").gets("state") == (400, {"error": "There is no such person in this Teams."})
    status, _ = await page.of("").does("say", place=HELP, text="hi")
    assert status == 400


async def test_a_form_of_a_strange_page_is_not_taken(pg: TeamsPlayground, page: Screen):
    async with aiohttp.ClientSession() as session:
        for content, kind in (
            (b"as=mia.feld&place=x", "text/plain"),
            (b"[]", "application/json"),
            (b"{", "application/json"),
        ):
            headers = {"Content-Type": kind}
            async with session.post(f"{pg.url}/teams/ui/say", data=content, headers=headers) as answer:
                assert answer.status == 400
        async with session.get(f"{pg.url}/teams/static/../ui.py") as answer:
            assert answer.status == 404


async def test_what_one_is_not_in_cannot_be_seen_or_written_to(page: Screen, client: Client):
    sent = await client.send(ADMIN, "secret")
    for status, _ in (
        await page.gets("messages", place=ADMIN),
        await page.does("say", place=ADMIN, text="hi"),
        await page.does("react", place=ADMIN, id=sent.body["id"], name="like"),
    ):
        assert status == 400
    _, state = await page.gets("state")
    names = [channel["name"] for team in state["teams"] for channel in team["channels"]]
    assert "Status" in names
    assert "Desk Triage" not in names
    assert "Desk Admin" not in names


async def test_others_messages_and_private_ones_are_left_alone(page: Screen, client: Client, dana: Actor):
    private = {"type": "message", "text": "psst", "recipient": {"id": dana.id}}
    await client.send(HELP, private, isTargetedActivity="true")
    said = await dana.says("hello", "Help")
    assert [one["text"] for one in await page.sees(HELP)] == ["hello"]
    assert (await page.does("edit", place=HELP, id=said.id, text="x"))[0] == 400
    assert (await page.does("delete", place=HELP, id=said.id))[0] == 400
    assert (await page.does("delete", place=TRIAGE, id=said.id))[0] == 400
    await dana.deletes(said)
    assert [one.get("deleted") for one in await page.sees(HELP)] == [True]


async def test_unread_counts_what_others_said_since_one_looked(page: Screen, dana: Actor, mia: Actor):
    async def unread() -> int:
        _, state = await page.gets("state")
        return next(int(one["unread"]) for team in state["teams"] for one in team["channels"] if one["id"] == HELP)

    await dana.says("one", "Help")
    root = await dana.says("two", "Help")
    await mia.says("mine", "Help")
    assert await unread() == 2
    await page.sees(HELP)
    assert await unread() == 0
    await dana.says("three", thread=root)
    assert await unread() == 1


async def test_a_chat_shows_its_last_words(page: Screen, client: Client, mia: Actor):
    await client.send(mia.direct.id, shows(card(text_block("**INC-1000** is open"))))
    _, state = await page.gets("state")
    assert state["chats"][0]["last"]["words"] == "INC-1000 is open"


async def test_a_press_must_name_a_button_of_a_card(page: Screen, app: SmallApp, client: Client):
    app.answers["adaptiveCard/action"] = toast("Done.")
    content = card(text_block("x"), actions=[execute("Claim")])
    sent = await client.send(HELP, shows(content))
    about = {"place": HELP, "id": sent.body["id"], "values": {}}
    for wrong in (
        {"card": content, "path": "actions.1"}, {"card": content, "path": "body.0"}, {"card": content, "path": "a..b"},
        {"card": {"type": "AdaptiveCard"}, "path": "actions.0"}, {"path": "actions.0"},
    ):  # fmt: skip
        assert (await page.does("press", **about, **wrong))[0] == 400
    assert app.got == []
    stale = card(text_block("as it was"), actions=[execute("Claim", "old")])
    assert await page.does("press", **about, card=stale, path="actions.0") == (200, {"ok": True, "words": "Done."})
    assert (
        app.got[0]["value"]["action"]["verb"] == "old"
    )  # a press in what is no longer there reaches the app, as in Teams


async def test_a_dialog_belongs_to_one_person(page: Screen, app: SmallApp, client: Client):
    app.answers["task/fetch"] = dialog(text_block("x"))
    content = card(text_block("x"), actions=[opens("Ask")])
    sent = await client.send(HELP, shows(content))
    _, opened = await page.does("press", place=HELP, id=sent.body["id"], card=content, path="actions.0")
    other = page.of("dana.roth")
    assert await other.gets("dialog") == (200, {"dialog": None})
    assert (await other.does("submit", dialog=opened["dialog"], path="actions.0"))[0] == 400
    assert (await other.does("close", dialog=opened["dialog"]))[0] == 400
    _, mine = await page.gets("dialog")
    assert mine["dialog"]["id"] == opened["dialog"]
    assert (await page.does("close", dialog=opened["dialog"]))[0] == 200


async def test_files_come_whole_or_not_at_all(page: Screen, mia: Actor):
    good = {"name": "a.txt", "content_b64": base64.b64encode(b"hello").decode()}
    status, _ = await page.does("say", place=HELP, text="", files=[good])
    assert status == 200
    assert (await page.sees(HELP))[0]["files"][0] | {"url": ""} == {
        "name": "a.txt", "url": "", "kind": "text/plain", "size": 5,
    }  # fmt: skip
    for wrong in ({"name": "b.txt"}, {"name": "b.txt", "content_b64": "%%%"}):
        assert (await page.does("say", place=HELP, text="", files=[wrong]))[0] == 400
    assert (await page.does("say", place=HELP, text=" "))[0] == 400
    assert len(await page.sees(HELP)) == 1


async def test_a_picture_stands_in_the_words_so_that_the_app_hears_of_it_in_a_channel(
    page: Screen, pg: TeamsPlayground, app: SmallApp
):
    files = [{"name": name, "content_b64": base64.b64encode(b"...").decode()} for name in ("a.png", "b.txt")]
    assert (await page.does("say", place=HELP, text="@Bell look", files=files))[0] == 200
    pictures = [each for each in app.got[0]["attachments"] if each["contentType"] == "image/png"]
    assert [each["name"] for each in pictures] == ["a.png"]
    assert [each["name"] for each in (await page.sees(HELP))[0]["files"]] == ["b.txt", "a.png"]


async def test_the_newest_five_hundred_posts_are_shown(pg: TeamsPlayground, page: Screen, client: Client):
    for number in range(510):
        await client.send(HELP, f"{number}")
    seen = await page.sees(HELP)
    assert (len(seen), seen[0]["text"]) == (500, "10")


async def test_two_files_that_are_called_alike_are_two(page: Screen):
    files = [
        {"name": name, "content_b64": base64.b64encode(content).decode()}
        for name, content in (("image.png", b"1"), ("image.png", b"2"), ("log.txt", b"3"), ("log.txt", b"4"))
    ]
    assert (await page.does("say", place=HELP, text="look", files=files))[0] == 200
    shown = (await page.sees(HELP))[0]["files"]
    assert sorted(each["name"] for each in shown) == ["image.png", "image.png", "log.txt", "log.txt"]
    assert len({each["url"] for each in shown}) == 4
