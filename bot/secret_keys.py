"""The keys that seal private answers: needed where an item asks for such, used at the start, changed by hand.

`DESKBELL_SECRETS_KEY` seals, the ones in `DESKBELL_SECRETS_KEY_OLD` only open. None of them ever stands in a message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from bot.policy_file.problem import Problem, SettingsError
from bot.settings import NEW_KEY, OLD_SECRETS_KEYS, SECRETS_KEY, Settings
from core.policy import Policy
from core.processes import Details, RequestDetails

if TYPE_CHECKING:
    from bot.policy_file import Loaded
    from storage import Keys, Progress, Rotated
    from storage.older_answers import Then


def keys_of(settings: Settings) -> Keys:
    """The keys that the environment gives."""
    from storage import Keys, read_key

    return Keys(map(read_key, settings.secret_keys))


def load_rules(settings: Settings) -> Loaded:
    """Read and check the settings file. Raises SettingsError with all that is wrong.

    So is an item that asks people for private answers where there is no key to seal them with.
    """
    from bot.policy_file import load

    loaded = load(settings.config)
    if not settings.secret_keys and (problems := list(_unsealed(loaded.policy, loaded.name))):
        raise SettingsError(problems)
    return loaded


def _unsealed(policy: Policy, name: str) -> Iterator[Problem]:
    for key, item in policy.catalog.items():
        asked = [field.id for field in item.form if field.sensitive]
        if asked and not item.retired:
            sentence = f"asks for private answers ({', '.join(asked)}), and there is no key to seal them with."
            yield Problem(name, 0, f"catalog.{key}.form", sentence, f"Set {SECRETS_KEY}: {NEW_KEY}")


def seal_older(settings: Settings, loaded: Loaded, at: datetime) -> None:
    """Seal what older requests were answered before there was a key. Raises StorageUnavailable.

    An answer is private where any of the rules say so that are known: those it was given under, which the database
    keeps, and those of this start.
    """
    from bot.runtime.logs import record
    from storage import rules_then, seal_older_answers

    then = rules_then(settings.database_url)
    if then is None:
        return
    rules = tuple(_rules(then, loaded.policy))

    def sensitive(details: Details) -> tuple[str, ...]:
        return _private_answers(rules, details)

    def show(progress: Progress) -> None:
        record("database.brought_up_to_date", part=progress.part, tickets=progress.done, of=progress.of)

    seal_older_answers(settings.database_url, keys_of(settings), sensitive, at, show)


def _rules(then: Then, policy: Policy) -> Iterator[Policy]:
    """The rules of this start and those of the last one, with the items of the catalog as they were ordered."""
    from bot.rules import rules_in

    for each in (policy, rules_in(then.settings)):
        if each is not None:
            yield replace(each, versions=then.items)
            yield each


def _private_answers(rules: Iterable[Policy], details: Details) -> tuple[str, ...]:
    """The answers that are private by any of these rules; one to a question that none of them has may have been."""
    if not isinstance(details, RequestDetails):
        return ()
    items = [item for each in rules if (item := each.ordered(details)) is not None]
    known = {field.id for item in items for field in item.form}
    private = {field.id for item in items for field in item.form if field.sensitive}
    return tuple(key for key in details.answers if key in private or key not in known)


def rotate(settings: Settings) -> str:
    """Seal everything with the newest key; what came of it in a sentence. Raises SettingsError, StorageUnavailable."""
    import storage

    if not settings.secret_keys:
        raise SettingsError([Problem("environment", 0, SECRETS_KEY, "is not set.", NEW_KEY)])

    def show(progress: Rotated) -> None:
        print(f"{progress.sealed:,} answers are sealed with the new key.", flush=True)

    with storage.alone(settings.database_url):
        done = storage.rotate(settings.database_url, keys_of(settings), show)
    said = f"All that could be opened is sealed with {SECRETS_KEY}"
    if done.shut:
        rest = f"{done.shut:,} could not be, with none of the keys"
        return f"{said}; {rest}: add theirs to {OLD_SECRETS_KEYS} and rotate again."
    return f"{said}. {OLD_SECRETS_KEYS} is not needed any more."
