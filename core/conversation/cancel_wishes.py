"""How people say, without a command, that they do not need what they ordered any more, in English and German.

It does nothing: the order that is meant is offered, and what becomes of it is asked first. So what names no order of
theirs, says "but" or "instead", or is about something else is none: that is for the people who work on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 200
_POLITE = (
    r"(?:please|kindly|just|hi|hello|hey|hallo|moin|ok|okay|sorry|actually|so|and|then|well|no|thanks|thank you|now"
    r"|bitte|doch|mal|einfach|also|und|dann|leider|eigentlich|jetzt|danke|nein|gern|gerne|asap)"
)
_BEGINS, _ENDS = re.compile(rf"(?:{_POLITE} )+"), re.compile(rf"(?: {_POLITE})+")
_ASKS = (
    r"(?:(?:(?:can|could|would|will|may) (?:you|i|we)|(?:i|we)(?:'d| would)? (?:like|want|wish|need|have) to|i must"
    r"|how (?:can|do) i|(?:kannst du|könntest du|könnt ihr|könntet ihr|können sie|könnten sie|kann ich|wie kann ich"
    r"|(?:ich|wir) (?:möchten?|will|wollen|würden?|muss|müssen))) (?:please |bitte |gerne? |just |doch )*)?"
)
_UNDO = r"(?:stornieren|abbestellen|zurückziehen|zurücknehmen|abbrechen|widerrufen|canceln)"
_WHAT = r"(?P<what>.*?)"
_MORE = r"(?: any ?more| any longer| now| after all| at all)?"
_WAYS = tuple(
    re.compile(one)
    for one in (
        rf"{_ASKS}(?:cancel|withdraw|revoke|call off|take back)(?: {_WHAT})?",
        rf"{_ASKS}(?:stop|undo|drop) (?P<what>.+)",
        rf"(?:cancellation|withdrawal) of {_WHAT}",
        rf"(?:i|we) (?:do not|don't|dont|no longer)(?: really)? (?:need|want|require) {_WHAT}{_MORE}",
        rf"{_WHAT} ?\b(?:(?:is|are) (?:not|no longer)|isn't|aren't) (?:needed|wanted|required|necessary){_MORE}",
        rf"(?:no longer|not) (?:needed|wanted|required|necessary){_MORE}",
        rf"{_ASKS}{_WHAT} ?\b{_UNDO}",
        rf"(?:(?:ich|wir) )?(?:stornier(?:e|en|t)?|widerruf(?:e|en|t)?)(?: (?:ich|wir|sie))?(?: {_WHAT})?",
        rf"(?:(?:ich|wir) )?bestell(?:e|en|t)?(?: (?:ich|wir|sie))? {_WHAT} ?\bab",
        rf"(?:(?:ich|wir) )?(?:zieh(?:e|en|t)?|nehm(?:e|en|t)|nimm)(?: (?:ich|wir|sie))? {_WHAT} ?\bzurück",
        rf"(?:storno|stornierung)(?: {_WHAT})?",
        rf"(?:ich|wir) (?:brauche?n?|benötigen?|will|wollen|möchten?) {_WHAT} ?\b(?:nicht|nimmer)(?: mehr)?",
        rf"(?:ich|wir) (?:brauche?n?|benötigen?|will|wollen|möchten?) (?:doch )?kein(?:e[nrs]?)?(?: {_WHAT})? mehr",
        rf"{_WHAT} (?:brauche?n?|benötigen?|will|wollen|möchten?) (?:ich|wir) (?:doch )?(?:nicht|nimmer)(?: mehr)?",
        rf"{_WHAT} ?\b(?:wird|werden|ist|sind) (?:doch )?(?:nicht mehr|nicht|nimmer) (?:gebraucht|benötigt|nötig)",
        r"(?:nicht|nimmer) mehr (?:gebraucht|benötigt|nötig)",
    )
)
_OTHERWISE = re.compile(
    r"\b(?:but|instead|unless|until|except|only|before|after|if|when|aber|sondern|stattdessen|außer|bis|bevor|nachdem"
    r"|falls|wenn|nur|erst|not yet|noch nicht|(?:don't|dont|do not|never|nicht|nie) (?:\w+ )?"
    rf"(?:cancel|withdraw|stop|revoke|{_UNDO}))\b"
)
_AFTER_ALL = re.compile(r"\b(?:after all|before it|any ?more)\b")
_SAYS_NO_MORE = re.compile(
    r"(?:the|this|that|it|its|my|our|a|an|one|new|of|for|from|with|which|i|we|me|us|have|had|placed|made|ordered|asked"
    r"|requested|order|orders|request|requests|yesterday|today|last|week|just|earlier|please|now|again|all|ordering"
    r"|der|die|das|den|dem|des|es|sie|ihn|dies|diese[nrsm]?|ein|eine[nrsm]?|meine?[nrsm]?|unsere?[nrsm]?|neue?[nrsm]?"
    r"|von|für|mit|ich|wir|mir|uns|habe?|haben|hatte|bestellt|bestellte[nrsm]?|beantragt|beantragte[nrsm]?|bestellung"
    r"|bestellungen|antrag|anfrage|auftrag|gestern|heute|letzte[nrs]?|woche|bitte|doch|jetzt|wieder|zu|dafür|nummer"
    r"|number|no|nr)"
)
_TICKET_NUMBER = re.compile(r"#?(?:[a-z]{2,8}-?)?\d{3,}")
_ORDER = re.compile(r"\b(\w{4,}?)s?(?:bestellung|antrag|anfrage|auftrag)\b")
_WORD = re.compile(r"#?\w+(?:-\d+)?")


def wished_away(text: str) -> frozenset[str] | None:
    """The words by which something is called that is not wanted any more: none where only "it" or "my order" is said.

    None where words are no such wish, whatever they are about, and where they are a command alone.
    """
    said = " ".join(text.replace("\u2019", "'").casefold().split())
    alone = said.strip(" .!") in ("", "cancel", "withdraw")
    if alone or len(said) > _LONGEST or _OTHERWISE.search(_AFTER_ALL.sub("", said)):
        return None
    found = [what for clause in re.split(r"[.,!;:?\n]| - ", said) if (what := _what(clause)) is not None]
    return frozenset(word for what in found for word in _called(what)) if found else None


def _what(clause: str) -> str | None:
    """What a clause says is not wanted; None where it says so of nothing."""
    for said in dict.fromkeys((clause.strip(), _stripped(clause))):
        found = next((one for way in _WAYS if (one := way.fullmatch(said))), None)
        if found is not None:
            return found.groupdict().get("what") or ""
    return None


def _stripped(clause: str) -> str:
    said = clause.strip()
    begins = _BEGINS.match(f"{said} ")
    said = f"{said} "[begins.end() :].strip() if begins else said
    ends = re.search(rf"{_ENDS.pattern}$", f" {said}")
    return f" {said}"[: ends.start()].strip() if ends else said


def _called(what: str) -> Iterator[str]:
    """Its words without those that say nothing, and without a number, which says whose it is by itself."""
    for word in _WORD.findall(_ORDER.sub(r"\1", what)):
        if not (_SAYS_NO_MORE.fullmatch(word) or _TICKET_NUMBER.fullmatch(word)):
            yield word
