"""Files of Teams: where the bytes of one that somebody shared are, decided when it is heard, and read later.

A picture in a message's words is an attachment of the Bot Connector, which wants our token: it goes to the host that
the signed activity names as its service, to attachments there, and to nothing else. A file that was sent has an address
of SharePoint, or for downloads at the service, which opens without a token for some minutes. Other addresses are read
by nobody here.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from adapters.teams import ids
from adapters.teams.connector import Connector
from core.ports.channel import Rejected

_OURS, _OPEN, _BARE = "own", "open", "bare"
"""Whether an address is read with our token, without it at SharePoint, or without it as a download of the service.

It stands before the address in what is stored.
"""
_ATTACHMENTS = "/v3/attachments/"
"""Where the Bot Connector has attachments, below the service's address ("Attachments - Get Attachment")."""
_SHAREPOINT = (".sharepoint.com", ".sharepoint.us", ".sharepoint-mil.us", ".sharepoint.cn")


def source_of(service_url: str, url: object, download_url: object) -> str:
    """What a file is fetched by, as `File.source` keeps it; empty where it can not be.

    `service_url` is that of the activity, whose signature was checked together with it.
    """
    for each in (download_url, url):
        if not isinstance(each, str):
            continue
        if _at_service(each, service_url):
            if _is_attachment(each, service_url):
                return f"{ids.NAME}:{_OURS}:{each}"
            if each == download_url:
                return f"{ids.NAME}:{_BARE}:{each}"
        if _is_sharepoints(each) and each == download_url:
            return f"{ids.NAME}:{_OPEN}:{each}"
    return ""


async def fetch(connector: Connector, source: str, most: int) -> bytes:
    """What is in a file. Raises RetryLater, and Rejected: `gone`, `too_large`, `no_right` or Teams' own code."""
    how, _, url = source.partition(":")
    if not ((how == _OURS and _is_attachment(url)) or (how == _OPEN and _is_sharepoints(url)) or how == _BARE):
        raise Rejected("no_right")
    return await connector.fetch(url, most, with_token=how == _OURS)


def _at_service(url: str, service_url: str) -> bool:
    try:
        there, ours = urlsplit(url), urlsplit(service_url)
        return bool(there.hostname) and (there.scheme, there.hostname, there.port) == (
            ours.scheme, ours.hostname, ours.port,
        )  # fmt: skip
    except ValueError:
        return False


def _is_attachment(url: str, service_url: str = "") -> bool:
    """Whether it is below the attachments of the service, or of any where that is not known any more."""
    path = unquote(urlsplit(url).path).replace("\\", "/")
    if {".", ".."} & set(path.split("/")):  # it would lead elsewhere
        return False
    below = path.removeprefix(urlsplit(service_url).path.rstrip("/"))
    return below.startswith(_ATTACHMENTS) if service_url else _ATTACHMENTS in below


def _is_sharepoints(url: str) -> bool:
    try:
        there = urlsplit(url)
        return there.scheme == "https" and there.port in (None, 443) and (there.hostname or "").endswith(_SHAREPOINT)
    except ValueError:
        return False
