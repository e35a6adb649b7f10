"""How people say that they write about no ticket yet ("new ticket", "another problem: ..."), in English and German."""

from __future__ import annotations

import re

_NEW_TICKET = r"(?:new|another|neues|neue|neuen|weiteres|anderes|noch ein) (?:ticket|tickets|request|anfrage|incident)"
_SOMETHING_NEW = (
    r"(?:something|sth|anything) (?:new|else|different)|(?:et)?was (?:neues|anderes)|sonst noch (?:et)?was"
    r"|(?:new|another|different|second|neues|anderes|weiteres|zweites|noch ein|neue|andere|weitere|noch eine)"
    r" (?:problem|issue|topic|thema|störung|stoerung|meldung|anliegen)"
)
_BEFORE = (
    r"(?:(?:hi|hello|hallo|hey|also|and|und|please|bitte|now|jetzt)[ ,]+)*"
    r"(?:(?:i|we|ich|wir) (?:have|need|want|got|habe|hab|haben|brauche|brauchen|möchte|will)"
    r"(?: to (?:open|create|report))? "
    r"|(?:open|create|make|raise|start|report|it's|it is|this is|that's|es ist|das ist) )?"
    r"(?:an? |ein(?:e|en)? |the )?"
)
_NEW = re.compile(
    rf"{_BEFORE}(?:{_NEW_TICKET}|{_SOMETHING_NEW})(?: (?:please|bitte|erstellen|aufmachen|öffnen|anlegen|melden))?"
    r"\s*(?:$|[.!]+\s*$|(?::|,|;|\.|!|-|\u2013|\u2014|\n)\s*(?P<behind>\S.*))",
    re.IGNORECASE | re.DOTALL,
)
"""Says that what follows is about no ticket yet, set apart from it: "another problem with it is ..." is a sentence."""


def read_new(text: str) -> str | None:
    """What stands behind words that say that it is something new, be it nothing; None where they say no such thing."""
    found = _NEW.fullmatch(text.strip())
    return (found["behind"] or "") if found else None
