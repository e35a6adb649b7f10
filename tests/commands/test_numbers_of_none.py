"""A number behind `/ticket` that is none they may see: the same answer however it is written, and whyever it is."""

from __future__ import annotations

import pytest

from tests.fakes.desk import DeskHouse, refused

WRITTEN = ["INC-{}", "inc {}", "INC{}", "#INC-{}", "{}", "#{}"]
TYPED = "“/ticket mine” lists yours, “/ticket search <words>” finds others."


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("name", ["mia", "dana"])
async def test_no_ticket_and_none_of_theirs_are_answered_alike_with_what_to_do(
    desk: DeskHouse, written: str, name: str
) -> None:
    hidden = await desk.person("jan").reports(service="security-report", title="A lost badge, please help")
    who, said = desk.person(name), []
    for number in (hidden.removeprefix("INC-"), "4711"):
        doors = [
            await who.types("ticket", written.format(number)),
            await who.sends(f"/ticket {written.format(number)}"),
            await who.on_teams.sends(f"ticket {written.format(number)}"),
            await who.says_in("#it-help", f"ticket {written.format(number)}", to_bot=True),
        ]
        doors.append(await who.types("ticket", f"show {written.format(number)}"))
        answers = {
            refused(reply).replace("“mine”", "“/ticket mine”").replace("“search", "“/ticket search") for reply in doors
        }
        assert len(answers) == 1, answers
        said.append(answers.pop().replace(number, "N"))
    named = "INC-N" if "INC" in written.upper() else "ticket N"
    assert said == [f"There is no {named} that you may see. {TYPED}"] * 2
