"""What people say to a desk whose commands they do not know: hello, and how their tickets stand, in English and German.

Only words that are nothing else count. "Hi, the VPN is down" is no greeting, and "any news about the printer?" is for
those who work on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_HELLO = (
    r"(?:hi+|hello|hey+|hallo|hola|hiya|howdy|huhu|yo|moin|servus|grüezi|grüß gott|greetings|good (?:morning|afternoon"
    r"|evening|day)|guten (?:morgen|tag|abend)|salut|bonjour)"
)
_GREETING = re.compile(
    rf"(?:{_HELLO} ?)+(?:there|again|all|team|everyone|everybody|zusammen|leute|deskbell|bot|@deskbell)*"
)
_WHAT_NOW = re.compile(
    r"(?:who are you|wer bist du|what can (?:you|i) do(?: here)?|what do you do|was kannst du(?: alles)?"
    r"|how does (?:this|it) work|wie (?:geht|funktioniert) das|(?:please )?help me|(?:i )?need help|ich brauche hilfe"
    r"|hilfe|start|menu|test)"
)
_TICKET = r"(?:tickets?|requests?|orders?|incidents?|issues?|anfragen?|bestellung(?:en)?|meldung(?:en)?|störung(?:en)?)"
_OF = r"(?:on|about|of|for|with|regarding|from|zu|bei|mit|von|zum)"
_OF_MINE = rf"(?:(?: {_OF})? (?:my|the|mein\w*|it|that)(?: {_TICKET})?)?"
_DONE = r"(?:fixed|done|solved|resolved|finished|ready|fertig|behoben|erledigt|gelöst)"
_WAYS = (
    rf"(?:(?:what is|what's|whats|tell me|show|give me|wie ist|was ist) )?(?:(?:me|the|my|der|mein|a|an|current"
    rf"|aktuelle[rn]?|ticket|tickets) )*(?:status|stand|update|updates)(?: update)?{_OF_MINE}",
    r"(?:(?:is|are) there |have you |do you have |got )?(?:any|some) (?:news|updates?|progress)(?: yet)?" + _OF_MINE,
    r"(?:gibt es|gibt's|gibts|hast du|habt ihr)?(?: |\b)(?:schon |denn )?(?:etwas |was |irgendwas |irgendwelche )?"
    rf"(?:neue|neues|neuigkeiten){_OF_MINE}",
    r"(?:where|what|how|wo|was|wie) (?:is|are|about|ist|sind|steht es um|läuft)(?: with| up with| happening with| mit)?"
    rf" (?:my|mein\w*) (?:open |offenen? )?{_TICKET}(?: doing| now| going| at)?",
    rf"(?:(?:show|list|see|zeige?|zeig)(?: me| mir)?(?: all)? )?(?:my|meine?) (?:open |offenen? )?{_TICKET}",
    rf"(?:is|has) (?:it|this|that|everything|my ticket)(?: been)? {_DONE}(?: yet| already| now)"
    rf"|when (?:will|is) (?:it|this|that)(?: be)? {_DONE}"
    r"|how long (?:will it|does it) (?:still )?take"
    rf"|wann (?:ist|wird) (?:es|das)(?: wieder)? {_DONE}"
    rf"|ist (?:es|das) (?:schon|jetzt|endlich) {_DONE}|wie lange dauert (?:es|das)(?: noch)?",
    r"what's new|whats new|what is new|was gibt es neues|was gibt's neues|wie weit seid ihr(?: schon)?"
    r"|how far are you(?: yet)?|has anything happened(?: yet)?",
)
_STATUS = re.compile("|".join(_WAYS))
_POLITE = re.compile(r"(?:please|pls|bitte|thanks|thank you|thx|danke)")
_EMOJI = re.compile(r":[a-z0-9_+-]+:|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?")
_LONGEST = 100


def is_greeting(text: str) -> bool:
    """Whether somebody says hello, or asks what can be done here, and nothing else."""
    said = _clauses(text)
    return bool(said) and all(_GREETING.fullmatch(one) or _WHAT_NOW.fullmatch(one) for one in said)


def asks_how_it_stands(text: str, refs: Iterable[str] = ()) -> bool:
    """Whether somebody asks how their tickets stand, and nothing else. `refs` are the numbers that they name."""
    for ref in refs:
        text = re.sub(rf"(?:(?:my|the|mein) )?(?:ticket )?{re.escape(ref)}", "my ticket", text, flags=re.IGNORECASE)
    said = _clauses(text)
    asked = [bool(_STATUS.fullmatch(one)) for one in said]
    beside = [bool(_GREETING.fullmatch(one) or _POLITE.fullmatch(one)) for one in said]
    return any(asked) and all(one or other for one, other in zip(asked, beside, strict=True))


def _clauses(text: str) -> list[str]:
    """What is said between marks, small, without what is said to be polite at its ends."""
    if len(text) > _LONGEST:
        return []
    bare = _EMOJI.sub(" ", text.replace("\u2019", "'").lower())
    said = (" ".join(one.split()) for one in re.split(r"[.,!?;\n]", bare))
    return [kept for one in said if (kept := re.sub(r"^(?:please|bitte) | (?:please|pls|bitte)$", "", one))]
