"""Teams' spelling of words: clean, and made harmless for Markdown. What people typed is read in `message.py`."""

from __future__ import annotations

import re

from core.ui.text import shorten

_PUNCTUATION = re.compile(r"([!#$&(-+\--/:<=>@\[-`{-~])")
"""ASCII signs that can mean something to a reader of Markdown: all but the quotes and `, ; % ?`."""
_LEADING = re.compile(r"^[ \t\u00a0]+|[ \t\u00a0]+$")
_OPENING = re.compile(r"\{(?=\{)")
NBSP = "\u00a0"
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """Words without control characters and lone surrogates, which nothing takes; line ends are newlines."""
    if text.isprintable():  # nearly all that is drawn, on one line and without any of these
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode("utf-8")


def inert(text: str) -> str:
    """Words for where Teams parses no Markdown: clean, and without its `{{DATE(...)}}`."""
    return _OPENING.sub("{\u200b", clean(text))


def escape(line: str) -> str:
    """One line for where Teams parses Markdown: every sign that could mean something stands for itself.

    No HTML, no mention, no link, no list, no code: `<` and `[` and all other signs that mean something somewhere are
    escaped, and space at either end, which may mean code or a line break, is made unbreakable. Quotes and commas are
    left: a client that shows backslashes shows few.
    """
    line = inert(line).replace("\n", " ")
    line = _LEADING.sub(lambda space: NBSP * len(space.group()), line)
    return _PUNCTUATION.sub(r"\\\1", line)


def tame(words: str) -> str:
    """Words beside a tick or a radio button: Teams parses Markdown there on some clients and shows it on others.

    So nothing is escaped: signs that mark something stand apart (a hair's breadth), which makes them mere signs, and
    no address is one.
    """
    words = re.sub(r"([*_~])", "\u200a\\1\u200a", inert(words).replace("`", "'"))
    words = re.sub(r"([\[\]<>()!]|[.:/@](?=\S))", "\\1\u200b", words)
    return f"\u200b{words}" if re.match(r"[-+#>=]|\d+[.)]", words) else words


def fallback(text: str, limit: int = 250) -> str:
    """The line for notifications and screen readers: plain words, never empty."""
    return shorten(" ".join(inert(text).split()), limit) or "Deskbell"


def name_for_mention(name: str) -> str:
    """A name between `<at>` and `</at>`: letters, digits and spaces, so that nothing in it is markup."""
    kept = "".join(sign if sign.isalnum() else " " for sign in clean(name))
    return shorten(" ".join(kept.split()), 60) or "somebody"
