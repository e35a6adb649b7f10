"""app.yaml: read, checked and turned into the `Policy` that the core obeys.

`load` a path or `parse` a text; both give a `Loaded` or raise `SettingsError` with every `Problem` at once.
"""

from bot.policy_file.consistency import findings
from bot.policy_file.effective_policy import mask
from bot.policy_file.parser import Loaded, load, parse, render
from bot.policy_file.problem import Problem, SettingsError
from bot.policy_file.remarks import remarks, unset_secrets

__all__ = [
    "Loaded",
    "Problem",
    "SettingsError",
    "findings",
    "load",
    "mask",
    "parse",
    "remarks",
    "render",
    "unset_secrets",
]
