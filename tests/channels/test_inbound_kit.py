"""What every channel's front door does: one handling for what comes twice, and bodies of a sane size."""

from __future__ import annotations

import asyncio
import zlib

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.inbound_kit.body import Refused, read_body
from adapters.inbound_kit.doorway import Doorway
from adapters.inbound_kit.once import Once


class Work:
    """Work that is counted and ends when it is let go."""

    def __init__(self) -> None:
        self.begun = 0
        self.go = asyncio.Event()
        self.failing = False

    async def __call__(self) -> str:
        self.begun += 1
        await self.go.wait()
        if self.failing:
            raise ValueError("it did not work")
        return f"done {self.begun}"


async def test_what_comes_twice_is_handled_once_and_both_get_the_same_answer() -> None:
    once: Once[str] = Once()
    work = Work()
    first = asyncio.create_task(once.done("key", work))
    second = asyncio.create_task(once.done("key", work))
    await asyncio.sleep(0)
    work.go.set()
    assert list(await asyncio.gather(first, second, once.done("key", work))) == ["done 1"] * 3


async def test_a_failure_reaches_everyone_who_waits_and_is_not_remembered() -> None:
    once: Once[str] = Once()
    work = Work()
    work.failing = True
    waiting = [asyncio.create_task(once.done("key", work)) for _ in range(2)]
    await asyncio.sleep(0)
    work.go.set()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in ended] == [ValueError, ValueError]
    work.failing = False
    assert await once.done("key", work) == "done 2"


async def test_who_stops_waiting_does_not_stop_the_work() -> None:
    once: Once[str] = Once()
    work = Work()
    gone = asyncio.create_task(once.done("key", work))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    work.go.set()
    assert await once.done("key", work) == "done 1"


async def test_no_more_than_so_many_keys_are_remembered() -> None:
    once: Once[str] = Once(remembered=2)
    work = Work()
    work.go.set()
    for key in ("a", "b", "c"):
        await once.done(key, work)
    assert await once.done("a", work) == "done 4"
    assert await once.done("c", work) == "done 3"


@pytest.mark.parametrize(("size", "status"), [(1000, 200), (1001, 400)])
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_is_read_up_to_its_limit_whether_or_not_it_says_its_size(
    size: int, status: int, chunked: bool
) -> None:
    app = web.Application()
    app.router.add_post("/", taken)

    async def pieces():
        yield b"x" * size

    async with TestClient(TestServer(app)) as client:
        answer = await client.post("/", data=pieces() if chunked else b"x" * size)
        assert (answer.status, await answer.text()) == (status, str(size) if status == 200 else "too large")


async def taken(request: web.Request) -> web.Response:
    try:
        return web.Response(text=str(len(await read_body(request, 1000))))
    except Refused as refused:
        return refused.answer


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
@pytest.mark.parametrize("body", [b"", b"no such thing", zlib.compress(b"x" * 900)[:-9], b"\x1f\x8b\x08" + b"\0" * 40])
async def test_a_body_that_is_not_packed_as_its_headers_say_is_refused(packing: str, body: bytes) -> None:
    app = web.Application()
    app.router.add_post("/", taken)
    async with TestClient(TestServer(app)) as client:
        headers = {"Content-Encoding": packing}
        answer = await client.post("/", data=body, headers=headers, skip_auto_headers=["Content-Encoding"])
        assert answer.status == (400 if body else 200), await answer.text()


def test_a_channel_that_was_led_to_no_door_says_so() -> None:
    with pytest.raises(RuntimeError, match="no door"):
        _ = Doorway().door
