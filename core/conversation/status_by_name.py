"""How people ask how something of theirs goes on that they call by its name, not a ticket: "status vpn".

"Is anyone working on the printer?" asks how a ticket stands only of whoever has one about a printer: whether a word
names one of theirs is asked of whoever knows. A wrong yes keeps words from those who work on it, a wrong no costs one
question more; so only what asks how it goes on counts, and never what may ask for the thing itself ("where is it?").
"""

from __future__ import annotations

import re
from collections.abc import Callable

from core.conversation.ticket_status import TICKET

_ITS = "☉"
"""What stands for the words that name something, once they are found."""
_WORDS = r"(?:schon|denn|inzwischen|bereits|eigentlich|mal|endlich|jetzt|gerade|noch|überhaupt|mittlerweile|heute|da"
_PARTS = {
    "ITS": _ITS,
    "ON": r"(?:on|about|for|with|of|regarding|re|to|zu|zum|zur|bei|beim|mit|von|vom|wegen|für|um|in sachen|zum thema)",
    "NEWS": (
        r"(?:(?:new )?(?:news|updates?|status ?updates?|progress|word|movement|luck|infos?|information|eta|status"
        r"|feedback|answers?|reply|replies|response)|neuigkeiten|neues|fortschritte?|rückmeldung|zwischenstand|sachstand"
        r"|update)"
    ),
    "ANYBODY": r"(?:anyone|anybody|someone|somebody|any of you|one of you|you|you guys|people|they)",
    "JEMAND": r"(?:jemand|wer|irgendwer|irgendjemand|einer|eine[rs]? von euch|ihr|du|sie)",
    "YET": r"(?: (?:yet|now|already|so far|today|at the moment|at all|again|finally|currently|by now|soon|tomorrow))*",
    "SOON": r"(?: (?:yet|now|already|today|again|finally|soon|tomorrow|please|this week|working|up))*",
    "SCHON": rf"(?:{_WORDS}|bald|wieder|dann|etwa|nun|so) )*",
    "DENN": rf"(?: {_WORDS}|bald|wieder|dann|etwa|nun|so))*",
    "STILL": r"(?: (?:still|already|even|actually|currently|been|being|finally))*",
    "WORKS": (
        r"(?:working on|looking (?:at|into|after)|dealing with|handling|taking care of|fixing|repairing|doing anything"
        r" about|assigned to|on)"
    ),
    "WORKED": (
        r"(?:worked on|looked (?:at|into|after)|had (?:a|the) (?:chance|time) to look (?:at|into)"
        r"|had a look (?:at|into)"
        r"|dealt with|taken care of|started (?:on|with)|begun with|picked up|fixed|repaired|done anything about)"
    ),
    "WORK": r"(?:work on|look (?:at|into|after)|deal with|take care of|start (?:on|with)|pick up|fix|repair)",
    "FIXED": r"(?:fixed|repaired|resolved|solved|sorted(?: out)?|done|ready|finished|taken care of)",
    "BACK": r"(?:back(?: up)?|up|working|running|usable|available|alive)",
    "BEHOBEN": r"(?:behoben|repariert|gelöst|erledigt|fertig|bearbeitet|gefixt|gerichtet|in ordnung)",
    "GESCHAUT": (
        r"(?:geschaut|geguckt|gesehen|angeschaut|angesehen|angeguckt|reingeschaut|gekümmert|gearbeitet|angefangen"
        r"|begonnen|bearbeitet|geprüft|dran|was gemacht|etwas gemacht)"
    ),
}
_WAYS = (
    # news of it
    r"(?:(?:is|are) there |do you have |have you (?:got )?|got |hear |has there been |heard )?"
    r"(?:any|some|an|the|(?:still )?no) NEWSYET ON ITSYET",
    r"NEWSYET ON ITSYET",
    r"(?:is there |do you have |heard )?(?:anything|something) newYET ON ITSYET",
    r"(?:what is|tell me|give me|send me|show me|i need|(?:can|could|may) (?:i|we) (?:get|have)"
    r"|(?:can|could) you (?:give|send|tell) (?:me|us)) "
    r"(?:the|an|a|some) (?:current |latest )?(?:status|state|news|updates?|progress|eta|latest)YET ON ITS",
    r"(?:what is )?the (?:latest|status|current status|progress|eta) ON ITSYET",
    r"(?:the |current |ticket )?(?:status|eta|sachstand|zwischenstand|stand) (?:ON )?ITS|ITS (?:status|eta)",
    r"what is (?:new|happening|going on|the latest)YET (?:with|on) ITSYET",
    r"(?:has|is|did) anything (?:been )?(?:happened|happening|happen|moving|moved)YET ON ITSYET",
    r"how far(?: along)? (?:is it|are (?:you|we|they|things))YET (?:with|on) ITSYET",
    r"(?:how is it|how are (?:things|we|you))(?: (?:going|coming along|looking|getting on|doing))? (?:with|on) ITSYET",
    r"where (?:do|are) we(?: stand| now)? (?:with|on) ITS",
    # who works on it
    r"(?:is|are) ANYBODYSTILL WORKS ITSYET",
    r"(?:has|have) ANYBODYSTILL WORKED ITSYET",
    r"(?:did|does|do|will|can) ANYBODYSTILL (?:get to |going to )?WORK ITSYET",
    r"(?:who is|who are) WORKS ITSYET|who (?:works|looks) (?:on|at|after|into) ITSYET",
    r"(?:is|was|has) ITSSTILL (?:being )?(?:worked on|looked (?:at|into)|taken care of|dealt with|handled)YET",
    # whether it is done, and when
    r"(?:is|are|has|have) ITSSTILL FIXEDYET",
    r"(?:is|are) ITS(?: finally)? BACK(?: again)?(?: (?:yet|now|already|again))+",
    r"when (?:is|are|will|does|do|can) ITS(?: (?:going to|to|be|get|getting|expected))* (?:FIXED|BACK|work|run)"
    r"(?: again)?SOON",
    r"when ITS (?:will|is going to|gets?)(?: be)? (?:FIXED|BACK|work|run)(?: again)?SOON",
    r"(?:by )?when (?:will|can|could|do) (?:you|we|i|someone|somebody) (?:guys )?(?:fix|repair|look (?:at|into)"
    r"|work on|get|have|expect|use) ITS(?: (?:back|fixed|again))*SOON",
    r"how long (?:will|does) (?:it take to fix|fixing|repairing) ITS(?: (?:take|still))*",
    r"how long (?:until|till|before) ITS (?:is|will be|gets) (?:FIXED|BACK)(?: again)?SOON",
    # neues davon
    r"(?:(?:gibt es|habt ihr|hast du|gab es|tut sich|bewegt sich|passiert|ist) )?SCHON"
    r"(?:(?:et)?was(?: neues)?|irgendwas|irgendetwas|ein update|einen zwischenstand|eine rückmeldung"
    r"|(?:irgendwelche )?NEWS)DENN ON ITSDENN",
    r"was (?:gibt es|tut sich|passiert|ist)DENN (?:neues )?ON ITSDENN",
    r"(?:tut|bewegt|rührt) sich SCHON(?:et)?wasDENN ON ITS|geht es SCHONON ITS SCHON(?:voran|vorwärts|weiter)",
    r"(?:wie ist |was ist )?(?:der |den )?(?:aktuelle |genaue )?(?:status|stand)(?: der dinge)?DENN ON ITS(?: gerade)?",
    r"(?:wie )?weit (?:seid ihr|bist du|sind sie|seit ihr|ist man|ist es|sind wir)DENN (?:mit|bei|beim|in) ITSDENN",
    r"wie (?:steht|sieht|schaut) esDENN (?:um|mit|bei|beim|für) ITSDENN(?: aus)?",
    r"wie weit ITS ist",
    # wer daran arbeitet
    r"(?:hat|habt|haben) SCHON(?:sich |euch )?SCHONJEMAND SCHON(?:sich |euch )?SCHON"
    r"(?:(?:auf|an|um|in|nach|bei|mit|am|beim) )?ITS SCHONGESCHAUT",
    r"(?:arbeitet|kümmert|schaut|guckt|sitzt|ist|seid|kümmern) SCHON(?:sich |euch )?SCHONJEMAND SCHON(?:sich |euch )?"
    r"SCHON(?:an|um|auf|nach|bei|am|mit|beim) ITSDENN(?: (?:an|dran|beschäftigt))?",
    r"wer (?:kümmert sich|arbeitet|schaut|sitzt|ist)DENN (?:an|um|auf|nach|bei|am|für) ITSDENN"
    r"(?: (?:dran|zuständig))?|wer bearbeitet ITSDENN",
    # ob und wann es geht
    r"(?:ist|sind|wurde|wird) ITSDENN BEHOBEN",
    r"wann (?:wird|ist|werden|sind) ITSDENN (?:BEHOBEN|da)(?: (?:sein|werden))?",
    r"(?:bis )?wann (?:geht|läuft|funktioniert|kommt|klappt|tut) ITSDENN",
    r"wann ITSDENN (?:geht|läuft|funktioniert|kommt|da ist|BEHOBEN (?:ist|wird))",
    r"wann (?:kümmert|schaut|arbeitet|bearbeitet|repariert|behebt) (?:ihr|jemand|wer)DENN(?: (?:euch|sich))?DENN"
    r"(?: (?:um|an|in|auf|nach))? ITSDENN(?: an)?",
)
_LEADS_TO = (
    r"(?:(?:and|so|und|also|just|hey|hi|hello|hallo|moin|sagt mal|sag mal) )*"
    r"(?:(?:do you (?:know|have any idea)|any idea|(?:can|could) (?:you|someone|anyone)(?: please)? (?:tell|say)"
    r"(?: me| us)?|i (?:wanted|would like) to (?:ask|know)|i was wondering|i wonder|(?:wei(?:ß|ss)t du|wisst ihr"
    r"|wissen sie)|(?:kannst du|könnt ihr|können sie)(?: mir| uns)? sagen|habt ihr eine ahnung|ich wollte(?: nur| mal"
    r"| kurz)* (?:fragen|wissen)|(?:if|whether|ob|about)) )*"
)
_ENDS = r"(?: (?:please|bitte|guys|folks|thanks|danke|eigentlich|inzwischen|mittlerweile|by now|yet|now|today))*"


