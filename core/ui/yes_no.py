"""Whether words are nothing but an answer to a question that has buttons: yes, no, it works, it is still broken.

In English and German, read clause by clause through slips of the hand. Thanks and signs may stand beside; any other
word makes it no answer: "yes but it is slow" is for people to read.
"""

from __future__ import annotations

import re
from typing import Literal

from core.people import PersonId
from core.policy import Policy
from core.ui.slips import near_words, without_slipped_marks
from core.ui.thanks import only_thanks, says_it_works

Meaning = Literal["yes", "no", "works", "broken"]
"""What an answer says: yes or no to whatever was asked, or how it stands."""

_LONGEST = 80
_YES = (
    "yes|yep|yeah|yup|yea|ya|yessir|aye|sure|sure thing|absolutely|definitely|indeed|of course|correct|affirmative|y"
    "|yes please|ja|jep|jup|jap|jo|joa|jawohl|ja klar|klar|na klar|natürlich|stimmt|genau|ja genau|ja bitte|oui|si|j"
)
_NO = (
    "no|nope|nah|nay|n|not yet|not really|not any ?more|unfortunately not|sadly not|i am afraid not|negative|nein|nee"
    "|nö|noe|ne|leider nein|leider nicht|nein leider(?: nicht)?|noch nicht|nicht mehr|nicht wirklich|non"
    "|(?:it|that|i|we) (?:does|is|did|has|have|do|was)(?:n't|nt| not)|(?:es|das) (?:ist|tut) es nicht"
)
_ECHO = (
    "(?:it|that|i|we|this) (?:does|is|did|has|have|do|was)|das (?:tut|ist) es|tut es|ist es"
    "|ok|okay|oh|ah|hm|now|jetzt|nun|wieder|again|please|bitte|so|und|and|sorry|leider|unfortunately|hier|here"
)
"""What may follow a yes or a no, and says nothing of its own."""
_IT = r"(?:(?:it|that|this|everything|es|das|the (?:problem|issue)|das problem|der fehler)(?:'?s)? )?"
_STILL = (
    r"(?:still|yet|immer noch|noch immer|noch|weiterhin|nach wie vor|leider|unfortunately|sadly|auch|jetzt|now|gar"
    r"|überhaupt|aber|but|is|ist|completely|again|wieder|richtig|das|es)"
)
_AMISS = (
    "broken|not (?:working|fixed|solved|resolved|ok|okay|good|right|done|any better)|kaputt|defekt|gestört"
    "|nicht (?:behoben|gelöst|erledigt|repariert|ok|okay|gut|in ordnung|besser|fertig)|(?:the )?same (?:problem|issue"
    "|error)|das gleiche(?: problem)?|dasselbe(?: problem)?|unverändert|unchanged"
)
_STILL_AMISS = r"there|da|here|happening|happens|failing|fails|down|dead|the same|same|bad|slow|nicht|not"
_END = r"(?: (?:yet|any ?more|at all|again|properly|correctly|for me|here|now|mehr|wieder|richtig|bei mir|hier))*"
_BROKEN = re.compile(
    rf"{_IT}(?:{_STILL} )*(?:{_AMISS}){_END}"
    rf"|{_IT}(?:is )?(?:still|immer noch|noch immer|weiterhin|nach wie vor)(?: (?:is|ist))? (?:{_STILL_AMISS}){_END}"
    rf"|{_IT}(?:{_STILL} )*(?:(?:does|do|did|is|has|ca|wo)(?:n't|nt| not)|cannot|never) (?:still )?(?:work|working"
    rf"|worked|help|helped|fixed|solved){_END}"
    rf"|{_IT}(?:{_STILL} )*(?:geht|geht's|gehts|funktioniert|läuft|laeuft|klappt|tut|tut's|funzt)(?: {_STILL})*"
    rf" nicht{_END}"
    rf"|{_IT}hat (?:{_STILL} )*nicht (?:geholfen|geklappt|funktioniert)"
)
_GOT = re.compile(
    r"(?:(?:i|we) )?(?:have |'ve )?(?:got|received|have) (?:it|them|everything|all)(?: now| today)?|received|arrived"
    r"|(?:it|they|everything) (?:has |have )?(?:arrived|came)(?: today)?|(?:it's|it is|they are|everything is) here"
    r"|got it|all here|(?:ich )?(?:hab|habe|haben)(?: ich| wir)?(?: es| alles| sie)?(?: bekommen| erhalten)?"
    r"|(?:alles )?(?:bekommen|erhalten|angekommen|da)|(?:es |alles )?ist (?:da|angekommen)"
)
_NOT_GOT = re.compile(
    r"not right|wrong|(?:it's |it is |is |the )?wrong(?: one)?|(?:(?:i|we) )?(?:(?:did|have)(?:n't|nt| not)) (?:get|got"
    r"|received|receive)(?: (?:it|them|anything))?(?: yet)?|not (?:received|arrived|here)(?: yet)?|nothing (?:arrived"
    r"|came|here)(?: yet)?|(?:noch )?(?:nicht|nichts) (?:bekommen|erhalten|angekommen|da)|(?:das |ist )?falsch\w*"
    r"|(?:ist )?noch nicht (?:da|angekommen)|habe? ich (?:noch )?nicht(?: bekommen)?|(?:still )?missing|fehlt(?: noch)?"
)
"""How an order is answered for: whether it came."""
_FIRST_YES = re.compile(rf"(?:{_YES})(?: |$)")
_FIRST_NO = re.compile(rf"(?:{_NO})(?: |$)")
_AFTER = re.compile(rf"(?:{_ECHO})(?: |$)")
_CORRECTED = (
    "yes", "yeah", "nope", "nein", "works", "working", "still", "broken", "fixed", "geht", "funktioniert", "läuft",
    "kaputt", "immer", "nicht",
)  # fmt: skip
"""Words that are read through a slip of the hand."""
_KNOWN = frozenset(
    word
    for way in (_YES, _NO, _ECHO, _IT, _STILL, _AMISS, _STILL_AMISS, _END, _BROKEN.pattern, _GOT.pattern)
    for word in re.findall(r"[^\W\d_]+", way)
)
_APART = re.compile(r"[!.,;:\n\u2013\u2014]|\s-\s")
_UP = re.compile(r"(?:(?:👍|✅|✔|👌|:\+1:|:thumbsup:|:white_check_mark:|:heavy_check_mark:|:ok_hand:)\s*)+")
_DOWN = re.compile(r"(?:(?:👎|❌|✖|:-1:|:thumbsdown:|:x:|:negative_squared_cross_mark:)\s*)+")
_TONE = re.compile(r":skin-tone-[2-6]:|[\U0001f3fb-\U0001f3ff\ufe0f\u200d]")
_SIGN = re.compile(r":[a-z0-9_+-]+:|[\u2600-\u27bf\U0001f300-\U0001faff]|(?<!\w)[:;]-?[()dp](?!\w)")


