"""What channels say of themselves, in the shipped English and in a made-up language."""

from __future__ import annotations

from dataclasses import replace

from adapters.channel_kind import Phrasing
from adapters.presentation import CardPresenter, sample
from adapters.presentation.gallery import presenter
from core.phrases import Phrase
from core.ui.text import flatten

PHRASING = presenter().words


def said(phrase: Phrase, *, slashes: bool = False) -> str:
    """The words of it as they are read."""
    return flatten(PHRASING(phrase), slashes=slashes)


def phrasing_in(language: str) -> Phrasing:
    """The words of a company of that language."""
    policy = sample.policy()
    spoken = replace(policy, company=replace(policy.company, language=language))
    return CardPresenter(spoken, sample.SampleDirectory(), clock=sample.SampleClock()).words
