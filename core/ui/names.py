"""People named in typed words: "emre aydin", "Aydin, Emre", "e. aydin", "emre.aydin". Nobody is guessed.

A platform's own mention says whom it means and needs none of this. What may mean several people is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from core.errors import Refusal
from core.people import PersonId, platform_of
from core.policy import Policy
from core.ui.reading import Reading, Said
from core.ui.text import clean, shorten

_FILLERS = re.compile(
    r"\A(?:(?:it|this|that|es|das|(?:(?:the|this)\s+)?ticket)\s+)?(?:over\s+)?(?:to|for|an)\s+(?=\S)", re.IGNORECASE
)
_ME = re.compile(r"(?:me|myself|mir|mich)\b[\s,.!]*(?:please|bitte)?[\s.!]*", re.IGNORECASE)
_MOST_WORDS = 5
"""Words of the longest name that a note may follow."""
_PLEASE = re.compile(r"(?:\s|[,.!])*\b(?:please|pls|plz|bitte|thanks|thank\s+you|thx|danke)[\s,.!]*", re.IGNORECASE)
"""What is said to the desk behind a name, and is no note."""
_APART_FROM_NOTE = re.compile(r"\s*[,:;\u2013\u2014-]+\s+|\s*[:;]\s*")
_WHICH = re.compile(
    r"\A\W{0,3}(?:on\s+(?P<channel>[^\W_]+)\b|\((?P<address>[^()\s]+@[^()\s]+)\))[\s,:;.-]*", re.IGNORECASE
)
"""What tells apart those who are called the same, behind their name: the platform, or the address."""
_BETWEEN = ",:;-\u2013\u2014 "
"""What may stand between a name and a note, and belongs to neither."""
_APART = re.compile(r"[\W_]+")
_PLAIN = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n"}
)
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def read_person(said: Said, reading: Reading, among: Iterable[PersonId], *, staff: bool = True) -> PersonId | None:
    """Whom the words mean: who was mentioned, else one of these people by name. None where there are no words.

    Where none of them is meant, anybody else whom the desk has met: what may not be is then said of a known person.
    Raises Refusal where several are called so, or nobody is; `staff` where only a responder makes sense.
    """
    if said.mentions:
        return said.mentions[0]
    text = _FILLERS.sub("", clean(said.text).lstrip("@"), count=1).lstrip("@").rstrip(" .!")
    if not text:
        return None
    people = {person: names_of(person, reading.policy, reading.called) for person in dict.fromkeys(among)}
    if not staff:
        people |= others_met(reading, people)
    found = next(filter(None, _each_called(text, people, reading)), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise Refusal("which_person", field="person", text=shorten(text, 60), people=found[:5])
    raise Refusal("nobody_called", field="person", text=shorten(text, 60), staff=staff)


def _each_called(
    text: str, people: Mapping[PersonId, Iterable[str]], reading: Reading
) -> Iterator[tuple[PersonId, ...]]:
    """Who is called so, the likeliest first: of these people, else of all, with what is said behind and without."""
    for name in dict.fromkeys((text, _without_please(text))):
        yield people_called(name, people)
        yield people_called(name, others_met(reading, people))


def _without_please(text: str) -> str:
    found = next((one for one in _PLEASE.finditer(text) if one.end() == len(text)), None)
    return text[: found.start()] if found and found.start() else text


def means_oneself(said: Said) -> bool:
    """Whether the words are for whoever says them: "me", "to me please"."""
    text = _FILLERS.sub("", clean(said.text), count=1)
    return not said.mentions and _ME.fullmatch(text) is not None


def take_person(said: Said, reading: Reading, among: Iterable[PersonId]) -> tuple[PersonId | None, str]:
    """Whom the words begin with, and what they should know: "emre please look", "Emre Aydin: it is the profile".

    A single word behind a name may be the rest of one, so it is a note only behind a comma or a colon, or behind the
    whole name of somebody. Raises what `read_person` raises.
    """
    people = tuple(dict.fromkeys(among))
    if means_oneself(said):
        return said.person, ""
    if said.mentions:
        person = said.mentions[0]
        called = sorted(names_of(person, reading.policy, reading.called), key=len, reverse=True)
        named = next((f"@{one}" for one in called if f"@{one}" in said.text), "")
        before, _, behind = said.text.partition(named) if named else ("", "", said.text)
        return person, clean(f"{_FILLERS.sub('', f'{before.strip()} @', count=1).rstrip(' @')} {behind.strip(' ,:;-')}")
    text = _FILLERS.sub("", clean(said.text).lstrip("@"), count=1).lstrip("@")
    known = {person: names_of(person, reading.policy, reading.called) for person in people}
    # A whole company is looked through only where no responder is meant.
    found = _begun_with(text, known) or _begun_with(text, others_met(reading, known))
    if found and _PLEASE.fullmatch(found[1]):
        return found[0], ""
    return found or (read_person(said, reading, people), "")


def _begun_with(text: str, known: Mapping[PersonId, Iterable[str]]) -> tuple[PersonId, str] | None:
    """Whom of these the words begin with, and the note behind the name. Raises Refusal where it may be several."""
    for name, behind in (*_whole_names(text, known), *_split(text)):
        found, note = _told_apart(people_called(name, known), behind)
        if len(found) == 1:
            return found[0], note
        if found:
            raise Refusal("which_person", field="person", text=shorten(name, 60), people=found[:5])
    return None


def _told_apart(people: tuple[PersonId, ...], behind: str) -> tuple[tuple[PersonId, ...], str]:
    """Those of several who are called the same that the words behind their name mean, and the rest of these words."""
    which = _WHICH.match(behind) if len(people) > 1 else None
    if which is None:
        return people, behind
    channel, address = (which["channel"] or "").casefold(), (which["address"] or "").casefold()
    meant = tuple(each for each in people if (platform_of(each) == channel if channel else each == address))
    return (meant, behind[which.end() :]) if meant else (people, behind)


def _whole_names(text: str, known: Mapping[PersonId, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Where somebody's whole name of several words ends, whatever follows, also one that is joined by a sign
    ("emre.aydin"); the longest first.
    """
    words = text.split()
    whole = [_words(name) for names in known.values() for name in names if len(_parts(name)) > 1]
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        name, note = " ".join(words[:count]), text.split(maxsplit=count)[count]
        if any(_same(_words(name), one) for one in whole) and (said := note.lstrip(_BETWEEN)):
            yield name.rstrip(",:;"), said


