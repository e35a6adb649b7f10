"""Rules beside those in force: the ones that were stored with the tickets, and items as they were ordered.

What a request goes by is its own version of its item, whatever the settings say later.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.policy_file import Loaded, SettingsError, parse
from bot.runtime.logs import record
from core.items import UNVERSIONED
from core.policy import Policy
from core.ports.tickets import Transaction
from storage import AsyncStore

_LEFT = "unversioned"
"""Under which the migration left it to be done."""


def rules_in(source: str | None) -> Policy | None:
    """The rules in a settings file that was stored, or None where there is none that can be read any more."""
    if source is None:
        return None
    try:
        return parse(source, "the settings of the last start").policy
    except SettingsError as error:
        record("settings.old_unreadable", logging.WARNING, problems=len(error.problems))
        return None


def with_versions(loaded: Loaded, store: AsyncStore) -> Loaded:
    """The same rules, which know the items of the tickets that were read from this store."""
    return replace(loaded, policy=replace(loaded.policy, versions=store.items))


async def keep_unversioned(store: AsyncStore, policy: Policy) -> None:
    """Requests that name no version go by these rules from now on: those that were in force when they last changed.

    Done once for a database. Raises StorageUnavailable.
    """

    def keep(tx: Transaction) -> None:
        if tx.hold(_LEFT):
            for key, item in policy.catalog.items():
                tx.keep_item(UNVERSIONED + key, item)
            tx.remember(_LEFT, "")

    if await store.read(lambda tx: tx.recall(_LEFT)):
        await store.transact(keep)
