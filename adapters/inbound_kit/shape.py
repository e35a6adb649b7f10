"""The shape of what a platform sends, declared as typed dictionaries and held against each payload before it is read.

A signature says who sent a payload, not that it looks as documented. A shape names what is read of it and nothing else;
null counts as absent, and what is not named may be anything, since platforms add fields all the time.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, Discriminator, InstanceOf, Tag, TypeAdapter, ValidationError

Text: TypeAlias = InstanceOf[str]
"""Any words. Not pydantic's `str`, which refuses halves of characters: some clients send them."""


def _storable(said: str) -> str:
    if "\x00" in said:
        raise ValueError("no platform's id holds a NUL, and no database takes one")
    return said


Id: TypeAlias = Annotated[InstanceOf[str], AfterValidator(_storable)]
"""What something is found by, or an instant: it is stored, or asked for, as it stands there."""
_OTHER = "other"


class Shape:
    """What a payload of one kind must look like."""

    def __init__(self, declared: Any) -> None:
        """`declared` is a TypedDict, or what `told_apart` gives."""
        self._adapter: TypeAdapter[Any] = TypeAdapter(declared)

    def fits(self, found: object) -> bool:
        """Whether what was found looks as declared."""
        try:
            self._adapter.validate_python(found, strict=True)
        except ValidationError:
            return False
        return True


def told_apart(field: str, kinds: Mapping[str, Any], other: Any) -> Any:
    """One of several shapes, by the words in an object's `field`; `other` where they name none of `kinds`."""

    def kind_of(found: Any) -> str:
        kind = found.get(field) if isinstance(found, dict) else None
        return kind if isinstance(kind, str) and kind in kinds else _OTHER

    choices: Any = Annotated[other, Tag(_OTHER)]
    for kind, declared in kinds.items():
        choices = choices | Annotated[declared, Tag(kind)]
    return Annotated[choices, Discriminator(kind_of)]
