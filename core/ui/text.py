"""Text as spans, never as markup.

What people typed travels through Deskbell inside these values; only a channel's renderer spells them for its
platform. There is deliberately no way to put a platform's markup into a span.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

TimeStyle = Literal["time", "day", "full"]
"""How much of an instant is shown: `10:34`, `Tue 27 Oct`, or `Tue 27 Oct 10:34` (always in the reader's zone)."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style. A newline in `text` is a line break.

    `pre` is a block of code: whole lines, with their indentation. Lists and quotes are no style: their lines begin
    with a sign or a number, which every platform shows.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str | None = None
    strike: bool = False
    pre: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A person who is to be pinged; `person` is a person id, `name` what is shown where a ping is impossible."""

    person: str
    name: str


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment shown in the reader's own zone; `words` are what is read where a platform cannot do that."""

    at: datetime
    style: TimeStyle = "full"
    words: str = ""


@dataclass(frozen=True, slots=True)
class ToType:
    """What a person can type to the desk: `ticket mine`, spelled as it is typed on a platform.

    `quoted` sets it off from the sentence around it; without it the words stand as they are. Without `slash` it is what
    is written in a conversation with the desk, the same everywhere.
    """

    words: str
    quoted: bool = True
    slash: bool = True

    def spell(self, *, slashes: bool) -> str:
        """`/ticket mine` where there are slash commands, else `mine`: the first word alone only leads to the others."""
        if not self.slash:
            return self.words
        if slashes:
            return f"/{self.words}"
        first, _, rest = self.words.partition(" ")
        return rest if rest and first in _LEADING else self.words


_LEADING = ("ticket", "desk")
"""Slash commands that do nothing but bring words to the desk."""

Span = Run | Mention | Instant | ToType
Text = tuple[Span, ...]
"""One flow of text. Paragraphs are newlines inside runs."""


def plain(text: str) -> Text:
    """Words as they are, in no style."""
    return (Run(text),) if text else ()


STYLES = ("bold", "italic", "strike", "code", "pre")
"""What the styles of a run are called, in stored words and wherever a platform's own names are translated."""


def in_style(run: Run, *names: str) -> Run:
    """The run in these of the STYLES as well."""
    has: dict[str, Any] = dict.fromkeys(names, True)
    return replace(run, **has)


def styles_of(words: str, runs: Sequence[Run]) -> tuple[str, ...]:
    """Which stretches of `words` have which styles: `4-9 bold code`, from the fourth character to before the ninth.

    `words` stand somewhere in `runs` (their last place counts): what is left when a command or a sign was taken off.
    Nothing where they stand nowhere.
    """
    whole = "".join(run.text for run in runs)
    begin = whole.rfind(words) if words else -1
    found: list[str] = []
    at = -begin
    for run in runs if begin >= 0 else ():
        start, end = max(at, 0), min(at + len(run.text), len(words))
        names = [name for name in STYLES if getattr(run, name)]
        if names and start < end:
            found.append(f"{start}-{end} {' '.join(names)}")
        at += len(run.text)
    return tuple(found)


def styled(words: str, styles: Sequence[str] = ()) -> tuple[Run, ...]:
    """Words as runs, in the styles that `styles_of` wrote. What is none of them, or of other words, is left out."""
    found: list[Run] = []
    at = 0
    for start, end, names in sorted(filter(None, map(_read_style, styles))):
        if start < at or end > len(words):
            continue
        found += [Run(words[at:start])] if start > at else []
        found.append(in_style(Run(words[start:end]), *(name for name in names.split() if name in STYLES)))
        at = end
    return (*found, Run(words[at:])) if at < len(words) else tuple(found)


def without_styles(text: Text) -> Text:
    """The same words in as few runs as can be, for a place that takes no more: only links and code in lines stay."""
    found: list[Span] = []
    for span in text:
        run = Run(span.text, pre=span.pre, href=span.href) if isinstance(span, Run) else span
        before = found[-1] if found else None
        if isinstance(run, Run) and isinstance(before, Run) and (run.pre, run.href) == (before.pre, before.href):
            found[-1] = replace(before, text=before.text + run.text)
        else:
            found.append(run)
    return tuple(found)


_STYLE = re.compile(r"([0-9]{1,9})-([0-9]{1,9}) ([a-z ]+)")


def _read_style(written: str) -> tuple[int, int, str] | None:
    found = _STYLE.fullmatch(written)
    return (int(found[1]), int(found[2]), found[3]) if found and int(found[1]) < int(found[2]) else None


def flatten(text: Iterable[Span], *, slashes: bool = True) -> str:
    """What a person would read aloud: the plain words, names and fallback times.

    `slashes` says whether what can be typed is a slash command there. Set off it stands in quotation marks: a place of
    plain text shows a backtick as one.
    """
    parts: list[str] = []
    for span in text:
        match span:
            case Run(text=words):
                parts.append(words)
            case Mention(name=name):
                parts.append(f"@{name}")
            case Instant(words=words):
                parts.append(words)
            case ToType():
                words = span.spell(slashes=slashes)
                parts.append(f"“{words}”" if span.quoted else words)
    return "".join(parts)


def shorten(words: str, limit: int) -> str:
    """`words` cut to `limit` characters, ending in an ellipsis when something was cut."""
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def apart(labels: Sequence[str], limit: int) -> tuple[str, ...]:
    """Labels of one list of choices, each of `limit` characters at most, so that no two of them read alike.

    Those that would be cut to the same keep their ends as well; those that are the same are counted: "Laptop (2)".
    """
    short = [shorten(each, limit) for each in labels]
    ends = [
        cut if short.count(cut) == 1 or len(whole) <= limit else _middle_left_out(whole, limit)
        for whole, cut in zip(labels, short, strict=True)
    ]
    found: list[str] = []
    for each in ends:
        label, count = each, 1
        while label in found:
            count += 1
            number = f" ({count})"
            label = f"{shorten(each, limit - len(number))}{number}"
        found.append(label)
    return tuple(found)


def _middle_left_out(words: str, limit: int) -> str:
    half = (limit - 1) // 2
    return f"{words[: limit - 1 - half].rstrip()}…{words[-half:].lstrip()}"


def beyond(title: str, words: str) -> str:
    """What `words` say that their `title` does not say already, where that is how they begin: a line, or a sentence."""
    said = title.removesuffix("…").rstrip()
    rest = words.removeprefix(said)
    if not said or rest == words:
        return words
    if said != title:
        return f"…{rest}"
    ends = rest[:1] in ("", "\n") or (said.endswith((".", "!", "?")) and rest[:1].isspace())
    return rest.strip() if ends else words


MAX_TEXT = 100_000
"""Characters of anything people type in one go. Slack keeps 40,000 of a message, Teams less: none of it is ever cut."""


def clean(text: str) -> str:
    """Typed text as it is kept: harmless, without space around it (`trim`), at most MAX_TEXT characters.

    Empty where nothing of it can be seen.
    """
    return shorten(trim(harmless(text)), MAX_TEXT) if is_seen(text) else ""


def is_seen(text: str) -> bool:
    """Whether anything of a text can be seen: it is more than space, and signs of no width."""
    return bool(text.strip()) and (text.isascii() or bool(_JOINERS_AND_SPACE.sub("", _UNSEEN.sub("", text))))


def trim(text: str, *, begins_line: bool = True) -> str:
    """Text without space around it, but for what its first line is indented by, which code has.

    Where it begins in the middle of a line, behind a command, only a line of its own is indented.
    """
    words = text.strip()
    _, line_end, indent = text[: len(text) - len(text.lstrip())].rpartition("\n")
    kept = indent if words and (line_end or begins_line) else ""
    is_code = "\n" in words or "\t" in kept or len(kept) >= _CODE
    return kept + words if is_code else words


_CODE = 4
"""Spaces by which a single line is indented on purpose."""


_TURNS_ROUND = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that set a direction until another ends it."""
_OPENS, _ISOLATES, _CLOSES = "\u2066\u2067\u2068", "\u2068", "\u2069"
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff9-\ufffb]+"
)
"""Characters of a name that nobody sees: of direction, of no width, that look like a space and are none."""
_JOINERS_AND_SPACE = re.compile("[\\s\u200c\u200d\u2800\ufe00-\ufe0f\U000e0000-\U000e007f]+")
"""What is seen together with other signs alone, and what is a space by another name."""
_JOINERS = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
"""Joiners that join nothing: between signs of other scripts, and in emoji, they are part of how a word is written."""
_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0405\u0408"
    "\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a7\u2212\ufe63",
    "ABEKMHOPCTXISJABEHIKMNOPTX--",
)


def one_name(text: str) -> str:
    """A name or a title: one line, without anything that nobody sees or that turns the words around it."""
    if not (text.isascii() and text.isprintable()):
        text = _JOINERS.sub("", _UNSEEN.sub("", " ".join(harmless(text).split())))
    return " ".join(text.replace("\x00", "").split())


def isolate(text: str) -> str:
    """Text as it is put into a sentence of ours: whatever directions it has, they end with it.

    Each line is isolated (Unicode's FSI and PDI) where it is written from the right or sets a direction; what it opened
    is closed, and nothing that it closes is ours.
    """
    return "".join(run.text for run in isolated((Run(text),)))


def isolated(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs as `isolate` keeps words: a line of theirs is one, however many styles it has."""
    runs = tuple(runs)
    whole = "".join(run.text for run in runs)
    if whole.isascii() or not (_FROM_RIGHT.search(whole) or _TURNS_ROUND.search(whole)):
        return runs
    kept = [replace(run, text="") for run in runs]
    last = max(at for at, run in enumerate(runs) if run.text)
    depth = 0
    for at, run in enumerate(runs):
        signs: list[str] = []
        for sign in run.text:
            if sign == "\n":
                signs.append(_CLOSES * depth)
                depth = 0
            elif not depth:
                signs.append(_ISOLATES)
                depth = 1
            if sign == _CLOSES and depth < 2:
                continue  # it would close ours
            depth += (sign in _OPENS) - (sign == _CLOSES)
            signs.append(sign)
        if at == last:
            signs.append(_CLOSES * depth)
        kept[at] = replace(run, text="".join(signs))
    return tuple(kept)


def in_place(isolated: str) -> str:
    """The text that `isolate` was given, where it is no part of a sentence: an address."""
    return isolated.removeprefix(_ISOLATES).removesuffix(_CLOSES) if isolated.startswith(_ISOLATES) else isolated


def recognised(text: str) -> str:
    """Text as a number of a ticket is looked for in it: wide and look-alike letters as the plain ones, none unseen."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).translate(_LOOK_ALIKES)


def harmless(text: str) -> str:
    """Text without what no database or platform takes: null bytes and halves of characters (lone surrogates)."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