def read_answer(policy: Policy, text: str, author: PersonId, *, ordered: bool = False) -> frozenset[Meaning]:
    """What the words answer, several of which agree ("no, still broken"); nothing where they are no mere answer.

    Of what was `ordered` people say whether they got it.
    """
    if len(text) > _LONGEST or "?" in text:
        return frozenset()
    said = _TONE.sub("", without_slipped_marks(text.replace("\u2019", "'"))).strip().lower()
    if _UP.fullmatch(said):
        return frozenset({"yes"})
    if _DOWN.fullmatch(said):
        return frozenset({"no"})
    found: set[str] = set()
    for clause in _APART.split(_SIGN.sub(" ", said)):
        meant = _read(policy, _spelled(" ".join(clause.split())), author, ordered=ordered)
        if meant is None:
            return frozenset()
        found |= meant
    if found <= {"thanks"} or found == {"no", "thanks"}:  # "no thanks" answers another question
        return frozenset()
    return frozenset(one for one in _MEANINGS if one in found)


_MEANINGS: tuple[Meaning, ...] = ("yes", "no", "works", "broken")


def _read(policy: Policy, clause: str, author: PersonId, *, ordered: bool) -> set[str] | None:
    """What a clause says, be it nothing; None where it says more than an answer does."""
    if not clause:
        return set()
    if _BROKEN.fullmatch(clause) or (ordered and _NOT_GOT.fullmatch(clause)):
        return {"broken"}
    if (ordered and _GOT.fullmatch(clause)) or (not _FIRST_YES.match(clause) and says_it_works(policy, clause, author)):
        return {"works"}
    for first, meant in ((_FIRST_NO, {"no"}), (_FIRST_YES, {"yes"}), (_AFTER, set[str]())):
        if begins := first.match(clause):
            behind = _read(policy, clause[begins.end() :], author, ordered=ordered)
            if behind is not None:
                return meant | behind
    return {"thanks"} if only_thanks(policy, clause, author) else None


def _spelled(clause: str) -> str:
    """The words as they may have been meant, letters that were held down once."""
    return " ".join(_meant(word) for word in clause.split())


def _meant(word: str) -> str:
    if word in _KNOWN:
        return word
    once = re.sub(r"(\w)\1+", r"\1", word)
    if once in _KNOWN and re.search(r"(\w)\1{2,}|(\w)\2$", word):
        return once
    near = [one for one in near_words(word, _CORRECTED) if one[0] == word[0]]  # "eyes" is none
    return near[0] if len(near) == 1 else word
