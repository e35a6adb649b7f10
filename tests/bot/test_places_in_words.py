"""A place that was not found is told in a sentence, whatever code its platform has for that."""

from __future__ import annotations

import pytest

from adapters.slack import errors
from bot.identity.places import Missing, Named

PLACE = Named("slack", "#desk", "triage of Service Desk", "Lena Vogt is told directly instead.")
CODES = sorted({*errors._GONE, "missing_scope", "http_403", "internal_error", "gone", "something_new"})


@pytest.mark.parametrize("passing", [True, False])
@pytest.mark.parametrize("code", CODES)
def test_no_code_of_a_platform_is_read_by_people(code: str, passing: bool) -> None:
    said = str(Missing(PLACE, code, passing))
    assert "_" not in said
    assert code == "gone" or code not in said
    became = "could not be looked for" if passing else "was not found"
    assert said.startswith(f"#desk on Slack (triage of Service Desk) {became}: ")
    assert said.endswith(PLACE.fallback)