_PART = re.compile("|".join(sorted(_PARTS, key=len, reverse=True)))
_ASKS = re.compile(rf"{_LEADS_TO}(?:{'|'.join(_PART.sub(lambda part: _PARTS[part[0]], way) for way in _WAYS)}){_ENDS}")
_SHORT_FORMS = (
    (re.compile(r"\b(what|who|how|when|where|it|that|there)(?:'s|s)\b"), r"\1 is"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"\b(gibt|steht|sieht|schaut|geht|tut|gab)'?s\b"), r"\1 es"),
    (re.compile(r"\bwie(?:'s|s)\b"), "wie es"),
)
_BESIDE = re.compile(
    r"(?:the|my|our|your|this|that|these|a|an|of|on|in|at|for|with|about|floor|room|no|number"
    r"|mein\w*|unser\w*|eue?r\w*|das|dem|den|der|die|des|diese[mnrs]?|ein\w*|im|am|zum|auf|stock|raum|nr"
    r"|broken|new|old|slow|kaputt\w*|defekt\w*|neue[nmrs]?|alte[nmrs]?"
    rf"|things?|problems?|probleme?n?|faults?|sache|{TICKET}|\d+\.?)"
)
"""Words that may stand with those that name something, and say nothing of it."""
_JOINED = re.compile(rf"-|(?<=\w\w\w)(?={TICKET}\b|problem\b)")
_LONGEST = 8
"""Words of a name, with what stands beside them."""


def spell_out(clause: str) -> str:
    """A clause in small letters with its short forms written out: "what's", "gonna", "gibt's"."""
    for short, long in _SHORT_FORMS:
        clause = short.sub(long, clause)
    return clause


def find_names(clause: str, names: Callable[[str], bool]) -> tuple[str, ...]:
    """The words by which a clause in small letters asks how something goes on; `names` says which name one of theirs.

    Empty where it does not ask that, of nothing of theirs, or says more than that.
    """
    words = spell_out(clause.replace(":", " ")).split()
    for start in range(len(words)):
        for end in range(min(len(words), start + _LONGEST), start, -1):
            asked = " ".join((*words[:start], _ITS, *words[end:]))
            if _ASKS.fullmatch(asked) and (named := _only_named(words[start:end], names)):
                return named
    return ()


def _only_named(words: list[str], names: Callable[[str], bool]) -> tuple[str, ...]:
    """Those of the words that name something, where they do and the others say nothing; else nothing."""
    parts = [one for word in words for one in _JOINED.split(word) if one]
    others = [one for one in parts if _BESIDE.fullmatch(one) is None]
    return tuple(others) if others and all(map(names, others)) else ()
