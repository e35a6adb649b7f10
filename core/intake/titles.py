"""The title that people's words make, in English and German, and what they say beside it."""

from __future__ import annotations

import re

from core.intake.opening import TITLE_MAX, TITLE_MIN
from core.ui.text import clean, one_name, shorten

_SENTENCE = re.compile(
    r"(?<=[.!?\u2026])(?<!\b[A-Za-z]\.)(?<!\b(?:Dr|Mr|Ms|Hr|Fr|Nr|No|St|vs|ca)\.)(?<!\b(?:Mrs|bzw|usw|etc|inc|Tel|Abt)\.)\s+"
    r"|\n+"
)
"""What stands between sentences, abbreviations aside."""
_GREETING = (
    r"(?:h+i+|hell*o+|hey+|hallo+|hallöchen|moin(?: moin)?|servus|gr(?:ü|ue)(?:ß|ss) (?:gott|dich|euch)|grüezi|dear"
    r"|liebe[rs]?|sehr geehrte[rs]?|good (?:morning|afternoon|evening|day)|guten (?:morgen|tag|abend)|morning|mahlzeit"
    r"|greetings)"
)
_NAMED = r"(?:(?-i:Herr|Frau|Mr|Mrs|Ms)\.? )?(?-i:@?[A-ZÄÖÜ][a-zäöüß]+)(?=[,!:]|$)"
_CALLED = (
    r"(?:there|all|team|everyone|everybody|folks|guys|deskbell|zusammen|leute|ihr(?: lieben)?|it(?:[- ]team)?|support"
    rf"|service ?desk|helpdesk|damen und herren|kolleg\w+|{_NAMED})"
)
_ALSO = (
    r"(?:(?:(?:and|oh|ok|okay|so|und|well)[, ]+)?(?:also|too|by the way|btw|in addition|additionally|and|und|again"
    r"|(?:one more|another) thing|another question)"
    r"|(?:ach ja[, ]+)?(?:auch|noch (?:et)?was|noch eine frage|außerdem|ausserdem|übrigens|nochmal|ach ja)"
    r"(?=[,:.!?]|$))"
)
"""A German one that no mark follows has its verb behind it: the sentence would begin with that."""
_NUMBER = r"#?(?:[A-Z]{2,5}[-\u2010-\u2013 ]?)?[0-9]{3,12}"
_SAYS_NOTHING = re.compile(
    rf"(?:{_GREETING}(?: {_CALLED})*(?:[\s,!.:;\u2013-]+|$)"
    rf"|{_ALSO}(?:[\s,!.:;\u2013-]+|$)"
    rf"|{_NUMBER}(?:\s*[:,;!.]+(?:\s+|$)|\s+[\u2010-\u2014-]\s+|\s+(?=(?:{_ALSO})[\s.!?]*$)|\s*$))",
    re.IGNORECASE,
)
"""What begins a sentence and names no trouble: a greeting, "also", a number that is set apart."""


def headline(text: str) -> str:
    """The first sentence that says something, as a title. What was shared is a quote: its words count, not its sign.

    Greetings, "also" and bare numbers say nothing; where all is such, the first line is it.
    """
    said = [kept for each in _sentences(text) if (kept := _core(each))]
    first = next((each for each in said if len(each) >= TITLE_MIN), said[0] if said else "")
    return shorten(first, TITLE_MAX) if first else first_line(text)


def first_line(text: str) -> str:
    """The first line, as the title of a ticket whose words say nothing else."""
    lines = text.strip().splitlines()
    return shorten(one_name(lines[0].lstrip("> ")), TITLE_MAX) if lines else ""


def beside_title(text: str) -> str:
    """What the words of a message say beside the title that is made of them: all of it where that is more.

    Of a quote that is the title only what stands around it is left: who said it.
    """
    words, title = clean(text), headline(clean(text))
    lines = words.splitlines()
    others = [each for each in lines if not each.startswith(">")]
    quoted = one_name(" ".join(each.lstrip("> ") for each in lines if each.startswith(">")))
    if quoted and quoted == title:
        return "\n".join(others).strip()
    return "" if one_name(words) == title else words


def said_once(title: str, description: str) -> str:
    """The description of what a form made of a shared message, without the quote that is its title already."""
    shared = description.startswith(">") and title == headline(description)
    return beside_title(description) if shared else description


def _sentences(text: str) -> list[str]:
    lines = "\n".join(each.lstrip("> ") for each in text.strip().splitlines())
    return [one for each in _SENTENCE.split(lines) if (one := one_name(each))]


def _core(sentence: str) -> str:
    """A sentence without what says nothing before it, and with a capital letter where that was taken off."""
    kept = sentence
    while kept and (found := _SAYS_NOTHING.match(kept)):
        kept = kept[found.end() :]
    return kept if kept == sentence else kept[:1].upper() + kept[1:]
