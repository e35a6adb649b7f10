"""Judges Block Kit's elements: buttons, selects, inputs, and where each may stand."""

from __future__ import annotations

import re
from collections.abc import Callable

from playground.slack.protocol import Json
from playground.slack.validation import Judge

SELECTS = {f"{kind}_select" for kind in ("static", "external", "users", "conversations", "channels")}
MULTI = {f"multi_{kind}" for kind in SELECTS}
PICKERS = {"datepicker", "timepicker", "datetimepicker"}
CHOICES = {"checkboxes", "radio_buttons"}
TYPED = {"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"}
STATEFUL = SELECTS | MULTI | PICKERS | CHOICES | TYPED | {"file_input"}
IN_INPUT = STATEFUL
IN_ACTIONS = SELECTS | MULTI | PICKERS | CHOICES | {"button", "overflow", "workflow_button", "rich_text_input"}
IN_SECTION = (
    SELECTS | MULTI | (PICKERS - {"datetimepicker"}) | CHOICES | {"button", "overflow", "image", "workflow_button"}
)

_COMMON = ("action_id", "confirm", "focus_on_load", "placeholder")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")


def judge_element(judge: Judge, where: str, value: object, allowed: set[str], holder: str) -> Json | None:
    """One element inside an input, actions or section block; returns it when it is an object."""
    if not isinstance(value, dict):
        judge.no(where, "must be an object")
        return None
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in allowed:
        judge.no(f"{where}/type", f"unsupported type: {kind} in {holder}")
        return None
    if kind == "file_input" and judge.surface != "modal":
        judge.no(f"{where}/type", f"unsupported type: {kind} in a {judge.surface}")
    judge.maybe_words(where, value, "action_id", 255)
    if "confirm" in value:
        judge_confirm(judge, f"{where}/confirm", value["confirm"])
    if "placeholder" in value:
        judge.text(f"{where}/placeholder", value["placeholder"], 150, plain=True)
    judge.flag(where, value, "focus_on_load")
    judge.focused += value.get("focus_on_load") is True
    _judge_kind(judge, where, value, kind)
    return value


def _judge_kind(judge: Judge, where: str, element: Json, kind: str) -> None:
    if kind in SELECTS | MULTI:
        _judge_select(judge, where, element, kind)
    else:
        _JUDGES[kind](judge, where, element)


def judge_confirm(judge: Judge, where: str, value: object) -> None:
    """A confirmation dialog."""
    found = judge.thing(where, value, ("title", "text", "confirm", "deny", "style"))
    if found is None:
        return
    judge.text(f"{where}/text", found.get("text"), 300)
    for name, most in (("title", 100), ("confirm", 30), ("deny", 30)):
        if name in found:
            judge.text(f"{where}/{name}", found[name], most, plain=True)
    if "style" in found:
        judge.one_of(f"{where}/style", found["style"], ("primary", "danger"))


def judge_option(judge: Judge, where: str, value: object, *, plain: bool = True, url: bool = False) -> None:
    """An option; text 75 characters, value 150, description 75."""
    found = judge.thing(where, value, ("text", "value", "description") + (("url",) if url else ()))
    if found is None:
        return
    judge.text(f"{where}/text", found.get("text"), 75, plain=plain)
    judge.words(f"{where}/value", found.get("value"), 150)
    if "description" in found:
        judge.text(f"{where}/description", found["description"], 75, plain=plain)


def judge_options(judge: Judge, where: str, element: Json) -> list[Json]:
    """The `options` or `option_groups` of a select; returns every option."""
    if ("options" in element) == ("option_groups" in element):
        judge.no(where, "must provide exactly one of options, option_groups")
        return []
    found: list[object] = []
    if "options" in element:
        found = judge.items(f"{where}/options", element["options"], 1, 100)
        for number, option in enumerate(found):
            judge_option(judge, f"{where}/options/{number}", option)
    else:
        for number, value in enumerate(judge.items(f"{where}/option_groups", element["option_groups"], 1, 100)):
            place = f"{where}/option_groups/{number}"
            group = judge.thing(place, value, ("label", "options"))
            if group is None:
                continue
            judge.text(f"{place}/label", group.get("label"), 75, plain=True)
            options = judge.items(f"{place}/options", group.get("options"), 1, 100)
            for inner, option in enumerate(options):
                judge_option(judge, f"{place}/options/{inner}", option)
            found += options
    return [option for option in found if isinstance(option, dict)]


def _judge_initial(judge: Judge, where: str, element: Json, options: list[Json]) -> None:
    if "initial_option" in element and element["initial_option"] not in options:
        judge.no(f"{where}/initial_option", "must exactly match one of the provided options")
    if "initial_options" in element:
        chosen = judge.items(f"{where}/initial_options", element["initial_options"], 1, 100)
        if any(option not in options for option in chosen):
            judge.no(f"{where}/initial_options", "must exactly match the provided options")


def _judge_select(judge: Judge, where: str, element: Json, kind: str) -> None:
    base = kind.removeprefix("multi_")
    many = base != kind
    extra = {
        "static_select": ("options", "option_groups", "initial_option"),
        "external_select": ("min_query_length", "initial_option"),
        "users_select": ("initial_user",),
        "conversations_select": (
            "initial_conversation", "default_to_current_conversation", "filter", "response_url_enabled",
        ),
        "channels_select": ("initial_channel", "response_url_enabled"),
    }[base]  # fmt: skip
    if many:
        plural = (name + "s" if name.startswith("initial_") else name for name in extra)
        extra = (*plural, "max_selected_items")
        judge.whole(where, element, "max_selected_items", 1, 10_000)
    judge.thing(where, element, _COMMON + extra)
    if base == "static_select":
        _judge_initial(judge, where, element, judge_options(judge, where, element))
    if base == "external_select":
        judge.whole(where, element, "min_query_length", 0, 1_000)
        chosen = judge.items(f"{where}/initial_options", element.get("initial_options", []), 0, 100)
        for number, option in enumerate(chosen):
            judge_option(judge, f"{where}/initial_options/{number}", option)
        if "initial_option" in element:
            judge_option(judge, f"{where}/initial_option", element["initial_option"])


