"""The presenter that a settings file asks for: its language, and a company's own words above it."""

from __future__ import annotations

from adapters.presentation import CardPresenter, WordsError
from adapters.presentation.sample import SampleDirectory
from adapters.presentation.view import People
from bot.policy_file import Loaded, Problem, SettingsError
from core.ports.clock import Clock


def presenter_of(loaded: Loaded, directory: People, clock: Clock | None = None) -> CardPresenter:
    """What puts a desk with these settings into words. Raises SettingsError naming the template that is broken."""
    try:
        return CardPresenter(loaded.policy, directory, loaded.words, clock)
    except WordsError as error:
        raise SettingsError([Problem(error.template, error.line, "words", error.sentence)]) from error


def rehearse(loaded: Loaded) -> None:
    """Try every template without a desk. Raises SettingsError as `presenter_of` does."""
    presenter_of(loaded, SampleDirectory())
