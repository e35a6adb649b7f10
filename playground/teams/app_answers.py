"""What of an app's answers to invokes Teams takes; anything else raises AppFailed with what Teams tells the person."""

from __future__ import annotations

import json
from dataclasses import dataclass

from playground.app_client import Answer
from playground.teams.cards import complaints
from playground.teams.protocol import CARD, AppFailed, Json

TROUBLE = "Something went wrong. Please try again."
UNREACHABLE = "Unable to reach app. Please try again."
_MESSAGE = "application/vnd.microsoft.activity.message"
_ERROR = "application/vnd.microsoft.error"
_SEARCHED = "application/vnd.microsoft.search.searchResponse"
_SIZES = ("small", "medium", "large")
_MOST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Words:
    """The app said something in a small window or a line under the card; nothing else changes."""

    text: str


@dataclass(frozen=True, slots=True)
class FreshCard:
    """A card that takes the place of the one that was acted upon, for this person."""

    card: Json


@dataclass(frozen=True, slots=True)
class Continue:
    """A dialog to show (next)."""

    title: str
    card: Json | None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The dialog closes; `attached` is what a message extension puts into the message that is being written."""

    attached: Json | None = None


def _body(answer: Answer, trouble: str, *, may_be_empty: bool = False) -> Json:
    if not answer.ok:
        why = answer.reason if not answer.status else f"HTTP {answer.status}"
        raise AppFailed(f"{trouble} ({why})")
    if answer.status != 200:
        raise AppFailed(f"{trouble} (an invoke is answered with 200, not {answer.status})")
    if not answer.body.strip() and may_be_empty:
        return {}
    try:
        given = json.loads(answer.body)
    except ValueError:
        raise AppFailed(f"{trouble} (the answer is no JSON)") from None
    if given is None and may_be_empty:
        return {}
    if not isinstance(given, dict):
        raise AppFailed(f"{trouble} (the answer is no object)")
    return given


def _taken(card: object, trouble: str, *, in_dialog: bool = False) -> Json:
    if wrong := complaints(card, in_dialog=in_dialog):
        raise AppFailed(f"{trouble} ({'; '.join(wrong)})")
    assert isinstance(card, dict)
    return card


def read_action(answer: Answer) -> Words | FreshCard:
    """The answer to `adaptiveCard/action`: statusCode, type and value, with HTTP status 200."""
    given = _body(answer, TROUBLE)
    status, kind, value = given.get("statusCode"), given.get("type"), given.get("value")
    if not isinstance(status, int) or isinstance(status, bool):
        raise AppFailed(f"{TROUBLE} (statusCode must be a whole number)")
    match kind:
        case "application/vnd.microsoft.card.adaptive" if status == 200:
            return FreshCard(_taken(value, TROUBLE))
        case "application/vnd.microsoft.activity.message" if status == 200 and isinstance(value, str):
            return Words(value)
        case "application/vnd.microsoft.error" if status >= 400 and isinstance(value, dict):
            if not isinstance(value.get("code"), str) or not isinstance(value.get("message"), str):
                raise AppFailed(f"{TROUBLE} (an error has a code and a message)")
            raise AppFailed(f"{TROUBLE} ({status} {value['code']}: {value['message']})")
    expected = f"200 with {CARD} or {_MESSAGE}, or 4xx and 5xx with {_ERROR}"
    raise AppFailed(f"{TROUBLE} (statusCode {status} with type {kind!r} is not {expected})")


def read_dialog(answer: Answer, *, opening: bool = False, extension: bool = False) -> Words | Continue | Done:
    """The answer to task/fetch and task/submit, a message extension's too; only a submission may be answered empty."""
    given = _body(answer, UNREACHABLE, may_be_empty=not opening)
    if not given and not opening:
        return Done()
    if extension and "composeExtension" in given and not opening:
        return _composed(given["composeExtension"])
    task = given.get("task")
    if not isinstance(task, dict):
        raise AppFailed(f"{UNREACHABLE} (the answer has no task)")
    match task.get("type"), task.get("value"):
        case "message", str(text):
            return Words(text)
        case "continue", dict(value):
            return _continued(value)
    raise AppFailed(f"{UNREACHABLE} (a task is a continue with an object or a message with a string)")


def _continued(value: Json) -> Continue:
    title = value.get("title", "")
    if not isinstance(title, str) or len(title) > _MOST_TITLE:
        raise AppFailed(f"{UNREACHABLE} (title must be a string of a fitting length)")
    for name in ("width", "height"):
        size = value.get(name, "medium")
        if size not in _SIZES and (not isinstance(size, int) or isinstance(size, bool)):
            raise AppFailed(f"{UNREACHABLE} ({name} must be small, medium, large or a number of pixels)")
    card, url = value.get("card"), value.get("url")
    if (card is None) == (url is None):
        raise AppFailed(f"{UNREACHABLE} (a dialog has a card or a url, one of them)")
    if url is not None:
        return Continue(title, None, str(url))
    if not isinstance(card, dict) or card.get("contentType") != CARD:
        raise AppFailed(f"{UNREACHABLE} (card must be an attachment with contentType {CARD})")
    return Continue(title, _taken(card.get("content"), UNREACHABLE, in_dialog=True))


def _composed(given: object) -> Words | Done:
    if isinstance(given, dict):
        match given.get("type"):
            case "message" if isinstance(given.get("text"), str):
                return Words(given["text"])
            case "result" if isinstance(given.get("attachments"), list) and given["attachments"]:
                first = given["attachments"][0]
                _taken(first.get("content") if isinstance(first, dict) else None, UNREACHABLE)
                return Done(first)
    raise AppFailed(f"{UNREACHABLE} (composeExtension must be a message with text or a result with attachments)")


def read_choices(answer: Answer) -> list[Json]:
    """The answer to application/search: the choices of a field that asks while one types."""
    given = _body(answer, TROUBLE)
    value = given.get("value")
    results = value.get("results") if isinstance(value, dict) else None
    if given.get("statusCode") != 200 or given.get("type") != _SEARCHED or not isinstance(results, list):
        raise AppFailed(f"{TROUBLE} (the answer must be statusCode 200, type {_SEARCHED} and value.results)")
    for choice in results:
        if not isinstance(choice, dict) or not all(isinstance(choice.get(name), str) for name in ("title", "value")):
            raise AppFailed(f"{TROUBLE} (a choice has a title and a value)")
    return results
