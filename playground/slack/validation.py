"""The tools of Block Kit's judgement: a list of complaints, each with a JSON pointer to its place."""

from __future__ import annotations

from collections.abc import Iterable

from playground.slack.protocol import Json


class Judge:
    """Collects what is wrong. Paths are JSON pointers such as /blocks/0/text."""

    def __init__(self, surface: str) -> None:
        self.surface = surface
        self.complaints: list[str] = []
        self.focused = 0

    def no(self, where: str, why: str) -> None:
        """Complain about the thing at this place."""
        self.complaints.append(f"[ERROR] {why} [json-pointer:{where}]")

    def thing(self, where: str, value: object, allowed: Iterable[str]) -> Json | None:
        """The value if it is an object; complains about fields that Slack does not know."""
        if not isinstance(value, dict):
            self.no(where, "must be an object")
            return None
        for name in value.keys() - set(allowed) - {"type"}:
            self.no(where, f"invalid additional property: {name}")
        return value

    def items(self, where: str, value: object, least: int, most: int) -> list[object]:
        """The elements if it is a list of a fitting length, else nothing and a complaint."""
        if not isinstance(value, list):
            self.no(where, "must be an array")
            return []
        if len(value) < least:
            self.no(where, f"no fewer than {least} items allowed")
        if len(value) > most:
            self.no(where, f"no more than {most} items allowed [{where}]")
            return []
        return value

    def words(self, where: str, value: object, most: int, least: int = 1) -> None:
        """A string of a fitting length, in characters."""
        if not isinstance(value, str):
            self.no(where, "must be a string")
        elif len(value) < least:
            self.no(where, f"must be more than {least - 1} characters")
        elif len(value) > most:
            self.no(where, f"must be less than {most + 1} characters")

    def maybe_words(self, where: str, holder: Json, name: str, most: int, least: int = 1) -> None:
        """The same for a field that may be absent."""
        if name in holder:
            self.words(f"{where}/{name}", holder[name], most, least)

    def flag(self, where: str, holder: Json, *names: str) -> None:
        """Fields that are true or false when present."""
        for name in names:
            if name in holder and not isinstance(holder[name], bool):
                self.no(f"{where}/{name}", "must be a boolean")

    def one_of(self, where: str, value: object, allowed: Iterable[str]) -> bool:
        """A word from a list."""
        if value in (known := list(allowed)):
            return True
        self.no(where, f"must be one of {', '.join(known)}")
        return False

    def text(self, where: str, value: object, most: int, *, plain: bool = False, least: int = 1) -> None:
        """A text object; `plain` where Slack takes no mrkdwn."""
        found = self.thing(where, value, ("text", "emoji", "verbatim"))
        if found is None:
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        if self.one_of(f"{where}/type", found.get("type"), kinds):
            if found["type"] == "mrkdwn" and "emoji" in found:
                self.no(where, "invalid additional property: emoji")
            if found["type"] == "plain_text" and "verbatim" in found:
                self.no(where, "invalid additional property: verbatim")
        self.flag(where, found, "emoji", "verbatim")
        self.words(f"{where}/text", found.get("text"), most, least)

    def whole(self, where: str, holder: Json, name: str, least: int, most: int) -> None:
        """A whole number in a range, when present."""
        value = holder.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.no(f"{where}/{name}", f"must be an integer between {least} and {most}")
