"""Files of Slack: our token goes to Slack's hosts alone, and what is uploaded is called as it may be."""

from __future__ import annotations

import pytest

from core.ports.channel import Attached, Rejected
from tests.channels.house import House

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


async def shared(house: House, content: bytes = PNG) -> str:
    """A file that somebody shared; its id."""
    said = await house.person("mia.feld").says("see", "#it-help", files={"screen.png": content})
    return str(said.raw["files"][0]["id"])


async def test_a_shared_file_is_read_by_its_id(house: House) -> None:
    assert await house.channel.fetch(await shared(house), 1000) == PNG


@pytest.mark.parametrize(
    "url",
    [
        "https://files.slack.com.evil.example/a.png",
        "https://evilslack.com/a.png",
        "http://files.slack.com/a.png",
        "https://files.slack.com:8443/a.png",
        "https://files.slack.com@evil.example/a.png",
        "http://169.254.169.254/latest",
        "https://[half",
    ],
)
async def test_no_host_but_slacks_own_is_shown_our_token(house: House, url: str) -> None:
    file = await shared(house)
    house.slack.slack.space.files[file] |= {"url_private": url, "url_private_download": url}
    with pytest.raises(Rejected, match="not_slack"):
        await house.channel.fetch(file, 1000)


async def test_a_file_is_not_read_beyond_what_is_wanted_whatever_it_says_of_its_size(house: House) -> None:
    file = await shared(house, PNG + bytes(5000))
    with pytest.raises(Rejected, match="too_large"):
        await house.channel.fetch(file, 1000)
    house.slack.slack.space.files[file]["size"] = 12
    with pytest.raises(Rejected, match="too_large"):
        await house.channel.fetch(file, 1000)


async def test_a_file_that_was_deleted_is_gone(house: House) -> None:
    file = await shared(house)
    house.slack.slack.space.files[file]["mode"] = "tombstone"
    with pytest.raises(Rejected, match="gone"):
        await house.channel.fetch(file, 1000)
    del house.slack.slack.space.contents[file]
    house.slack.slack.space.files[file]["mode"] = "hosted"
    with pytest.raises(Rejected, match="gone"):
        await house.channel.fetch(file, 1000)


@pytest.mark.parametrize("name", ["../../etc/passwd.png", 'a"b;c.png', "ünïcode 📎.png", "x" * 80, "<!channel>.png"])
async def test_a_picture_is_shown_whatever_it_is_called(house: House, name: str) -> None:
    picture = Attached(name, PNG)
    receipt = await house.channel.deliver(house.post(house.place("#it-help"), "Here", attached=picture))
    space = house.slack.slack.space
    channel = space.find_channel("#it-help")
    assert channel is not None
    [block] = [each for each in channel.messages[receipt.message]["blocks"] if each["type"] == "image"]
    assert space.contents[block["slack_file"]["id"]] == PNG
    assert block["alt_text"] == name
