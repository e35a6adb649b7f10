"""A link arrives with the address to which it leads, whatever its label says, on both platforms."""

from __future__ import annotations

from html import escape as in_html
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.inbound_kit.parts import words_of
from adapters.slack.rich_text import BlockReader
from adapters.slack.words import Mrkdwn, decode, escape
from adapters.teams.card_words import words_in
from adapters.teams.message import MessageReader

SITES = ("bank.example", "evil.example", "wiki.nordlicht.example")
URLS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(("https://", "http://", "HTTPS://")),
    st.sampled_from(SITES),
    st.sampled_from(("", "/", "/it/vpn", "/42", "/a?u=bank.example", "?u=bank.example/vpn", "#vpn", "/bank.example/")),
    st.sampled_from(("", "", "/")),
)
MAILS = st.sampled_from(("mailto:a@bank.example", "mailto:b@evil.example", "tel:+4942"))
ADDRESSES = URLS | MAILS
LABELS = (
    ADDRESSES
    | st.sampled_from(("vpn", "42", "the page", "/", "example", "https://", "u=bank.example", *SITES))
    | ADDRESSES.map(lambda url: url.partition(":")[2].lstrip("/"))
)
TEAMS = MessageReader("t", lambda said: said.code)


def tail(url: str, label: str) -> bool:
    """Whether a label is the whole of an address, but for the scheme that platforms put before it."""
    whole = url.rstrip("/").casefold()
    return label.rstrip("/").casefold() in (whole, whole.removeprefix("https://").removeprefix("http://"),
                                            whole.removeprefix("mailto:"), whole.removeprefix("tel:"))  # fmt: skip


def arrives(said: str, url: str, label: str) -> None:
    assert label.strip() in said
    if tail(url, label):
        return
    assert said == f"{label} ({url})"


@given(ADDRESSES, LABELS)
@example("https://wiki.nordlicht.example/it/vpn", "vpn")
@example("https://evil.example/?u=bank.example", "bank.example")
@example("https://evil.example", "bank.example")
@example("https://evil.example", "https://bank.example")
@example("https://x.example/42", "42")
def test_a_label_never_stands_for_another_address(url: str, label: str) -> None:
    element: dict[str, Any] = {"type": "link", "url": url, "text": label}
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}]
    arrives("".join(map(words_of, BlockReader(Mrkdwn("T1", "UBOT", {})).read(blocks))), url, label)
    typed = decode(f"<{escape(url)}|{escape(label)}>", team="T1", bot_user="UBOT", styles=True)
    arrives("".join(map(words_of, typed)), url, label)
    content = f'<p><a href="{in_html(url)}">{in_html(label)}</a></p>'
    arrives(TEAMS.payload({"body": {"contentType": "html", "content": content}}), url, label)


@given(URLS, LABELS)
def test_a_button_of_a_card_has_its_address_beside_its_label(url: str, label: str) -> None:
    card = {"type": "AdaptiveCard", "actions": [{"type": "Action.OpenUrl", "title": label, "url": url}]}
    (said,) = words_in(card, lambda url: False).lines
    assert said == f"[{label}]" + (f" ({url})" if url.startswith("http") else "")


def test_what_a_platform_linked_by_itself_reads_as_it_was_typed() -> None:
    for url, label in (
        ("http://bank.example", "bank.example"),
        ("http://bank.example/", "bank.example"),
        ("http://bank.example", "Bank.example"),
        ("https://bank.example/a?b=C", "https://bank.example/a?b=C"),
        ("mailto:a@bank.example", "a@bank.example"),
        ("tel:+4942", "+4942"),
    ):
        typed = decode(f"<{url}|{label}>", team="T1", bot_user="UBOT")
        assert "".join(map(words_of, typed)) == label
        content = f'<a href="{url}">{label}</a>'
        assert TEAMS.payload({"body": {"contentType": "html", "content": content}}) == label


def test_the_same_words_in_other_letters_are_another_address() -> None:
    typed = decode("<https://bank.example/Secret|bank.example/secret>", team="T1", bot_user="UBOT")
    assert "".join(map(words_of, typed)) == "bank.example/secret (https://bank.example/Secret)"
