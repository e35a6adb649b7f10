"""The tiny HTML that templates may write, read into spans: `b i s code pre a br mention time typed`, nothing else.

The scanner is stricter than HTML on purpose. A `<` is the start of one of these tags, spelled in full with quoted
attributes, or it is an error; so what a person typed, which arrives escaped, can only ever be the text of a run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape, unescape

from core.ui.text import Instant, Mention, Run, Span, Text, TimeStyle, ToType, in_place, in_style, isolated

_STYLES = {"b": "bold", "i": "italic", "s": "strike", "code": "code", "pre": "pre"}
"""Which tag is which style of a run."""
AROUND = (*_STYLES, "a")
"""Tags around words; the others stand alone."""
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_STYLES, ()),
    "a": ("href",),
    "br": (),
    "mention": ("person",),
    "time": ("at", "style"),
    "typed": ("words", "quoted", "slash"),
}
_OPTIONAL = ("style", "quoted", "slash")
_TIME_STYLES: dict[str, TimeStyle] = {"time": "time", "day": "day", "full": "full"}
_LINKS = ("https://", "http://", "mailto:")
_TAG = re.compile(r'<(/?)([a-z]+)((?:\s+[a-z]+="[^"<>]*")*)\s*/?>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_BARE_AND = re.compile(r"&(?!(?:#[0-9]+|#x[0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)")


class MarkupError(Exception):
    """What is wrong with a piece of markup, in one sentence; `line` counts from 1 in what was read."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    closes: bool
    attributes: dict[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class _Words:
    text: str
    line: int


class _Tagged(str):
    """A tag of ours, which a template places as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def typed(words: str, quoted: bool = True, slash: bool = True) -> str:
    """Words to type, spelled by each platform; a template places them with `{{ }}`.

    Without `slash` they are what one writes in a conversation with the desk, the same everywhere.
    """
    how = " ".join(f'{name}="{"yes" if holds else "no"}"' for name, holds in (("quoted", quoted), ("slash", slash)))
    return _Tagged(f'<typed words="{escape(words)}" {how}>')


def marked(runs: Iterable[Run]) -> str:
    """What somebody said, in its styles, for a template to place; every sign of it stays a sign."""
    return _Tagged("".join(_marked(run) for run in isolated(runs)))


def placed(text: Text) -> str:
    """What another block says, for a template to place."""
    return _Tagged("".join(map(_spelled, text)))


def _spelled(span: Span) -> str:
    match span:
        case Mention(person=person):
            return f'<mention person="{escape(person)}">'
        case Instant(at=at, style=style):
            return f'<time at="{at.isoformat()}" style="{style}">'
        case ToType(words=words, quoted=quoted, slash=slash):
            return typed(words, quoted, slash)
    return _marked(span)


def _marked(run: Run) -> str:
    words = escape(run.text)
    for tag, style in _STYLES.items():
        if getattr(run, style):
            words = f"<{tag}>{words}</{tag}>"
    return words


def words_of(placed: object) -> str:
    """What a template is given to place, as words without styles."""
    return unescape(_TAG.sub("", placed)) if isinstance(placed, _Tagged) else str(placed)


def check(skeleton: str) -> None:
    """Hold a template's own text against the whitelist. Raises MarkupError.

    `skeleton` is the template with a harmless word for each `{{ }}`. Whether tags are closed is seen when it is
    rendered, since a branch may hold half of a pair.
    """
    for part in _scan(skeleton):
        if isinstance(part, _Words) and (found := _BARE_AND.search(part.text)):
            line = part.line + part.text.count("\n", 0, found.start())
            raise MarkupError(line, "write &amp; for a plain &")


def parse(markup: str, *, name: Callable[[str], str], when: Callable[[datetime, TimeStyle], str]) -> Text:
    """The spans of rendered markup; `name` gives the words of a mention, `when` those of an instant.

    Raises MarkupError for anything outside the whitelist, tags that do not pair, and times that are none.
    """
    spans: list[Span] = []
    opened: list[tuple[str, Run]] = []
    style = Run("")
    for part in _scan(markup):
        match part:
            case _Words(text=text):
                _add(spans, replace(style, text=unescape(text)))
            case _Tag(name="br"):
                _add(spans, replace(style, text="\n"))
            case _Tag(name="mention", attributes=attributes):
                person = attributes["person"]
                spans.append(Mention(person, name(person)))
            case _Tag(name="typed", attributes=attributes):
                spans.append(
                    ToType(attributes["words"], attributes.get("quoted") != "no", attributes.get("slash") != "no")
                )
            case _Tag(name="time"):
                spans.append(_instant(part, when))
            case _Tag(name=tag, closes=True):
                if not opened or opened[-1][0] != tag:
                    raise MarkupError(part.line, f"</{tag}> closes nothing that is open")
                style = opened.pop()[1]
            case _Tag(name=tag, attributes=attributes):
                opened.append((tag, style))
                style = _styled(style, tag, attributes, part.line)
    if opened:
        raise MarkupError(markup.count("\n") + 1, f"<{opened[-1][0]}> is never closed")
    return tuple(spans)


def _scan(markup: str) -> Iterator[_Words | _Tag]:
    at, line = 0, 1
    while at < len(markup):
        start = markup.find("<", at)
        if start < 0:
            start = len(markup)
        if start > at:
            yield _Words(markup[at:start], line)
            line += markup.count("\n", at, start)
        if start == len(markup):
            return
        found = _TAG.match(markup, start)
        if found is None:
            seen = markup[start : start + 20].split("\n", maxsplit=1)[0]
            raise MarkupError(line, f'{seen!r} is no tag: write &lt; for a plain <, and attributes as name="value"')
        yield _tag(found, line)
        line += found.group().count("\n")
        at = found.end()


def _tag(found: re.Match[str], line: int) -> _Tag:
    slash, name, written = found.groups()
    if name not in _ATTRIBUTES:
        raise MarkupError(line, f"<{name}> is not allowed: use b, i, s, code, pre, a, br, mention, time or typed")
    if slash:
        if name not in AROUND or written:
            raise MarkupError(line, f"</{name}> is not allowed: <{name}> stands alone")
        return _Tag(name, True, {}, line)
    pairs = _ATTRIBUTE.findall(written)
    attributes = {key: unescape(value) for key, value in pairs}
    allowed = _ATTRIBUTES[name]
    for key in attributes:
        if key not in allowed:
            raise MarkupError(line, f"<{name}> has no attribute {key}")
    required = [key for key in allowed if key not in _OPTIONAL]
    if len(pairs) != len(attributes) or any(key not in attributes for key in required):
        raise MarkupError(line, f"<{name}> needs {', '.join(required) or 'no attributes'}, each once")
    return _Tag(name, False, attributes, line)


def _styled(style: Run, tag: str, attributes: dict[str, str], line: int) -> Run:
    if tag in _STYLES:
        return in_style(style, _STYLES[tag])
    href = in_place(attributes["href"])
    if not href.lower().startswith(_LINKS):
        raise MarkupError(line, "a link begins with https://, http:// or mailto:")
    return replace(style, href=href)


def _instant(tag: _Tag, when: Callable[[datetime, TimeStyle], str]) -> Instant:
    style = _TIME_STYLES.get(tag.attributes.get("style", "full"))
    if style is None:
        raise MarkupError(tag.line, "the style of a time is time, day or full")
    try:
        at = datetime.fromisoformat(tag.attributes["at"])
    except ValueError as error:
        raise MarkupError(tag.line, f"{tag.attributes['at'][:40]!r} is no instant") from error
    if at.utcoffset() is None:
        raise MarkupError(tag.line, "an instant needs its offset, like +00:00")
    return Instant(at, style, when(at, style))


def _add(spans: list[Span], run: Run) -> None:
    """Append words, joining them to the last ones when the style is the same."""
    last = spans[-1] if spans else None
    if isinstance(last, Run) and replace(last, text="") == replace(run, text=""):
        spans[-1] = replace(last, text=last.text + run.text)
    elif run.text:
        spans.append(run)
