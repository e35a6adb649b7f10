"""Which answers of a request are for the fulfilment staff alone (domain.md section 5: `sensitive`)."""

from __future__ import annotations

from core.policy import Policy
from core.processes import Details, RequestDetails


def sensitive_fields(policy: Policy, details: Details) -> tuple[str, ...]:
    """The fields that were so answered, in the order of the form.

    Those that were answered before there was a key to seal them stand among the other answers.
    """
    if not isinstance(details, RequestDetails):
        return ()
    item = policy.ordered(details)
    asked = [each.id for each in item.form if each.sensitive] if item else []
    return tuple(
        dict.fromkeys((*(one for one in asked if one in (*details.sealed, *details.answers)), *details.sealed))
    )
