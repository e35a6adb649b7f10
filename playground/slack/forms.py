"""What Slack's own client checks before a modal is sent: required fields, lengths, addresses, numbers."""

from __future__ import annotations

import re

from playground.slack.protocol import Json

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_REQUIRED = "Please complete this required field."


def check_inputs(view: Json) -> dict[str, str]:
    """Complaints by block_id about the view's own state; empty when it may be sent."""
    errors: dict[str, str] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        element: Json = block["element"]
        state = view["state"]["values"][block["block_id"]][element["action_id"]]
        content = next((value for name, value in state.items() if name != "type"), None)
        if content in (None, "", [], {}):
            if not block.get("optional"):
                errors[block["block_id"]] = _REQUIRED
        elif complaint := _judge(element, content):
            errors[block["block_id"]] = complaint
    return errors


def _judge(element: Json, content: object) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input" and isinstance(content, str):
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if len(content) < least:
            return f"Must be at least {least} characters."
        if len(content) > most:
            return f"Must be at most {most} characters."
    if kind == "email_text_input" and not _EMAIL.match(str(content)):
        return "Please enter a valid email address."
    if kind == "url_text_input" and not str(content).startswith(("http://", "https://")):
        return "Please enter a valid URL."
    if kind == "number_input":
        return _judge_number(element, str(content))
    if kind == "file_input" and isinstance(content, list):
        return _judge_files(element, content)
    most_items = element.get("max_selected_items")
    if most_items and isinstance(content, list) and len(content) > most_items:
        return f"Choose at most {most_items}."
    return None


def _judge_files(element: Json, files: list[Json]) -> str | None:
    most = element.get("max_files", 10)
    if len(files) > most:
        return f"Choose at most {most} files."
    allowed = element.get("filetypes")
    if allowed and any(file["filetype"] not in allowed for file in files):
        return f"Only these kinds of files are taken: {', '.join(allowed)}."
    return None


def _judge_number(element: Json, content: str) -> str | None:
    try:
        number = float(content)
    except ValueError:
        return "Please enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Please enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Must be at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Must be at most {element['max_value']}."
    return None
