"""What people say to a desk whose commands they do not know: hello, and how their tickets stand, in English and German.

Only words that are nothing else count. "Hi, the VPN is down" is no greeting, and "any news about the printer?" is for
those who work on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from core.conversation.status_by_name import find_names, spell_out
from core.conversation.ticket_status import MINE, NEWS, OF, OF_A_TICKET, TICKET, without_subject
from core.ui.slips import near_words, without_slipped_marks

_HELLO = (
    r"(?:h+i+|hell*o+|hello+w|gm|gumo|he+y+|hall+o+|hallöchen|hallöle|hola|ola|hiya|howdy|huhu|yo+|moin|moinsen"
    r"|servus|grüezi"
    r"|grüezi mitenand|grüß (?:gott|dich|euch)|grüss (?:gott|dich|euch)|gruezi|greetings"
    r"|(?:good )?(?:morning|afternoon|evening)|good day|g'day|guten (?:morgen|tag|abend)|tag|tach|n'abend"
    r"|nabend|mahlzeit|morgen|salut|bonjour|sup"
    r"|what's up|whats up|wassup|na)"
)
_GREETING = re.compile(
    rf"(?:{_HELLO} ?)+(?:(?:there|again|all|team|everyone|everybody|guys|folks|y'all|people|mates?|zusammen|leute"
    r"|beinand|beinander|miteinander|liebes team|liebe leute|ihr lieben|ihr|deskbell|bot|robot|it|helpdesk"
    r"|service ?desk|it ?support|it[- ]team|support|@deskbell) ?)*"
)
_GREETS_SOMEBODY = re.compile(rf"(?:{_HELLO} )+@?[^\W\d_]+(?: [^\W\d_]+)?")
"""A greeting to whoever that is: it stands beside words that say what is meant."""
_TITLE = frozenset(("herr", "herrn", "frau", "mr", "mrs", "ms", "dr", "hr", "fr"))
_SHORT = re.compile(r"\b(mr|mrs|ms|dr|hr|fr)\.")
_WHAT_NOW = re.compile(
    r"(?:who are you|wer bist du|what can (?:you|i) do(?: here)?|what do you do|was kannst du(?: alles)?"
    r"|how does (?:this|it) work|wie (?:geht|funktioniert) das|(?:please )?help me|(?:i )?need help|ich brauche hilfe"
    r"|hilfe|start|menu|test|testing|ping|are you (?:a bot|there|human)|bist du (?:ein bot|da)"
    r"|(?:is )?anyone (?:there|here)"
    r"|(?:ist )?(?:jemand|wer) da"
    r"|(?:and )?how are (?:you|things)(?: doing)?(?: today)?|how's it going|how do you do|how is it going"
    r"|(?:und )?wie (?:geht's|gehts|geht es)(?: (?:dir|euch|ihnen))?(?: (?:heute|so))?)"
)
_MY = r"(?:my|the|our|mein\w*|unser\w*|it|that)"
_OF_MINE = rf"(?:(?: {OF})? {_MY}(?: (?:open |last )?{TICKET})?)?"
_THIS = rf"(?:this|that|it|{MINE}|diesem|dem|der|das|dieser|es)(?: {TICKET})?"
_DONE = r"(?:fixed|done|solved|resolved|finished|ready|fertig|behoben|erledigt|gelöst)"
_IT = rf"(?:it|this|that|everything|es|das|alles|{MINE})"
_SOON = (
    r"(?: (?:today|tomorrow|soon|this week|by tomorrow|by then|yet|now|again|finally|please|still|heute|morgen"
    r"|bald|noch"
    r"|diese woche|jetzt|endlich|denn|dann|wieder|eigentlich|ungefähr|circa|ca|etwa|approximately|roughly|about))*"
)
_BY_WHEN = r"(?:(?:by|until|bis|ab|so|und|and)? ?(?:when|wann)|how soon|what time|at what time|what day|wie bald)"
_COMES_TO_AN_END = (
    r"(?:fixed|done|solved|resolved|finished|ready|completed?|over|sorted(?: out)?|repaired|closed|back(?: up)?"
    r"|up|working|dealt with"
    r"|taken care of|fertig|behoben|erledigt|gelöst|repariert|bearbeitet|gemacht|so ?weit|abgeschlossen|beendet"
    r"|geschafft"
    r"|in ordnung|fertiggestellt|fertig sein|erledigt sein|behoben sein|gelöst sein|so ?weit sein)"
)
_WHEN_DONE = (
    # when it will be done
    rf"{_BY_WHEN}{_SOON} (?:will|is|can|could|should|would|does|do you think|do you expect|might)(?: (?:it|this"
    rf"|that|i|we))?"
    rf"(?: {_IT})?{_SOON}(?: (?:will|going to|likely to|supposed to|expected to|to|have|get|be|it|expect))*{_SOON}"
    rf" {_COMES_TO_AN_END}(?: again)?{_SOON}",
    rf"{_BY_WHEN}{_SOON} (?:will|does|is) {_IT} (?:be |going to )?(?:work|working|running|run)(?: again)?{_SOON}",
    rf"{_BY_WHEN} {_IT} (?:will|is going to|would|might)(?: be| work| get| run){_SOON}(?: {_COMES_TO_AN_END}"
    rf"| again)?{_SOON}",
    r"(?:by )?when (?:can|could|should|may|do) (?:i|we) (?:expect|get|have|count on) (?:it|this|that|an answer"
    r"|a reply|a fix"
    rf"|a solution|a result|news|an update|to hear(?: back| from you)?)(?: (?:to be"
    rf"|back))?(?: {_COMES_TO_AN_END})?{_SOON}",
    rf"when (?:are|will) you (?:guys )?(?:be )?(?:done|finished|ready){_SOON}|when (?:do|will) you (?:fix|do"
    rf"|finish|start"
    rf"|solve|resolve|repair|look at) {_IT}{_SOON}",
    rf"when (?:will|does|is) (?:someone|somebody|anyone|anybody) (?:going to )?(?:look|looking|work|working"
    rf"|start|starting)"
    rf"(?: (?:at|on|with|into))? {_IT}{_SOON}",
    rf"(?:will|is) {_IT} (?:be |going to be |getting )*{_COMES_TO_AN_END}(?: today| tomorrow| soon| this week"
    rf"| by tomorrow){_SOON}",
    rf"wird {_IT}(?: (?:heute|morgen|bald|noch|diese woche|denn|heut))+ {_COMES_TO_AN_END}(?: werden)?"
    rf"|wird das heute noch was"
    r"|(?:schafft|schaffst|schaffen) (?:ihr|du|sie) (?:es|das)(?: noch)?(?: heute| morgen| diese woche)(?: noch)?",
    # how long it takes
    r"how (?:long|much time|much longer|many (?:more )?(?:days|hours))(?: (?:still|more))?"
    rf"(?: (?:will|does|is|do you think|would|might|should|until|till|before|going to|supposed to|to|for|{_IT}"
    rf"|still|be|take"
    rf"|need|you|have|we|i|wait|expect|usually|normally|last|work|works|working|again|more|longer|left|think|go"
    rf"|{_COMES_TO_AN_END}))*{_SOON}",
    rf"(?:will|does|is) {_IT} (?:still )?(?:going to )?(?:take|be|taking)(?: (?:much|very|a|so))? (?:long|longer"
    rf"|while){_SOON}",
    r"(?:und )?wie lange (?:(?:wird|würde|dauert|braucht|brauchst|brauchen|geht|muss|müssen|soll|kann) )"
    rf"(?:(?:{_IT}|ihr|du|sie|ich|wir|man|die sache|die bearbeitung|denn|noch|etwa|ungefähr|circa|ca|wohl"
    rf"|eigentlich|dafür"
    r"|damit|darauf|drauf|jetzt|warten|dauern|brauchen|gehen|voraussichtlich|normalerweise) ?)*",
    rf"wie lange (?:{_IT}|ihr) (?:(?:noch|denn|wohl|etwa|ungefähr|voraussichtlich) )*(?:dauert|braucht|dauern wird)",
    rf"(?:dauert|braucht) {_IT}(?: (?:noch|denn|jetzt|sehr|so|wohl|eigentlich))* (?:lange?|länger)"
    rf"|wie viele? (?:tage|stunden|zeit)"
    rf" (?:dauert|braucht) (?:{_IT}|ihr)(?: noch)?|wie viel zeit braucht (?:ihr|es|das)(?: noch)?(?: dafür)?",
    # wann ist es fertig
    rf"{_BY_WHEN}{_SOON} (?:ist|wird|wäre|kann|könnte|seid|bist|sind)(?: (?:{_IT}|ihr|du|sie|damit))*{_SOON}"
    rf" {_COMES_TO_AN_END}(?: (?:werden|sein|wird|ist))?",
    rf"{_BY_WHEN}{_SOON} (?:geht|funktioniert|läuft|klappt|tut|kommt|passiert) {_IT}{_SOON}",
    rf"{_BY_WHEN} {_IT}{_SOON} (?:{_COMES_TO_AN_END} (?:ist|wird|werden|sein)|(?:wieder )?(?:geht|läuft"
    rf"|funktioniert|klappt))",
    rf"{_BY_WHEN}{_SOON} (?:kann|darf|können|soll) (?:ich|wir|man){_SOON} (?:damit|mit (?:einer|der"
    rf"|eurer) (?:lösung|antwort"
    rf"|rückmeldung|behebung|erledigung)|mit {MINE})(?: rechnen)?|wann ist (?:damit|mit (?:einer|der) (?:lösung"
    rf"|antwort"
    r"|rückmeldung|behebung|erledigung)) zu rechnen",
    rf"wann (?:macht|erledigt|behebt|löst|beginnt|schaut|kümmert) (?:ihr|sich (?:jemand|wer)|jemand|wer|du"
    rf"|sie)(?: (?:{_IT}|"
    rf"euch|darum|damit|drum|danach|mit der arbeit)){{0,2}}{_SOON}",
)
_LEADS_TO = re.compile(
    r"(?:do you (?:know|have an idea|have any idea)|(?:can|could) (?:you|someone|somebody|anyone|anybody)(?: please)?"
    r" (?:tell|say|check)(?: me| us)?|any idea|i wonder|i (?:wanted|would like) to (?:ask|know)|i was wondering"
    r"|(?:ich|wir) (?:wollte|wollten|möchte) (?:nur |mal |kurz )*(?:fragen|wissen|nachfragen)"
    r"|tell me|i (?:would like|want|wonder)(?: to know)?|wei(?:ß|ss)t du(?: schon)?|wisst ihr(?: schon)?"
    r"|wissen sie(?: schon)?"
    r"|(?:kannst du|könnt ihr|können sie|könntest du|könntet ihr|könnten sie|kann|könnte)"
    r"(?: (?:mir|uns|jemand|wer|schon|bitte|mal))* sagen"
    r"|habt ihr eine ahnung"
    r"|ich (?:möchte|will|würde gerne?) wissen)"
)
"""What may stand before a question how long it takes, and asks nothing by itself."""
_WAYS = (
    # the status, an update
    rf"(?:(?:what is|what's|whats|tell me|show|give me|send me|(?:can|could|may) (?:i|you|we) (?:please )?"
    rf"(?:get|have|see|give|give me|tell me|send me)|i (?:want|need|would like)(?: to know| to see)?"
    rf"|wie ist|was ist|wie lautet|ich brauche"
    rf"|ich möchte|ich will) )?(?:(?:me|the|my|der|den|mein|meinen|a|an|current|aktuelle[rn]?|ticket|tickets) )*"
    rf"(?:status|stand|update|updates|statusupdate)(?: update| der dinge)?{_OF_MINE}(?: ist| now)?",
    rf"(?:(?:is|are) there |have you |do you have |got |hear )?(?:any|some) {NEWS}(?: yet)?{_OF_MINE}(?: yet)?",
    rf"(?:news|progress|updates?)(?: {OF} {_THIS})?|(?:do you have |is there |any |have you got )?(?:any |an "
    rf"|some )?{NEWS}"
    rf"(?: yet)?(?: {OF} {_THIS})?(?: for (?:me|us))?(?: yet)?",
    rf"(?:is there |do you have |heard )?anything new(?: {OF} {_THIS})?(?: for (?:me|us))?(?: yet)?",
    rf"(?:what is the |is there |do you have |have you got )?(?:an |any |the )?(?:new )?eta(?: yet)?(?: {OF} {_THIS})?",
    r"how much longer(?: (?:will|does) (?:it|this) (?:still )?take)?|how long (?:still|more|is it going to take)"
    r"|how long do i have to wait|wie lange (?:noch|muss ich (?:noch )?warten|dauert's|dauerts)(?: noch)?",
    r"wann (?:geht es|geht's|gehts) (?:hier |denn |endlich )?(?:weiter|los)|wann (?:passiert|tut sich) (?:et)?was"
    r"|wann (?:höre|hör) ich (?:von euch|etwas|was)|wann (?:bekomme|kriege) ich (?:eine )?(?:antwort|rückmeldung)"
    r"|when (?:do|will) i (?:hear|get) (?:back|from you|an answer|a reply|an update)(?: from you)?",
    r"ticket ?status|status ?abfrage|sachstand|zwischenstand|(?:gibt es|gibt's) einen (?:zwischenstand|neuen stand)"
    r"|what is the state|what's the state|wie ist der aktuelle stand|der stand|bearbeitungsstand",
    rf"(?:und )?wie (?:steht|sieht|läuft|schaut)(?:'?s| es)(?: denn| jetzt| gerade)?(?: {OF} {_THIS})?(?: aus)?",
    rf"how (?:does it|is it|is that|are things|are we) (?:look|looking|coming along|going)(?: {OF} {_THIS})?"
    rf"|how's (?:it|that) (?:looking|coming along|coming)(?: {OF} {_THIS})?|where (?:are"
    rf"|do) we (?:stand )?{OF} {_THIS}"
    r"|where do (?:we|things) stand|what's going on|what is going on|what's happening|was ist los|was ist da los",
    rf"(?:geht es|geht's|tut sich) (?:hier |denn |da )?(?:voran|vorwärts|weiter)(?: {OF} {_THIS})?",
    r"(?:is|are) (?:there )?(?:anybody|anyone|someone|you) (?:still )?(?:on it|working on it|looking into (?:it"
    r"|this))"
    r"|still waiting|i am still waiting|i'm still waiting|ich warte (?:immer )?noch|warte (?:immer )?noch",
    r"(?:gibt es|gibt's|gibts|hast du|habt ihr)?(?: |\b)(?:schon |denn )?"
    r"(?:etwas |was |irgendwas |irgendwelche |ein |einen )?"
    rf"(?:neue|neues|neuigkeiten|updates?|fortschritte?){_OF_MINE}",
    # where it is, what it does
    r"(?:where's|wheres|how's|hows|what's|whats|what about|wo bleibt|was macht|was machen|was wird aus|was ist aus"
    r"|wie geht es|wie gehts|wie geht's|wie weit ist|wie weit sind|(?:where|what|how|wo|was|wie)"
    r" (?:is|are|about|ist|sind|steht es um|steht's um|stehts um|läuft))"
    r"(?: with| up with| happening with| happening to| going on with| the matter with| mit| denn)*"
    rf" {MINE}(?: doing| now| going| at| geworden| denn| jetzt| gerade)*",
    r"wie (?:sieht es|siehts|sieht's|steht es|stehts|steht's|läuft es) (?:denn )?(?:aus )?"
    rf"(?:mit|um|bei) {MINE}(?: aus)?",
    rf"(?:how is|how's|hows) it (?:going|looking|coming along) (?:with|on) {MINE}",
    rf"(?:(?:show|list|see|zeige?|zeig)(?: me| mir)?(?: all)? )?{MINE}",
    # whether it is done, or begun
    rf"(?:is|has) (?:it|this|that|everything|{MINE})(?: been)? {_DONE}(?: yet| already| now)?"
    rf"|when (?:will|is) (?:it|this|that|{MINE})(?: be)? {_DONE}"
    r"|how long (?:will it|does it) (?:still )?take"
    rf"|wann (?:ist|wird) (?:es|das|{MINE})(?: wieder)? {_DONE}"
    rf"|(?:ist|wurde) (?:es|das|alles|{MINE}) (?:(?:denn|schon|jetzt|endlich|wieder|inzwischen) )*{_DONE}"
    r"|wie lange dauert (?:es|das)(?: noch)?",
    rf"(?:is|has) (?:anyone|anybody|someone|somebody) (?:working on|looking at|looked at|seen|handling) {_MY}"
    rf"(?: {TICKET})?(?: yet)?",
    rf"(?:arbeitet|kümmert sich) (?:schon |denn )?(?:jemand|wer) (?:schon )?(?:an|um) {_MY}(?: {TICKET})?",
    *OF_A_TICKET,
    r"what's new|whats new|what is new|was gibt es neues|was gibt's neues|was gibts neues"
    r"|wie weit seid ihr(?: schon)?"
    r"|wie weit (?:ist|seid ihr mit) (?:es|das|dem|der sache)(?: (?:denn|jetzt|schon))?"
    r"|how far are you(?: yet)?|has anything happened(?: yet)?|did anything happen(?: yet)?"
    r"|tut sich (?:schon |da )?(?:et)?was",
)
_STILL = r"(?:still|immer noch|noch immer|noch)"
_SO_FAR = r"(?: (?:new|neues|yet|so far|until now|bisher|bislang|bis jetzt))"
_FROM_YOU = r"(?: (?:from (?:you|anyone|anybody|the team)|von (?:euch|jemandem|wem)|for (?:me|us)|guys))?"
_IMPATIENT = re.compile(
    rf"(?:(?:and|und|so|also) )?(?:{_STILL} (?:nothing|nichts){_SO_FAR}*|(?:nothing|nichts){_SO_FAR}+"
    rf"|(?:{_STILL} )?(?:no|keine?n?)(?: new| neue[nrs]?)? (?:answers?|reply|replies|response|news|updates?|word"
    r"|progress|solution|fix|movement|eta|info|feedback|antwort|rückmeldung|neuigkeiten|reaktion|lösung|fortschritte?|bewegung)"
    rf"{_SO_FAR}*){_FROM_YOU}{_SO_FAR}*(?: {OF} {_THIS})?"
)
"""What asks how it stands where it is a question, and may be the answer to one: "still nothing?"."""
_CORRECTED = (
    "the", "ticket", "tickets", "request", "requests", "incident", "incidents", "status", "update", "updates",
    "progress", "news", "where", "wheres", "anfrage", "anfragen", "bestellung", "bestellungen", "meldung", "meldungen",
    "störung", "störungen", "neues", "neuigkeiten", "meine", "macht", "stand",
)  # fmt: skip
"""Words that are read through a slip of the hand. Others are near too many that mean something else."""
_ALONE = ("update", "updates", "neuigkeiten", "fortschritte")
"""Words that are read through a slip where they stand alone; "status" is asked about, as commands are."""
_OF_THEIR_OWN = frozenset(("updated", "updater"))
_STATUS = re.compile(rf"(?:(?:{_LEADS_TO.pattern}) )?(?:{'|'.join((*_WHEN_DONE, *_WAYS))})")
_KNOWN = frozenset(re.findall(r"[^\W\d_]+", " ".join((*_WAYS, *_WHEN_DONE, *_CORRECTED))))
"""Words that are spelled right as they are."""
_OF_THE_DESK = re.compile(rf"status|{TICKET}\b", re.IGNORECASE)
"""Words of which a desk speaks, and people among themselves do not."""
_POLITE = re.compile(r"(?:please|pls|plz|plse?|bitte|thanks|thank you|thx|danke)")
_EMOJI = re.compile(r"(?<!\w)[:;]-?[)dp](?!\w)|:[a-z0-9_+-]+:|[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?")
_WAVE = re.compile(r"(?:👋[\U0001f3fb-\U0001f3ff]?|:wave:(?::skin-tone-[2-6]:)?)")
_LONGEST = 140


def is_greeting(text: str, names: Mapping[str, bool]) -> bool:
    """Whether somebody says hello, be it to one of the `names`, or asks what can be done here, and nothing else.

    Of each name it is known whether it is a first name: any other counts behind one, or behind "Mrs".
    """
    if _WAVE.fullmatch(text.strip()):
        return True
    said = [_without_names(one, names) or one for one in _clauses(text)]
    return bool(said) and all(_GREETING.fullmatch(one) or _WHAT_NOW.fullmatch(one) for one in said)


def asks_how_it_stands(text: str, refs: Iterable[str] = ()) -> bool:
    """Whether somebody asks how their tickets stand, and nothing else. `refs` are the numbers that they name.

    Signs behind a number are words: "INC-1001 👎" is for those who work on it.
    """
    refs = tuple(refs)
    if refs and are_signs(re.sub("|".join(map(re.escape, refs)), "", text, flags=re.IGNORECASE)):
        return False
    for ref in refs:
        text = re.sub(rf"(?:(?:my|the|mein) )?(?:ticket )?{re.escape(ref)}", "my ticket", text, flags=re.IGNORECASE)
    said = _clauses(text)
    asked = [_asks(one) or any(map(_asks, without_subject(one))) for one in said]
    return any(asked) and all(one or _is_beside(other) for one, other in zip(asked, said, strict=True))


def asks_impatiently(text: str) -> bool:
    """Whether somebody asks how it stands in words that may answer, too, what they were asked: "still nothing?"."""
    said = _clauses(text) if text.rstrip(" !").endswith("?") else []
    waits = [_IMPATIENT.fullmatch(one) is not None for one in said]
    return any(waits) and all(
        waits_so or _is_beside(one) or _asks(one) for waits_so, one in zip(waits, said, strict=True)
    )


def names_asked_about(text: str, names: Callable[[str], bool]) -> tuple[str, ...]:
    """The words by which somebody asks how something of theirs goes on, and nothing else; empty where they do not.

    `names` says whether a word names something of theirs.
    """
    found: tuple[str, ...] = ()
    for clause in _clauses(text):
        named = find_names(clause, names)
        if not named and not _is_beside(clause):
            return ()
        found += named
    return found


def words_that_name(text: str) -> tuple[str, ...]:
    """The words of a question how something stands that may be what it is called by, in small letters."""
    words = (one for clause in _clauses(text) for one in re.findall(r"[^\W\d_]+", clause))
    return tuple(one for one in words if one not in _KNOWN)


def are_signs(text: str) -> bool:
    """Whether words are nothing but signs that say something: emoji, or more than the end of a sentence."""
    return bool(text.strip(" .,:;\n")) and re.search(r"(?!_)\w", _EMOJI.sub("", text)) is None


def asks_for_status(text: str) -> bool:
    """Whether somebody asks for the status by that word, or how "my ticket" stands: the desk knows it.

    Others ask those who work on it: "any news?"
    """
    return _OF_THE_DESK.search(text) is not None and asks_how_it_stands(text)


def _asks(clause: str) -> bool:
    return any(_STATUS.fullmatch(one) for one in (clause, _spelled(clause), spell_out(clause)))


def _is_beside(clause: str) -> bool:
    """Whether a clause says nothing by itself, and stands before or behind what is asked."""
    return any(way.fullmatch(clause) for way in (_GREETING, _GREETS_SOMEBODY, _POLITE, _LEADS_TO))


def _spelled(clause: str) -> str:
    """The words as they may have been meant. Most words alone are left: they may be commands, which are asked about."""
    words = clause.split()
    if len(words) > 1:
        return " ".join(_meant(one) for one in words)
    near = () if clause in _OF_THEIR_OWN else near_words(clause, _ALONE)
    return near[0] if near else clause


def _without_names(clause: str, names: Mapping[str, bool]) -> str:
    kept: list[str] = []
    called = False
    for word in clause.split():
        first = names.get(word.lstrip("@"))
        called = word in _TITLE or first is True or (called and first is False)
        if not called:
            kept.append(word)
    return " ".join(kept)


def _meant(word: str) -> str:
    near = () if word in _KNOWN else near_words(word, _CORRECTED)
    return near[0] if near else word


def _clauses(text: str) -> list[str]:
    """What is said between marks, small, without what is said to be polite at its ends."""
    if len(text) > _LONGEST:
        return []
    bare = _SHORT.sub(r"\1", _EMOJI.sub(" ", without_slipped_marks(text.replace("\u2019", "'").lower())))
    said = (" ".join(one.split()) for one in re.split(r"[.,!?;\n]", bare))
    return [kept for one in said if (kept := re.sub(r"^(?:please|bitte) | (?:please|pls|plz|plse?|bitte)$", "", one))]
