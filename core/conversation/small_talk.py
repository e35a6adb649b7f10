"""What people say to a desk whose commands they do not know: hello, and how their tickets stand, in English and German.

Only words that are nothing else count. "Hi, the VPN is down" is no greeting, and "any news about the printer?" is for
those who work on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.ui.slips import near_words

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
_TICKET = (
    r"(?:tickets?|requests?|orders?|incidents?|issues?|anfragen?|bestellung(?:en)?|meldung(?:en)?|störung(?:en)?"
    r"|vorgang|vorgänge)"
)
_MY = r"(?:my|the|our|mein\w*|unser\w*|it|that)"
_MINE = rf"(?:my|our|mein\w*|unser\w*) (?:open |last |offene[nr]? |letzte[nsr]? )?{_TICKET}"
_OF = r"(?:on|about|of|for|with|regarding|from|zu|bei|mit|von|zum)"
_OF_MINE = rf"(?:(?: {_OF})? {_MY}(?: (?:open |last )?{_TICKET})?)?"
_DONE = r"(?:fixed|done|solved|resolved|finished|ready|fertig|behoben|erledigt|gelöst)"
_NEWS = r"(?:news|updates?|progress|word|change|neuigkeiten|neues|fortschritte?)"
_WAYS = (
    # the status, an update
    rf"(?:(?:what is|what's|whats|tell me|show|give me|send me|(?:can|could|may) (?:i|you|we) (?:please )?"
    rf"(?:get|have|see|give|give me|tell me|send me)|i (?:want|need|would like)(?: to know| to see)?"
    rf"|wie ist|was ist|wie lautet|ich brauche"
    rf"|ich möchte|ich will) )?(?:(?:me|the|my|der|den|mein|meinen|a|an|current|aktuelle[rn]?|ticket|tickets) )*"
    rf"(?:status|stand|update|updates|statusupdate)(?: update| der dinge)?{_OF_MINE}(?: ist| now)?",
    rf"(?:(?:is|are) there |have you |do you have |got |hear )?(?:any|some) {_NEWS}(?: yet)?{_OF_MINE}(?: yet)?",
    r"(?:gibt es|gibt's|gibts|hast du|habt ihr)?(?: |\b)(?:schon |denn )?"
    r"(?:etwas |was |irgendwas |irgendwelche |ein |einen )?"
    rf"(?:neue|neues|neuigkeiten|updates?|fortschritte?){_OF_MINE}",
    # where it is, what it does
    r"(?:where's|wheres|how's|hows|what's|whats|what about|wo bleibt|was macht|was machen|was wird aus|was ist aus"
    r"|wie geht es|wie gehts|wie geht's|wie weit ist|wie weit sind|(?:where|what|how|wo|was|wie)"
    r" (?:is|are|about|ist|sind|steht es um|steht's um|stehts um|läuft))"
    r"(?: with| up with| happening with| happening to| going on with| the matter with| mit| denn)*"
    rf" {_MINE}(?: doing| now| going| at| geworden| denn| jetzt| gerade)*",
    r"wie (?:sieht es|siehts|sieht's|steht es|stehts|steht's|läuft es) (?:denn )?(?:aus )?"
    rf"(?:mit|um|bei) {_MINE}(?: aus)?",
    rf"(?:how is|how's|hows) it (?:going|looking|coming along) (?:with|on) {_MINE}",
    rf"(?:(?:show|list|see|zeige?|zeig)(?: me| mir)?(?: all)? )?{_MINE}",
    # whether it is done, or begun
    rf"(?:is|has) (?:it|this|that|everything|{_MINE})(?: been)? {_DONE}(?: yet| already| now)?"
    rf"|when (?:will|is) (?:it|this|that|{_MINE})(?: be)? {_DONE}"
    r"|how long (?:will it|does it) (?:still )?take"
    rf"|wann (?:ist|wird) (?:es|das|{_MINE})(?: wieder)? {_DONE}"
    rf"|(?:ist|wurde) (?:es|das|alles|{_MINE}) (?:(?:denn|schon|jetzt|endlich|wieder|inzwischen) )*{_DONE}"
    r"|wie lange dauert (?:es|das)(?: noch)?",
    rf"(?:is|has) (?:anyone|anybody|someone|somebody) (?:working on|looking at|looked at|seen|handling) {_MY}"
    rf"(?: {_TICKET})?(?: yet)?",
    rf"(?:arbeitet|kümmert sich) (?:schon |denn )?(?:jemand|wer) (?:schon )?(?:an|um) {_MY}(?: {_TICKET})?",
    r"what's new|whats new|what is new|was gibt es neues|was gibt's neues|was gibts neues|wie weit seid ihr(?: schon)?"
    r"|how far are you(?: yet)?|has anything happened(?: yet)?|did anything happen(?: yet)?"
    r"|tut sich (?:schon |da )?(?:et)?was",
)
_CORRECTED = (
    "ticket", "tickets", "request", "requests", "incident", "incidents", "status", "update", "updates", "progress",
    "news", "where", "wheres", "anfrage", "anfragen", "bestellung", "bestellungen", "meldung", "meldungen", "störung",
    "störungen", "neues", "neuigkeiten", "meine", "macht", "stand",
)  # fmt: skip
"""Words that are read through a slip of the hand. Others are near too many that mean something else."""
_STATUS = re.compile("|".join(_WAYS))
_KNOWN = frozenset(re.findall(r"[^\W\d_]+", " ".join((*_WAYS, *_CORRECTED))))
"""Words that are spelled right as they are."""
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
    asked = [bool(_STATUS.fullmatch(one) or _STATUS.fullmatch(_spelled(one))) for one in said]
    beside = [bool(_GREETING.fullmatch(one) or _POLITE.fullmatch(one)) for one in said]
    return any(asked) and all(one or other for one, other in zip(asked, beside, strict=True))


def _spelled(clause: str) -> str:
    """The words as they may have been meant. One word alone is left: it may be a command, which is asked about."""
    words = clause.split()
    return " ".join(_meant(one) for one in words) if len(words) > 1 else clause


def _meant(word: str) -> str:
    near = () if word in _KNOWN else near_words(word, _CORRECTED)
    return near[0] if near else word


def _clauses(text: str) -> list[str]:
    """What is said between marks, small, without what is said to be polite at its ends."""
    if len(text) > _LONGEST:
        return []
    bare = _EMOJI.sub(" ", text.replace("\u2019", "'").lower())
    said = (" ".join(one.split()) for one in re.split(r"[.,!?;\n]", bare))
    return [kept for one in said if (kept := re.sub(r"^(?:please|bitte) | (?:please|pls|bitte)$", "", one))]
