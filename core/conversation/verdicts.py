"""How people say, without a command, what they decide or want to know before it, in English and German.

Only words that are nothing else count: "ok, but my screen is broken" is for those who mend screens.
"""

from __future__ import annotations

import re

from core.people import PersonId
from core.policy import Policy
from core.ui.yes_no import read_answer

_LONGEST = 80
_VERDICT = re.compile(
    r"(?:(?:that|this|it|das|es)(?: is|'s| ist)? )?(?:ok|okay|oki|fine|agreed|granted|accepted|denied|declined"
    r"|rejected|approved|not approved|(?:i )?(?:agree|accept|decline|refuse|deny|approve|reject)|go ahead|lgtm|do it"
    r"|(?:looks|sounds) (?:good|fine|ok|okay)(?: to me)?|(?:fine|good|ok|okay) (?:by|for|with) me|no objections?"
    r"|in ordnung|einverstanden|passt|geht klar|machen|mach das|macht das|gerne|gern|von mir aus|meinetwegen"
    r"|(?:sieht|klingt|hört sich) gut(?: aus| an)?|(?:ist )?(?:nicht )?(?:genehmigt|freigegeben|bewilligt)|bewilligen"
    r"|abgelehnt|abgewiesen|zurückgewiesen|(?:ich )?(?:genehmige|bewillige|stimme zu|lehne ab|gebe (?:es |das )?frei)"
    r"|(?:ich )?(?:genehmige|bewillige|lehne) (?:es|das)(?: ab)?|keine einwände)",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?:please|bitte|thanks|thank you|danke|for me|von mir|ja|yes|nein|no)?", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:why|what|who|whom|which|when|where|how|does|is|can|warum|wieso|weshalb|wozu|wofür|wofuer|was|wer|wen|wem|welche\w*"
    r"|wann|wo|wie|braucht|ist|kann)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_NO = re.compile(
    r"(?:no|nope|nein|nee|nö|abgelehnt|ablehnen|ich lehne(?: das| es)? ab|rejected|reject|declined|decline|denied|deny"
    r"|not approved|nicht genehmigt)\b[\s.,:;!\u2013-]+(?P<why>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_WHY_NOT = re.compile(
    r"(?:(?:that|this|it|das|es)(?:'s| is| ist)? )?(?:(?:far|way|much|viel|einfach|leider|just) )*"
    r"(?:too (?:expensive|dear|costly|pricey|much)|zu (?:teuer|viel|kostspielig)|(?:there is )?no (?:budget|money)"
    r"|(?:dafür (?:ist|haben wir) )?kein (?:budget|geld)|not (?:needed|necessary|in the budget)"
    r"|nicht (?:nötig|notwendig)|unnecessary|unnötig)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_TO_ASK = re.compile(
    r"(?:please |bitte )?(?:ask|frag|frage|nachfragen|rückfrage|rueckfrage)\b[\s,:]+(?P<what>\S.*)",
    re.IGNORECASE | re.DOTALL,
)


def read_refusal(text: str, *, alone: bool) -> str:
    """The reason why somebody says no to what they are asked to decide; nothing where words say none.

    "No, ..." may be said of a ticket of theirs: it counts only where they are `alone` with the decision.
    """
    said = text.strip()
    found = _NO.fullmatch(said)
    if found is not None and (alone or _WHY_NOT.fullmatch(found["why"])):
        return found["why"]
    return said if _WHY_NOT.fullmatch(said) else ""


def read_to_ask(text: str) -> str:
    """What somebody wants to be asked before they decide ("ask Mia why"); nothing where words want none."""
    found = _TO_ASK.fullmatch(text.strip())
    return found["what"] if found else ""


def sounds_decided(policy: Policy, text: str, person: PersonId) -> bool:
    """Whether words are nothing but a yes or a no to what somebody is asked to decide."""
    if len(text) > _LONGEST or "?" in text:
        return False
    if read_answer(policy, text, person) & {"yes", "no"}:
        return True
    said = [" ".join(one.split()) for one in re.split(r"[.,!;:\n]", text.replace("\u2019", "'"))]
    decided = [bool(_VERDICT.fullmatch(one)) for one in said]
    return any(decided) and all(one or _BESIDE.fullmatch(beside) for one, beside in zip(decided, said, strict=True))


def asks_kindly(text: str) -> bool:
    """Whether words beside a decision say nothing but please, thanks, yes or no; also where there are none."""
    return _BESIDE.fullmatch(text.strip(" .,!\n")) is not None


def sounds_asked(text: str) -> bool:
    """Whether words read like a question, which may be for whoever wants something approved."""
    said = text.strip()
    return said.endswith("?") and _ASKS.match(said) is not None
