"""What people type, made into a command and its arguments. Knows words, not meanings: no command stands in here.

A line is `[ticket] command [ticket] words...`: "INC-1042 claim", "resolve INC-1042 new cable", "note called her back".
Free text is kept exactly as typed (`Typed.words`); the same text read as words, with quotes and --flags taken apart,
is `Typed.arguments` and `Typed.flags`. A command uses whichever it needs.

Mentions are never guessed from text: a channel hands over the line as parts, in which a platform's mention is a
`MentionPart` with the person it stands for. In free text it reads as "@name".
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from core.calendars.hours import parse_duration
from core.processes import FOREIGN, PROCESSES
from core.ui.text import recognised, trim

__all__ = [
    "DEFAULT_PREFIXES",
    "MentionPart",
    "Part",
    "Typed",
    "did_you_mean",
    "find_key",
    "find_ticket_refs",
    "parse",
    "parse_duration",
    "parse_ticket",
    "take_key",
    "take_word",
]

DEFAULT_PREFIXES = (*(process.prefix for process in PROCESSES.values()), *FOREIGN.values())


@dataclass(frozen=True, slots=True)
class MentionPart:
    """A person whom the platform itself identified: their e-mail, or the id under which the directory knows them.

    In free text they are read by their name, where it is known: an address is nobody's to see.
    """

    person: str
    name: str = ""

    def __str__(self) -> str:
        return f"@{self.name or self.person}"


Part: TypeAlias = str | MentionPart


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed line, understood.

    command: canonical name, or None when the first word is none of the vocabulary (then `unknown` is that word).
    ticket: canonical number that stands directly before or after the command word; `ticket_leads` when before.
    words: the free text after command and ticket, as typed, mentions as "@name".
    rest: the same but with a ticket that came after the command word still in it, for commands whose argument is a
        ticket ("merge INC-1039" typed in a ticket's own thread).
    arguments: `words` as separate words, quoted text as one, mentions typed, flags left out.
    flags: the --words of the line without their dashes, lower case. They stay in `words`.
    said: the word or words by which the command was called, lower case.
    """

    command: str | None
    ticket: str | None = None
    words: str = ""
    rest: str = ""
    arguments: tuple[Part, ...] = ()
    flags: frozenset[str] = frozenset()
    unknown: str | None = None
    ticket_leads: bool = False
    said: str = ""

    @property
    def mentions(self) -> tuple[str, ...]:
        """The people mentioned, in order, each once."""
        return tuple(dict.fromkeys(each.person for each in self.arguments if isinstance(each, MentionPart)))


# A mention travels through the one string between two private-use characters, which are taken out of what was typed.
_OPEN, _CLOSE = "\ue000", "\ue001"
_FORGED = re.compile(f"[{_OPEN}{_CLOSE}]")
_MENTION = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_WORD = re.compile(
    rf'{_OPEN}(?P<mention>[0-9]+){_CLOSE}|"(?P<q1>[^"]*)"|[\u201c\u201e](?P<q2>[^\u201c\u201d]*)[\u201c\u201d]|(?P<plain>[^\s{_OPEN}]+)'
)
_FLAG = re.compile(r"--([a-zA-Z][\w-]*)")
_HYPHENS = "-\u2010\u2011\u2012\u2013"
_TRAILING = ".,:;!?"


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    plain: bool
    mention: MentionPart | None = None


