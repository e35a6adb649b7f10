"""How people ask how a ticket of theirs stands, by whatever name they call it, in English and German.

"Has anybody looked at my ticket about the VPN?" asks it of "my ticket"; the other words only say which one. What is
called a ticket elsewhere, too, is none of the desk's: a parking ticket, a pull request, a sick note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TICKET = (
    r"(?:tickets?|requests?|orders?|incidents?|issues?|anfragen?|bestellung(?:en)?|meldung(?:en)?|störung(?:en)?"
    r"|vorgang|vorgänge)"
)
MINE = rf"(?:my|our|mein\w*|unser\w*) (?:open |last |offene[nr]? |letzte[nsr]? )?{TICKET}"
OF = r"(?:on|about|of|for|with|regarding|from|zu|bei|mit|von|zum)"
NEWS = r"(?:news|updates?|progress|word|change|luck|movement|neuigkeiten|neues|fortschritte?)"
_PARTS = {
    "MINE": MINE,
    "TICKET": TICKET,
    "OF": OF,
    "NEWS": NEWS,
    "ANYBODY": r"(?:anyone|anybody|someone|somebody|any of you|you)",
    "JEMAND": r"(?:jemand|wer|irgendwer|irgendjemand|einer|eine[rs]? von euch)",
    "SCHON": (
        r"(?:(?:schon|denn|inzwischen|bereits|eigentlich|mal|endlich|jetzt|gerade|noch|überhaupt|mittlerweile"
        r"|einmal) )*"
    ),
    "YET": r"(?: (?:already|yet|now|up|on|at the moment))*",
    "SEEN": (
        r"(?:look(?:ed)? (?:at|into)|seen?|read|pick(?:ed)? up|taken|take(?: over)?|assigned|handled?|checked?"
        r"|dea(?:l|lt) with|get|got|received?|started? (?:on|with)|worked? on)"
    ),
    "BEGUN": (
        r"(?:worked on|looked (?:at|into)|handled|assigned|picked up|seen|processed|in progress|approved|accepted"
        r"|started|taken care of)"
    ),
    "GESEHEN": (
        r"(?:angeschaut|angesehen|angeguckt|gesehen|gelesen|gekümmert|bearbeitet|übernommen|geprüft|bekommen|erhalten"
        r"|reingeschaut|reingesehen|gearbeitet|angefangen|begonnen|beschäftigt)"
    ),
    "BEGONNEN": (
        r"(?:bearbeitet|angeschaut|angesehen|gesehen|gelesen|übernommen|geprüft|genehmigt|zugewiesen|zugeteilt"
        r"|in bearbeitung|in arbeit|angekommen|eingegangen|dran)"
    ),
}
_WAYS = (
    # whether anybody has seen it, and who works on it
    r"(?:has|have|did) ANYBODY(?: (?:already|yet|even|had (?:a chance|time) to))* SEEN MINEYET",
    r"(?:who is|who's|whos|who has) (?:(?:working|looking|assigned|responsible) (?:on|at|into|to|for)"
    r"|handling|dealing with|on|got|taken|picked up) MINEYET",
    r"is MINE (?:still )?open",
    r"(?:is|was|has) MINE (?:(?:being|been|already|still|yet|even) )*BEGUNYET",
    r"(?:hat|habt|haben) SCHON(?:sich |euch )?SCHON(?:JEMAND|ihr|sie) (?:sich |euch )?SCHON"
    r"(?:(?:um|an|in|bei|mit|auf) )?MINE SCHONGESEHEN",
    r"hat (?:sich )?MINE SCHONJEMAND SCHONGESEHEN",
    r"(?:hat|habt|haben) SCHONJEMAND SCHON(?:auf|nach|über|in) MINE SCHON(?:geschaut|geguckt|gesehen|geblickt)",
    r"(?:wurde|wird|ist) MINE SCHON(?:von (?:jemandem|wem) )?SCHONBEGONNEN",
    r"(?:schaut|sieht|guckt|kümmert|arbeitet|bearbeitet) (?:sich )?SCHONJEMAND SCHON(?:(?:um|an|in|mit) )?MINE(?: an)?",
    r"wer (?:bearbeitet|hat|übernimmt|macht|arbeitet an|kümmert sich um|ist (?:zuständig für|dran an)) MINE"
    r"(?: (?:gerade|jetzt|denn|übernommen))?",
    r"wann (?:kümmert|schaut|arbeitet|bearbeitet) (?:ihr|jemand|wer)(?: (?:euch|sich))? (?:(?:um|an|in) )?MINE(?: an)?",
    # what is new, and how far it is
    r"(?:what's|what is|whats) the (?:latest|news|progress|state)(?: OF MINE)?",
    r"has there been (?:any|some) NEWS(?: OF MINE)?",
    r"how far(?: along)? (?:is|are you with) MINE",
    r"(?:how is|how's|hows) MINE (?:coming along|looking|progressing)",
    r"(?:what|has anything) (?:is )?(?:happened|happening) (?:to|with) MINE",
    r"when (?:can|could|should|may|do|will) (?:i|we) (?:expect|get|have|hear) (?:any |some )?NEWS OF MINE",
    r"when (?:will|does|is) MINE (?:be )?(?:arrive|arriving|come|coming|delivered|here|due)",
    r"(?:und )?was (?:gibt es|gibt's|gibts|tut sich) SCHON(?:neues )?(?:zu|bei|mit|von) MINE",
    r"(?:gibt es|gibt's|gibts|hat JEMAND|habt ihr) SCHON(?:et)?was(?: neues)? (?:zu|bei|mit) MINE",
    r"(?:geht|tut|passiert)(?: es| sich)?(?: (?:et)?was)? (?:da )?SCHON(?:mit|bei|an) MINE"
    r"(?: (?:voran|vorwärts|weiter))?",
    r"wo steht MINE|wann (?:kommt|kommen) MINE(?: (?:denn|endlich|an))*",
    r"(?:in )?welche[mnr] (?:status|stand) (?:ist|hat|steht) MINE(?: (?:denn|gerade|jetzt))*",
    r"(?:wie ist |was ist )?(?:der |den )?(?:aktuelle |genaue )?(?:status|stand)"
    r"(?: (?:von|zu|bei|für|um|mit|in))? MINE",
    # how it stands, by other words; where it is; which there are
    r"(?:what's|what is|whats) the (?:current |latest |exact )?(?:status|state|eta|situation) OF (?:MINE|this|that|it)",
    r"(?:any|an|the|is there an?|what's the|what is the) eta (?:OF|for) (?:MINE|this|that|it)",
    r"(?:quick|short|brief|kurzes|kleines) (?:update|status(?:update)?)(?: (?:OF|zu|zum) (?:MINE|ticket|this))?",
    r"(?:bitte )?um (?:(?:einen?|eine|ein|kurze[ns]?|den|das|aktuelle[ns]?) )*"
    r"(?:status(?:update)?|update|zwischenstand|stand|rückmeldung)(?: (?:zu|zum|von|bei) (?:MINE|ticket))?",
    r"(?:(?:kannst|könntest|könnt|könntet|können|könnten|würdest|würden) (?:du|ihr|sie)|kann|könnte) "
    r"(?:(?:mir|uns|jemand|bitte|mal|kurz) )*(?:(?:ein|einen|eine|den|kurzes|kurze|aktuellen) )*"
    r"(?:update|status|stand|zwischenstand|rückmeldung)(?: (?:zu|zum|von|bei) (?:MINE|ticket))? geben",
    r"wie (?:schaut|sieht)(?: es|'s|s) (?:denn |jetzt )?aus (?:mit|bei|um) MINE",
    r"wo (?:ist|sind|bleibt|bleiben) MINE (?:geblieben|hin|denn|eigentlich)",
    r"wo (?:ist|sind) (?:denn )?MINE hingekommen|who has MINE",
    r"(?:which|what|how many) (?:open )?TICKET (?:do|have) (?:i|we) (?:have|got)(?: open| now| left)?",
    r"(?:do|have) (?:i|we) (?:have |got )?(?:any |some )?(?:open )?TICKET(?: open)?",
    r"(?:habe|hab|haben) (?:ich|wir) (?:(?:noch|offene|irgendwelche|aktuell) )*TICKET(?: offen)?",
    r"welche (?:offenen )?TICKET (?:habe|hab|haben) (?:ich|wir)(?: (?:noch|gerade|offen))*",
    r"(?:is|are) MINE on (?:its|their|the) wayYET|(?:ist|sind) MINE SCHON(?:unterwegs|auf dem weg)",
    r"(?:has|have|was|were) MINE (?:been )?(?:shipped|sent(?: out)?|dispatched|delivered|ordered|processed)YET",
    r"(?:wurde|wurden|ist|sind) MINE SCHON(?:verschickt|versandt|versendet|geliefert|bestellt|abgeschickt)(?: worden)?",
    r"(?:is there|have you (?:got|found)|do you have) (?:a|any) (?:solution|fix|workaround)YET",
    r"(?:gibt es|gibt's|gibts|habt ihr) SCHON(?:eine lösung|einen workaround)(?: gefunden)?",
    # the same behind "can you tell me"
    r"wie es (?:mit|um|bei) MINE (?:steht|aussieht|läuft|weitergeht)",
    r"wie der (?:stand|status)(?: der dinge| dazu)? ist",
    r"wie der (?:stand|status)(?: (?:von|zu|bei))? MINE ist|was mit MINE (?:ist|los ist|passiert)|wie weit MINE ist",
    r"what the status of MINE is|how MINE (?:is|stands)(?: (?:doing|going|coming along|looking))?|where MINE is",
    r"what (?:is happening|happened) (?:with|to) MINE",
)
OF_A_TICKET = tuple(re.sub("|".join(_PARTS), lambda part: _PARTS[part[0]], way) for way in _WAYS)
"""Ways to ask it of a ticket by that name, as regular expressions of words in small letters."""
_WHOSE = r"(?:my|our|the|this|that|mein\w*|unser\w*|das|dem|den|der|die|des|diese[mnrs]?)"
_NOUN = rf"(?:{TICKET}|problems?|probleme?|anliegen)"
_ABOUT = (
    r"(?:about|for|regarding|concerning|on|with|re|of|from|zu|zum|zur|wegen|über|für|bezüglich|betreffs?|hinsichtlich|mit"
    r"|bei|beim|von|vom|in sachen|zum thema)"
)
_NAME = rf"(?!(?:{_WHOSE}|{_ABOUT}|is|are|has|and|or|in|at|to|ist|sind|hat|wird|und|oder|an|um|aus|es)\b)[\w'&/-]+"
_CALLED = re.compile(rf"\b{_WHOSE} (?P<before>(?:{_NAME} ){{0,3}}?(?:[\w&/-]+-|\w{{2,}})?){_NOUN}\b")
_BEHIND = re.compile(rf" {_ABOUT}(?P<behind>(?: [\w'&/()-]+){{1,6}})")
_ELSEWHERE = re.compile(
    r"\b(?:parking|train|bus|tram|flight|plane|travel|concert|cinema|theat(?:re|er)|lottery|season|speeding|lunch|game"
    r"|match|party|event|pull|merge|leave|vacation|holiday|meeting|friend|contact|connection|purchase|sales|work"
    r"|standing|money|food|pizza|jira|github|gitlab|customer|park|bahn|zug|fahr|flug|reise|kino|konzert|job"
    r"|deutschland|lotto|fehler|warn|krank|an(?=meldung)|ab(?=meldung)|um(?=meldung)|rück|eil|urlaub|kunden|termin"
    r"|besprechung|freundschaft|kontakt|essens)"
)
"""How things begin that are called tickets, requests or orders elsewhere."""
_NOT_OURS = re.compile(
    r"\b(?:train|bus|flight|plane|concert|cinema|game|match|party|leave|vacation|holiday|lunch|pizza|food|zug|bahn|flug"
    r"|konzert|kino|urlaub|spiel)\b"
)
"""What tickets, requests and orders are for that are none of the desk's."""


def without_subject(clause: str) -> Iterator[str]:
    """What a clause in small letters may ask of "my ticket", without the words that only say which one.

    Nothing where it has no such words, nor where it says nothing besides.
    """
    for called in _CALLED.finditer(clause):
        if _ELSEWHERE.search(called[0]):
            continue
        about = _BEHIND.match(clause, called.end())
        ends = [called.end()] if called["before"] else []
        if about is not None and not _NOT_OURS.search(about[0]):
            ends += [about.start("behind") + word.end() for word in re.finditer(r"\S+", about["behind"])]
        for end in ends:  # nobody knows where the name ends and the question goes on
            asked = " ".join(f"{clause[: called.start()]} my ticket {clause[end:]}".split())
            if asked != "my ticket":
                yield asked