def _split(text: str) -> Iterator[tuple[str, str]]:
    """Where a name may end and a note begin, the longest name first."""
    words = text.split()
    yield text, ""
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        name, note = " ".join(words[:count]), text.split(maxsplit=count)[count]
        marked = name[-1] in ",:;" or _APART_FROM_NOTE.match(f" {note}") is not None
        initial = count > 1 and len(words[count - 1]) == 1
        if not initial and (marked or len(note.split()) > 1 or _PLEASE.fullmatch(note)):
            yield name.rstrip(",:;"), note.lstrip(_BETWEEN)


def others_met(reading: Reading, known: Container[PersonId]) -> dict[PersonId, tuple[str, ...]]:
    """Everybody else whom the desk has met, each with their names."""
    return {
        person: (name, *names_of(person, reading.policy, reading.called))
        for person, name in reading.met().items()
        if person not in known
    }


def names_of(person: PersonId, policy: Policy, called: Callable[[PersonId], str]) -> tuple[str, ...]:
    """How a person is called: in the settings, on their platform, and before the @ of their address."""
    return tuple(dict.fromkeys((policy.name_of(person), called(person), person.partition("@")[0])))


def people_called(text: str, people: Mapping[PersonId, Iterable[str]]) -> tuple[PersonId, ...]:
    """Who of these people (each with their names) `text` may mean: all who are called exactly so, else all it fits.

    It fits by any of a name's words, in any order, each whole or as its first letter; accents, case, and how an umlaut
    is spelled do not matter. An address is its person.
    """
    address = text.strip().casefold()
    if address in people:
        return (address,)
    typed = _words(text)
    for gap in re.finditer(r"\s+(?=on\s|\()", text, re.IGNORECASE):
        several = people_called(text[: gap.start()], people)
        meant, rest = _told_apart(several, text[gap.end() :])
        if meant != several and not rest:
            return meant
    exact = [person for person, names in people.items() if any(_is_called(typed, name) for name in names)]
    return tuple(exact or [person for person, names in people.items() if any(_may_be(typed, name) for name in names)])


def _is_called(typed: tuple[frozenset[str], ...], name: str) -> bool:
    return _same(typed, _words(name))


def _same(typed: tuple[frozenset[str], ...], own: tuple[frozenset[str], ...]) -> bool:
    return len(own) == len(typed) and all(one & other for one, other in zip(typed, own, strict=True))


def _may_be(typed: tuple[frozenset[str], ...], name: str) -> bool:
    """Whether each typed word is another one of the name's, or begins it where it is one letter."""
    left = list(_words(name))
    if not typed or (len(typed) < 2 and all(len(one) == 1 for one in typed[0])):
        return False
    for word in sorted(typed, key=lambda ways: max(map(len, ways)), reverse=True):
        found = next((own for own in left if word & own), None) or next(
            (own for own in left if any(len(one) == 1 and each.startswith(one) for one in word for each in own)), None
        )
        if found is None:
            return False
        left.remove(found)
    return True


def _words(text: str) -> tuple[frozenset[str], ...]:
    """The words of a name, each as it may be spelled without accents: Müller is muller and mueller."""
    return tuple(frozenset((_bare(word), _bare(word.translate(_SPELLED_OUT)))) for word in _parts(text))


def _parts(text: str) -> list[str]:
    composed = unicodedata.normalize("NFC", text.casefold())
    return [word for word in _APART.split(composed) if word]


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