def parse(
    line: str | Sequence[Part], vocabulary: Mapping[str, str], prefixes: Collection[str] = DEFAULT_PREFIXES
) -> Typed:
    """Understand a typed line. `vocabulary` maps names and aliases (of one or more words) to canonical names.

    Never fails: a line whose first word is no command has command None and all its text in `words`.
    """
    text, people = _flatten((line,) if isinstance(line, str) else line)
    tokens = _tokens(text, people)
    ticket, used = _ticket_at(tokens, 0, prefixes)
    leads = ticket is not None
    command, after = _command_at(tokens, used, vocabulary, text)
    inside, taken = _ticket_at(tokens, used + 1, prefixes) if ticket is None else (None, 0)
    if inside is not None:  # "give INC-1042 to Emre"
        around = [*tokens[: used + 1], *tokens[taken:]]
        longer, end = _command_at(around, used, vocabulary, text)
        if longer is not None and end > max(after if command is not None else 0, tokens[taken - 1].end):
            command, after, ticket = longer, end, inside
    if command is None:
        body = trim(text[_end(tokens, used) :], begins_line=not used)
        first = tokens[used] if used < len(tokens) else None
        unknown = first.text.rstrip(_TRAILING) or None if first is not None and first.plain else None
        return _typed(None, ticket, body, body, people, unknown=unknown, ticket_leads=leads)
    rest = trim(text[after:], begins_line=False)
    said = " ".join(text[_end(tokens, used) : after].casefold().split()).rstrip(_TRAILING)
    words = rest
    if ticket is None:
        remaining = _tokens(rest, people)
        ticket, taken = _ticket_at(remaining, 0, prefixes)
        words = trim(rest[_end(remaining, taken) :], begins_line=False) if taken else rest
    return _typed(command, ticket, words, rest, people, unknown=None, ticket_leads=leads, said=said)


def did_you_mean(word: str, vocabulary: Mapping[str, str] | Iterable[str]) -> list[str]:
    """At most three names that look like `word`, best first, as the vocabulary spells them.

    An alias that fits is answered with the canonical name, each name once.
    """
    names = dict(vocabulary) if isinstance(vocabulary, Mapping) else {each: each for each in vocabulary}
    by_folded = {name.casefold(): canonical for name, canonical in names.items()}
    close = difflib.get_close_matches(word.casefold()[:40], by_folded, n=9, cutoff=0.6)
    return list(dict.fromkeys(by_folded[each] for each in close))[:3]


def take_word(text: str) -> tuple[str, str]:
    """The first word (quotes taken off) and the rest as typed: "infra line is down" -> ("infra", "line is down")."""
    found = _WORD.search(text)
    if found is None:
        return "", ""
    word = found["q1"] if found["q1"] is not None else found["q2"] if found["q2"] is not None else found[0]
    return word, text[found.end() :].strip()


def find_key(text: str, key: str) -> re.Match[str] | None:
    """Where `text` names a key of the settings: as it is kept or as people read it, `service-desk` or Service Desk."""
    spelled = r"[\s_-]+".join(re.escape(word) for word in re.split("[_-]", key))
    return re.search(rf'(?<![\w-])["“„]?{spelled}(?![\w-])["”“]?', text, re.IGNORECASE)


def take_key(text: str, keys: Iterable[str]) -> tuple[str, str]:
    """The key that `text` begins with and the rest as typed; the first word where it begins with none of them."""
    for key in sorted(keys, key=len, reverse=True):
        found = find_key(text, key)
        if found is not None and not text[: found.start()].strip():
            return key, text[found.end() :].strip()
    return take_word(text)


def find_ticket_refs(text: str, prefixes: Collection[str] = DEFAULT_PREFIXES) -> list[str]:
    """Ticket numbers in prose, canonical ("INC-1042"), in order, each once. Only with a hyphen: "inc 5" is prose."""
    return list(
        dict.fromkeys(_canonical(found[1], found[2]) for found in _prose(tuple(prefixes)).finditer(recognised(text)))
    )


def parse_ticket(text: str, prefixes: Collection[str] = DEFAULT_PREFIXES) -> str | None:
    """The number that `text` as a whole is, canonical: "INC-1042", "inc 1042" and "INC1042" alike. Else None."""
    found = _argument(tuple(prefixes)).fullmatch(recognised(text).strip().rstrip(_TRAILING))
    return _canonical(found[1], found[2]) if found else None


def _flatten(parts: Sequence[Part]) -> tuple[str, tuple[MentionPart, ...]]:
    people: list[MentionPart] = []
    text = ""
    for part in parts:
        match part:
            case MentionPart():
                text += f"{_OPEN}{len(people)}{_CLOSE}"
                people.append(part)
            case str():
                text += _FORGED.sub("", part)
    return text, tuple(people)


