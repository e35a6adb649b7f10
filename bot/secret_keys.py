"""The keys that seal private answers: read from the environment, needed where an item asks for such, changed by hand.

`DESKBELL_SECRETS_KEY` seals, the ones in `DESKBELL_SECRETS_KEY_OLD` only open. None of them ever stands in a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.environment import Environment, Unfit
from bot.policy_file.problem import Problem, SettingsError
from core.policy import Policy
from core.processes import Details, RequestDetails
from core.tickets.sensitive import sensitive_fields

if TYPE_CHECKING:
    from bot.policy_file import Loaded
    from bot.settings import Settings
    from storage import Keys, Progress, Rotated

KEY, OLD = "DESKBELL_SECRETS_KEY", "DESKBELL_SECRETS_KEY_OLD"
_FIX = "deskbell secrets new-key prints one."


def read(environment: Environment) -> tuple[str, ...]:
    """The keys as they are written, the one that seals first; none where there is none. What is wrong is noted."""
    newest = environment.read(KEY, _key, "")
    none: tuple[str, ...] = ()
    older = environment.read(OLD, _older, none)
    if older and environment.get(KEY) is None:
        environment.wrong("environment", OLD, f"is given without {KEY}, so nothing could be sealed.", _FIX)
    return (newest, *older) if newest else ()


def _key(written: str) -> str:
    from storage.sealing import read_key

    try:
        read_key(written)
    except ValueError as error:
        raise Unfit("is no key: it is 32 bytes in base64.", _FIX) from error
    return written


def _older(written: str) -> tuple[str, ...]:
    return tuple(_key(one.strip()) for one in written.split(",") if one.strip())


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
            yield Problem(name, 0, f"catalog.{key}.form", sentence, f"Set {KEY}: {_FIX}")


def seal_older(settings: Settings, loaded: Loaded, at: datetime) -> None:
    """Seal what older requests were answered before there was a key. Raises StorageUnavailable."""
    from bot.runtime.logs import record
    from storage import seal_older_answers

    def sensitive(details: Details) -> tuple[str, ...]:
        """Of an item that nobody knows any more every answer may have been."""
        if isinstance(details, RequestDetails) and loaded.policy.ordered(details) is None:
            return tuple(details.answers)
        return sensitive_fields(loaded.policy, details)

    def show(progress: Progress) -> None:
        record("database.brought_up_to_date", part=progress.part, tickets=progress.done, of=progress.of)

    seal_older_answers(settings.database_url, keys_of(settings), sensitive, at, show)


def rotate(settings: Settings) -> str:
    """Seal everything with the newest key; what came of it in a sentence. Raises SettingsError, StorageUnavailable."""
    import storage

    if not settings.secret_keys:
        raise SettingsError([Problem("environment", 0, KEY, "is not set.", _FIX)])

    def show(progress: Rotated) -> None:
        print(f"{progress.sealed:,} answers are sealed with the new key.", flush=True)

    with storage.alone(settings.database_url):
        done = storage.rotate(settings.database_url, keys_of(settings), show)
    said = f"All that could be opened is sealed with {KEY}"
    if done.shut:
        return f"{said}; {done.shut:,} could not be, with none of the keys: add theirs to {OLD} and rotate again."
    return f"{said}. {OLD} is not needed any more."
