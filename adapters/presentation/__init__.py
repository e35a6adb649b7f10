"""Neutral cards from tickets and notices: structure in Python, words in templates a customer may override."""

from adapters.presentation.presenter import CardPresenter
from adapters.presentation.words import WordsError

__all__ = ["CardPresenter", "WordsError"]
