"""What people read of a call that came to nothing: the words of whoever was asked, or a sentence for what was none."""

from __future__ import annotations

from core.phrases import Phrase, phrase
from core.processes.calls import Outcome


def why(outcome: Outcome, outside: str, note: str) -> Phrase | None:
    """Why it came to nothing, said of whoever is `outside`; None where it did not, and its own note is all."""
    match outcome:
        case "failed" if note:
            return phrase("call_failed_why", outside=outside, text=note)
        case "failed":
            return phrase("call_failed", outside=outside)
        case "refused" if note:
            return phrase("call_refused_why", outside=outside, text=note)
        case "refused":
            return phrase("call_refused", outside=outside)
        case "silent":
            return phrase("call_silent", outside=outside)
        case "unreadable":
            return phrase("call_unreadable", outside=outside)
        case "redirected":
            return phrase("call_redirected", outside=outside)
        case "undecided":
            return phrase("call_undecided", outside=outside)
        case "broken":
            return phrase("call_broken", outside=outside)
    return None


def lacking(outcome: Outcome, outside: str) -> Phrase:
    """Why somebody `outside` cannot be asked; who is not declared any more has no name."""
    if not outside:
        return phrase("call_undeclared")
    return phrase("call_shut", outside=outside) if outcome == "shut" else phrase("call_unsigned", outside=outside)
