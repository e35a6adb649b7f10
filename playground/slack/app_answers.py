"""What of an app's answers Slack takes: errors for a form, options for a select; and what a press is about."""

from __future__ import annotations

from playground.slack.elements import judge_option
from playground.slack.protocol import AppFailed, Json, NotPossible
from playground.slack.validation import Judge

TROUBLE = "We had some trouble connecting. Try again?"


def check_errors(view: Json, errors: object) -> dict[str, str]:
    """Errors must name input blocks of the view, else Slack shows trouble instead."""
    if not isinstance(errors, dict) or not errors:
        raise AppFailed(f"{TROUBLE} (response_action errors without errors)")
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if strangers := sorted(errors.keys() - inputs):
        raise AppFailed(f"{TROUBLE} (errors for blocks that are not inputs: {', '.join(strangers)})")
    return {str(block): str(text) for block, text in errors.items()}


def check_suggestion(given: Json) -> Json:
    """Options from the app as Slack would show them. Raises AppFailed when it would not."""
    judge = Judge("modal")
    groups = [given] if "options" in given else given["option_groups"]
    for group in groups:
        for number, option in enumerate(judge.items("/options", group.get("options"), 0, 100)):
            judge_option(judge, f"/options/{number}", option)
    if judge.complaints:
        raise AppFailed("The options could not be loaded: " + "; ".join(judge.complaints))
    return given


def find_element(blocks: list[Json], block_id: str, action_id: str) -> Json:
    """The element with these ids. Raises NotPossible when it is not there (any more)."""
    for block in blocks:
        if block.get("block_id") == block_id:
            held = [*block.get("elements", []), block.get("accessory"), block.get("element")]
            for element in held:
                if isinstance(element, dict) and element.get("action_id") == action_id:
                    return element
    raise NotPossible("There is no such button or field (any more).")
