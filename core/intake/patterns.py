"""A pattern of app.yaml in people's terms: which signs it takes and what would fit, since nobody reads expressions."""

from __future__ import annotations

import re
from typing import Literal, get_args

Signs = Literal["letters", "small", "capitals", "digits", "dots", "hyphens", "underscores", "spaces"]
SIGNS: tuple[Signs, ...] = get_args(Signs)

_ONE_CLASS = re.compile(r"\^?\[([^\]\\^]+)\](?:[+*]|\{\d*,?\d*\})\$?")
"""A pattern that is one class of signs, repeated; whatever else there is needs words of the company's own."""
_SINGLE: dict[str, Signs] = {".": "dots", "-": "hyphens", "_": "underscores", " ": "spaces"}
_RANGES: dict[str, Signs] = {"a-z": "small", "A-Z": "capitals", "0-9": "digits"}
_SAMPLES = ("team.sales", "it-help", "sales", "AB-1042", "AB1042", "SALES", "1042", "Sales 2", "sales_2")


def signs_of(pattern: str) -> tuple[Signs, ...]:
    """The signs that may be written, in the order of SIGNS; none where that cannot be said so simply."""
    found = _ONE_CLASS.fullmatch(pattern)
    if found is None:
        return ()
    rest, signs = found[1], set[Signs]()
    for written, sign in (*_RANGES.items(), *_SINGLE.items()):
        if written in rest:
            signs.add(sign)
            rest = rest.replace(written, "")
    if rest:
        return ()
    if {"small", "capitals"} <= signs:
        signs = signs - {"small", "capitals"} | {"letters"}
    return tuple(sign for sign in SIGNS if sign in signs)


def like(pattern: str, example: str = "") -> str:
    """What fits the pattern: the company's own example, else one of ours; empty where none of them does."""
    return example or next((one for one in _SAMPLES if re.fullmatch(pattern, one)), "")