def _tokens(text: str, people: Sequence[MentionPart]) -> list[_Token]:
    found = []
    for match in _WORD.finditer(text):
        if match["mention"] is not None:
            person = people[int(match["mention"])]
            found.append(_Token(str(person), match.start(), match.end(), plain=False, mention=person))
        elif match["plain"] is not None:
            found.append(_Token(match["plain"], match.start(), match.end(), plain=True))
        else:
            quoted = match["q1"] if match["q1"] is not None else match["q2"]
            found.append(_Token(_spoken(quoted, people), match.start(), match.end(), plain=False))
    return found


def _ticket_at(tokens: Sequence[_Token], index: int, prefixes: Collection[str]) -> tuple[str | None, int]:
    """The ticket that starts at a token, and the index after it."""
    if index < len(tokens) and tokens[index].plain:
        whole = parse_ticket(tokens[index].text, prefixes)
        if whole is not None:
            return whole, index + 1
        if index + 1 < len(tokens) and tokens[index + 1].plain:
            spaced = parse_ticket(f"{tokens[index].text} {tokens[index + 1].text}", prefixes)
            if spaced is not None:
                return spaced, index + 2
    return None, index


def _command_at(
    tokens: Sequence[_Token], index: int, vocabulary: Mapping[str, str], text: str
) -> tuple[str | None, int]:
    """The longest name of the vocabulary that starts at a token, and where in the text it ends."""
    names = {" ".join(name.casefold().split()): canonical for name, canonical in vocabulary.items()}
    longest = max((name.count(" ") + 1 for name in names), default=0)
    for length in range(longest, 0, -1):
        some = tokens[index : index + length]
        if len(some) < length or not all(each.plain for each in some):
            continue
        said = " ".join(each.text for each in some).casefold()
        for candidate in (said, said.rstrip(_TRAILING)):
            if candidate in names:
                return names[candidate], some[-1].end
    if index < len(tokens) and tokens[index].plain:  # a sign such as ">>" needs no space after it
        for sign in sorted((name for name in names if not any(c.isalnum() for c in name)), key=len, reverse=True):
            if sign and tokens[index].text.startswith(sign):
                return names[sign], tokens[index].start + len(sign)
    return None, len(text)


def _typed(
    command: str | None,
    ticket: str | None,
    words: str,
    rest: str,
    people: Sequence[MentionPart],
    *,
    unknown: str | None,
    ticket_leads: bool,
    said: str = "",
) -> Typed:
    arguments: list[Part] = []
    flags = set()
    for token in _tokens(words, people):
        flag = _FLAG.fullmatch(token.text) if token.plain else None
        if flag is not None:
            flags.add(flag[1].lower())
        else:
            arguments.append(token.mention or token.text)
    return Typed(
        command=command,
        ticket=ticket,
        words=_spoken(words, people).rstrip(),
        rest=_spoken(rest, people).rstrip(),
        arguments=tuple(arguments),
        flags=frozenset(flags),
        unknown=unknown,
        ticket_leads=ticket_leads,
        said=said,
    )


def _spoken(text: str, people: Sequence[MentionPart]) -> str:
    return _MENTION.sub(lambda found: str(people[int(found[1])]), text)


def _end(tokens: Sequence[_Token], used: int) -> int:
    return tokens[used - 1].end if used else 0


@lru_cache(maxsize=64)
def _prose(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])({_any_of(prefixes)})[{_HYPHENS}]([0-9]{{1,9}})(?!\w|-\w)", re.IGNORECASE)


@lru_cache(maxsize=64)
def _argument(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"#?({_any_of(prefixes)})[{_HYPHENS}\s]?([0-9]{{1,9}})", re.IGNORECASE)


def _any_of(prefixes: Iterable[str]) -> str:
    return "|".join(re.escape(each) for each in prefixes) or "(?!)"


def _canonical(prefix: str, number: str) -> str:
    return f"{prefix.upper()}-{int(number)}"