def _judge_button(judge: Judge, where: str, element: Json) -> None:
    judge.thing(where, element, ("action_id", "confirm", "text", "value", "url", "style", "accessibility_label"))
    judge.text(f"{where}/text", element.get("text"), 75, plain=True)
    judge.maybe_words(where, element, "value", 2000)
    judge.maybe_words(where, element, "url", 3000)
    judge.maybe_words(where, element, "accessibility_label", 75)
    if "style" in element:
        judge.one_of(f"{where}/style", element["style"], ("primary", "danger"))


def _judge_overflow(judge: Judge, where: str, element: Json) -> None:
    judge.thing(where, element, ("action_id", "confirm", "options"))
    for number, option in enumerate(judge.items(f"{where}/options", element.get("options"), 1, 5)):
        judge_option(judge, f"{where}/options/{number}", option, url=True)


def _judge_choice(judge: Judge, where: str, element: Json) -> None:
    one = element["type"] == "radio_buttons"
    initial = "initial_option" if one else "initial_options"
    judge.thing(where, element, ("action_id", "confirm", "focus_on_load", "options", initial))
    options = judge.items(f"{where}/options", element.get("options"), 1, 10)
    for number, option in enumerate(options):
        judge_option(judge, f"{where}/options/{number}", option, plain=False)
    _judge_initial(judge, where, element, [option for option in options if isinstance(option, dict)])


def _judge_picker(judge: Judge, where: str, element: Json) -> None:
    kind = element["type"]
    initial = {"datepicker": "initial_date", "timepicker": "initial_time", "datetimepicker": "initial_date_time"}[kind]
    judge.thing(where, element, (*_COMMON, initial, "timezone"))
    value = element.get(initial)
    if value is None:
        return
    match kind:
        case "datepicker":
            fits = isinstance(value, str) and bool(_DATE.match(value))
        case "timepicker":
            fits = isinstance(value, str) and bool(_TIME.match(value))
        case _:
            fits = isinstance(value, int) and 10**9 <= value < 10**10
    if not fits:
        judge.no(f"{where}/{initial}", f"is not a valid value of a {kind}")


def _judge_typed(judge: Judge, where: str, element: Json) -> None:
    kind = element["type"]
    more = {
        "plain_text_input": ("multiline", "min_length", "max_length"),
        "number_input": ("is_decimal_allowed", "min_value", "max_value"),
    }.get(kind, ())
    judge.thing(where, element, (*_COMMON, "initial_value", "dispatch_action_config", *more))
    if kind == "plain_text_input":
        judge.whole(where, element, "min_length", 0, 3000)
        judge.whole(where, element, "max_length", 1, 3000)
        judge.flag(where, element, "multiline")
        least, most = element.get("min_length", 0), element.get("max_length", 3000)
        if isinstance(least, int) and isinstance(most, int) and least > most:
            judge.no(f"{where}/min_length", "must be no more than max_length")
        judge.maybe_words(where, element, "initial_value", 3000, 0)
    if kind == "number_input":
        if not isinstance(element.get("is_decimal_allowed"), bool):
            judge.no(f"{where}/is_decimal_allowed", "must be a boolean")
        for name in ("initial_value", "min_value", "max_value"):
            judge.maybe_words(where, element, name, 100)
    if (config := element.get("dispatch_action_config")) is not None:
        place = f"{where}/dispatch_action_config"
        found = judge.thing(place, config, ("trigger_actions_on",)) or {}
        for trigger in judge.items(place, found.get("trigger_actions_on"), 1, 2):
            judge.one_of(place, trigger, ("on_enter_pressed", "on_character_entered"))


def _judge_file_input(judge: Judge, where: str, element: Json) -> None:
    judge.thing(where, element, ("action_id", "filetypes", "max_files"))
    judge.whole(where, element, "max_files", 1, 10)
    for kind in judge.items(f"{where}/filetypes", element.get("filetypes", []), 0, 100):
        judge.words(f"{where}/filetypes", kind, 20)


def judge_image(judge: Judge, where: str, element: Json) -> None:
    """An image element, in a section or a context."""
    judge.thing(where, element, ("image_url", "alt_text", "slack_file"))
    if ("image_url" in element) == ("slack_file" in element):
        judge.no(where, "must provide exactly one of image_url, slack_file")
    judge.maybe_words(where, element, "image_url", 3000)
    judge.words(f"{where}/alt_text", element.get("alt_text"), 2000)


def _judge_nothing(judge: Judge, where: str, element: Json) -> None:
    judge.text(f"{where}/text", element.get("text"), 75, plain=True)


_JUDGES: dict[str, Callable[[Judge, str, Json], None]] = {
    "button": _judge_button,
    "overflow": _judge_overflow,
    "image": judge_image,
    "workflow_button": _judge_nothing,
    "file_input": _judge_file_input,
    **dict.fromkeys(CHOICES, _judge_choice),
    **dict.fromkeys(PICKERS, _judge_picker),
    **dict.fromkeys(TYPED, _judge_typed),
}
