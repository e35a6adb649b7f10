"""Whether words are nothing but thanks: they neither reopen nor ask for anything (domain.md section 10)."""

from __future__ import annotations

import re

from core.policy import Policy

_SMILE = re.compile(
    r"[:;]-?[)D]|:(?:\+1|thumbsup|pray|slightly_smiling_face|smile|smiley|blush|tada|heart|clap|raised_hands)"
    r":(?::skin-tone-[2-6]:)?|[👍🙏🙂😀😊🎉❤👏🙌][\U0001f3fb-\U0001f3ff\ufe0f]?"
)
"""What goes with thanks and says nothing else: typed, as Slack spells emoji, and as they are."""


def only_thanks(policy: Policy, text: str) -> bool:
    """Whether words are nothing but thanks (`lifecycle.reopen.ack_only`) in any case, with any marks and smiles."""
    known = {one.casefold() for one in policy.lifecycle.ack_only}
    bare = text.strip()
    if bare.casefold() in known or _SMILE.fullmatch(bare):
        return True
    parts = [part.strip(" -~") for part in re.split(r"[!.,;:\n]", _SMILE.sub(",", bare).casefold())]
    return any(parts) and all(part in known for part in parts if part)
