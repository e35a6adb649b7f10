"""What a dialog remembers of its form, sealed: it travels through the client, who could write something else into it.

Teams keeps nothing of a dialog and has no errors at fields: to draw it again, the whole form comes along. The seal is
bound to the speaker; a dialog that was opened before the app's password changed is outdated.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from core.people import Speaker
from core.ui.forms import Choice, Field, Form
from core.ui.inbound import Where
from core.ui.text import Instant, Mention, Run, Span, ToType

Json: TypeAlias = dict[str, Any]

LARGEST = 200_000
"""Characters of a sealed sheet that are looked at."""
_UNPACKED = 1_000_000
_LONGEST_LABEL = 300
"""Characters of a choice's words that travel along: more than is ever drawn of them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies in a dialog: its form (None when it only shows an answer), and where it was opened.

    `inside`: it was opened by a button that stood in a dialog, and not on the message of that place.
    """

    form: Form | None
    where: Where | None
    inside: bool = False


class Seal:
    """Closes and opens sheets with one secret."""

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(f"deskbell dialogs:{secret}".encode()).digest()

    def close(self, sheet: Sheet, speaker: Speaker) -> str:
        """The sheet as text that only this speaker can hand back. Raises ValueError when it is too large for that."""
        packed = json.dumps(
            [_form_down(sheet.form), _where_down(sheet.where), sheet.inside], ensure_ascii=False, separators=(",", ":")
        )
        raw = packed.encode("utf-8", "replace")
        if len(raw) > _UNPACKED:
            raise ValueError("a form too large to travel through a dialog")
        body = base64.urlsafe_b64encode(zlib.compress(raw, 6)).decode()
        return f"{body}.{self._sign(body, speaker)}"

    def open(self, sealed: object, speaker: Speaker) -> Sheet:
        """What `close` wrote for this speaker. Raises ValueError for anything else."""
        if not isinstance(sealed, str) or not sealed.isascii() or len(sealed) > LARGEST:
            raise ValueError("no dialog of ours")
        body, _, signature = sealed.partition(".")
        if not hmac.compare_digest(signature, self._sign(body, speaker)):
            raise ValueError("a dialog that was not sealed for this person")
        unpacker = zlib.decompressobj()
        packed = unpacker.decompress(base64.urlsafe_b64decode(body), _UNPACKED)
        form, where, *inside = json.loads(packed)
        return Sheet(_form_up(form), Where(*where) if where else None, inside=any(inside))

    def _sign(self, body: str, speaker: Speaker) -> str:
        return hmac.new(self._key, f"{speaker.id}\n{body}".encode(), hashlib.sha256).hexdigest()


def _where_down(where: Where | None) -> list[str | bool | None] | None:
    return [where.place, where.kind, where.thread, where.message, where.permalink, where.flat] if where else None


def _form_down(form: Form | None) -> Json | None:
    if form is None:
        return None
    fields = [_field_down(each) for each in form.fields]
    return {
        "command": form.command, "title": form.title, "fields": fields, "command_id": form.command_id,
        "submit": form.submit, "cancel": form.cancel, "context": dict(form.context), "back": form.back,
    }  # fmt: skip


_PLAIN = (
    "id", "label", "kind", "required", "value", "hint", "placeholder", "max_length", "min_length", "reloads", "search",
    "sensitive",
)  # fmt: skip


def _field_down(field: Field) -> Json:
    plain = {name: getattr(field, name) for name in _PLAIN}
    if field.sensitive:
        plain["value"] = None  # what was typed comes back with the dialog, and is remembered nowhere else
    return plain | {
        "choices": [[choice.value, choice.label[:_LONGEST_LABEL]] for choice in field.choices],
        "text": [_span_down(span) for span in field.text],
    }


def _span_down(span: Span) -> list[Any]:
    match span:
        case Run():
            return ["run", span.text, span.bold, span.italic, span.code, span.href]
        case Mention():
            return ["mention", span.person, span.name]
        case Instant():
            return ["instant", span.at.isoformat(), span.style, span.words]
        case ToType():
            return ["to_type", span.words, span.quoted]


def _form_up(found: Json | None) -> Form | None:
    if found is None:
        return None
    return Form(**{**found, "fields": tuple(_field_up(each) for each in found["fields"])})


def _field_up(found: Json) -> Field:
    value = found["value"]
    return Field(
        **{
            **found,
            "value": tuple(value) if isinstance(value, list) else value,
            "choices": tuple(Choice(*choice) for choice in found["choices"]),
            "text": tuple(_spans_up(found["text"])),
        }
    )


def _spans_up(found: list[list[Any]]) -> Iterator[Span]:
    for kind, *rest in found:
        match kind:
            case "run":
                yield Run(*rest)
            case "mention":
                yield Mention(*rest)
            case "to_type":
                yield ToType(*rest)
            case _:
                at, style, words = rest
                yield Instant(datetime.fromisoformat(at), style, words)
