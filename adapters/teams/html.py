"""The HTML of a Teams message, read as its readers see it: links keep their addresses, code its indentation.

Lists, quotes and tables are told by signs at their lines, as they would be typed; what is bold or code is a run. What
has no words (a picture, a sticker, a voice message) is named.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from adapters.inbound_kit.links import says_address
from adapters.inbound_kit.parts import Writing, quote, words_of
from adapters.teams.words import clean
from core.phrases import Phrase, phrase
from core.ui.inbound import Parts
from core.ui.text import Run, in_style

Naming = Callable[[str, Writing], None]
"""Adds whoever or whatever is mentioned by that name."""
Saying = Callable[[Phrase], str]
"""Words a sentence of ours."""

_NBSP = "\u00a0"
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "section", "figure", "dl"})
_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_SILENT = frozenset({"script", "style", "attachment", "head", "title"})
_STYLES = {
    **dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strike"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("pre", "codeblock"), "pre"),
}
"""Which tag is which of our styles."""
_NO_LINKS = re.compile(r"(javascript|vbscript|data|about|blob):|[#/?]|[^:]*$", re.IGNORECASE)
"""What leads a reader nowhere: scripts, and what is within a page. Any other address is written out as words."""
_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SOUND = ("audio", "uriobject")
_MARKED = re.compile(
    r"<(?:a|b|strong|i|em|s|strike|del|code|pre|codeblock|kbd|table|tr|ul|ol|li|blockquote|img|emoji|hr|h[1-6]|audio|video"
    r"|uriobject)[\s/>]",
    re.IGNORECASE,
)


def says_more(content: str) -> bool:
    """Whether HTML tells a reader what its plain text leaves out."""
    return _MARKED.search(content) is not None


@dataclass(slots=True)
class _List:
    """A list that is open: the number of its last line, None where it has none."""

    number: int | None


@dataclass(slots=True)
class _Link:
    """A link that is open: its address, and how many parts there were before its words."""

    url: str
    words: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, name: Naming, say: Saying) -> None:
        super().__init__(convert_charrefs=True)
        self._name, self._say_phrase = name, say
        self.writings = [Writing()]
        self._styles: list[tuple[str, Run]] = []
        self._lists: list[_List] = []
        self._links: list[_Link] = []
        self._mention: list[str] | None = None
        self._mention_tag = ""
        self._nested = 0
        self._silent = 0
        self._tables: list[int] = []
        """The tables that are open, one within the other: how many cells the row has that is open in each."""

    @property
    def _in_cell(self) -> bool:
        return any(self._tables)

    @property
    def _style(self) -> Run:
        return self._styles[-1][1] if self._styles else Run("")

    @property
    def _into(self) -> Writing:
        return self.writings[-1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif self._mention is not None:
            self._nested += tag == self._mention_tag
        elif tag == "at" or "Mention" in given.get("itemtype", ""):
            self._mention, self._mention_tag, self._nested = [], tag, 0
        elif tag == "br":
            self._put(" " if self._in_cell and not self._style.pre else "\n")  # a row is one line
        elif tag == "hr":
            self._into.begin_line()
            self._into.say("---\n")
        elif tag in ("img", "emoji"):
            self._picture(given)
        elif tag in _SOUND or "Audio" in given.get("itemtype", ""):
            self._named(phrase("voice_message"))
        elif tag == "video":
            self._named(phrase("video_message"))
        elif tag == "a":
            self._links.append(_Link(given.get("href", "")))
        else:
            self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "blockquote":
            self.writings.append(Writing())
        elif tag in ("ul", "ol"):
            start = given.get("start", "1")
            number = (int(start) if _NUMBER.fullmatch(start) else 1) - 1
            self._lists.append(_List(number if tag == "ol" else None))
            self._into.begin_line()
        elif tag == "li":
            self._item()
        elif tag == "tr":
            self._row(begins=True)
        elif tag in ("td", "th"):
            self._tables = self._tables or [0]  # a cell that stands in no table
            self._into.say(" | " if self._tables[-1] else "")
            self._tables[-1] += 1
        elif tag in _BLOCKS or tag in ("pre", "codeblock"):
            self._block(tag)
        if tag == "table":
            self._tables.append(0)
        if tag in _STYLES:
            style = self._style
            if not style.pre:  # a block of code has no other style inside
                style = in_style(Run("") if _STYLES[tag] == "pre" else style, _STYLES[tag])
            self._styles.append((tag, style))

    def _block(self, tag: str) -> None:
        into = self._into
        if self._in_cell or (self._lists and _ends(into, (" ",))):
            return  # a paragraph within a cell, or right behind a list's sign
        into.begin_line()
        if tag in _SPACED and into.parts and not _ends(into, ("\n\n",)):
            into.say("\n")

    def _row(self, *, begins: bool) -> None:
        """A row is a line. One of a table within a cell stays in the line of that cell."""
        if self._tables:
            self._tables[-1] = 0
        if not self._in_cell:
            self._into.begin_line()
        elif begins and not _ends(self._into, (" ", "\n")):
            self._into.say(" ")

    def _item(self) -> None:
        self._into.begin_line()
        depth = max(len(self._lists) - 1, 0)
        own = self._lists[-1] if self._lists else _List(None)
        if own.number is not None:
            own.number += 1
        self._into.say("    " * depth + ("- " if own.number is None else f"{own.number}. "))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _SILENT:
            self.handle_starttag(tag, attrs)
            if tag not in ("br", "hr", "img", "emoji"):
                self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(self._silent - 1, 0)
            return
        if self._mention is not None:
            self._end_mention(tag)
            return
        if tag == "a" and self._links:
            self._end_link(self._links.pop())
        else:
            self._end(tag)
        for at in range(len(self._styles) - 1, -1, -1):
            if self._styles[at][0] == tag:
                del self._styles[at:]
                break

    def _end(self, tag: str) -> None:
        if tag == "blockquote" and len(self.writings) > 1:
            quoted = self.writings.pop().read()
            if quoted:
                quote(quoted, self._into)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._into.begin_line()
        elif tag == "tr":
            self._row(begins=False)
        elif tag in ("pre", "codeblock") and not _ends(self._into, ("\n",)):
            self._into.say("\n", self._style)
        if tag == "table" and self._tables:
            self._tables.pop()
        if (tag in _BLOCKS or tag == "li") and not self._in_cell:
            self._into.begin_line()

    def _end_mention(self, tag: str) -> None:
        if tag != self._mention_tag:
            return
        if self._nested:
            self._nested -= 1
            return
        name, self._mention = " ".join("".join(self._mention or ()).split()), None
        self._name(name, self._into)

    def _end_link(self, link: _Link) -> None:
        label, url = "".join(link.words).strip(), link.url.strip()
        if not _NO_LINKS.match(url) and not (label and says_address(url, label)):
            self._into.say(f" ({clean(url)})" if label else clean(url), self._style)

    def _picture(self, given: dict[str, str]) -> None:
        if words := given.get("alt", "").strip():
            self._put(words)
        else:
            self._named(phrase("picture"))

    def _named(self, said: Phrase) -> None:
        self._put(self._say_phrase(said))

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._mention is not None:
            self._mention.append(data)
            return
        if self._style.pre:
            data = data.replace("\r\n", "\n").removeprefix("\n" if _ends(self._into, ("\n",)) else "")
        else:
            data = _SPACES.sub(" ", data)
            at_start = not self._into.parts or _ends(self._into, ("\n", " ", _NBSP))
            data = data.lstrip(" ") if at_start else data
        self._put(data)

    def _put(self, words: str) -> None:
        words = clean(words)
        for link in self._links:
            link.words.append(words)
        self._into.say(words, self._style)

    def read(self) -> Parts:
        while len(self.writings) > 1:  # a quote that nobody closed
            quote(self.writings.pop().read(), self._into)
        return self._into.read()


def read_html(content: str, name: Naming, say: Saying) -> Parts:
    """What a reader of the HTML sees, with mentions by `name`."""
    reader = _Reader(name, say)
    reader.feed(content)
    reader.close()
    whole = Writing()
    for part in reader.read():
        if isinstance(part, str):
            whole.say(_tidied(part))
        elif isinstance(part, Run):
            whole.say(part.text.replace(_NBSP, " "), replace(part, text=""))
        else:
            whole.parts.append(part)
    return whole.read()


def _tidied(words: str) -> str:
    """Words without space before a line's end, and with one empty line at most."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" +\n", "\n", words.replace(_NBSP, " ")))


def _ends(writing: Writing, with_one_of: tuple[str, ...]) -> bool:
    return bool(writing.parts) and words_of(writing.parts[-1]).endswith(with_one_of)
