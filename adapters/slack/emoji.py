"""Slack's shortcodes (`:tada:`) as the emoji they stand for. A workspace's own ones stay as they are typed.

Slack's clients send the character itself beside most shortcodes (`unicode` in rich text); this is for where they do
not. Most of Slack's names are Unicode's own; those that people use most and that are called otherwise stand here.
"""

from __future__ import annotations

import unicodedata

_OTHERWISE = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "ok_hand": "👌", "wave": "👋", "clap": "👏",
    "pray": "🙏", "muscle": "💪", "raised_hands": "🙌", "v": "✌️", "point_up": "☝️", "point_right": "👉",
    "point_left": "👈", "point_down": "👇", "fist": "✊", "facepunch": "👊", "punch": "👊", "hand": "✋",
    "raised_hand": "✋", "handshake": "🤝", "crossed_fingers": "🤞", "smile": "😄", "smiley": "😃",
    "grinning": "😀", "grin": "😁", "laughing": "😆", "satisfied": "😆", "sweat_smile": "😅", "joy": "😂",
    "rolling_on_the_floor_laughing": "🤣", "rofl": "🤣", "blush": "😊", "innocent": "😇",
    "slightly_smiling_face": "🙂", "simple_smile": "🙂", "upside_down_face": "🙃", "wink": "😉", "relieved": "😌",
    "heart_eyes": "😍", "kissing_heart": "😘", "yum": "😋", "stuck_out_tongue": "😛",
    "stuck_out_tongue_winking_eye": "😜", "sunglasses": "😎", "smirk": "😏", "unamused": "😒",
    "disappointed": "😞", "pensive": "😔", "worried": "😟", "confused": "😕", "slightly_frowning_face": "🙁",
    "white_frowning_face": "☹️", "persevere": "😣", "confounded": "😖", "tired_face": "😫", "weary": "😩",
    "cry": "😢", "sob": "😭", "triumph": "😤", "angry": "😠", "rage": "😡", "flushed": "😳", "scream": "😱",
    "fearful": "😨", "cold_sweat": "😰", "sweat": "😓", "hugging_face": "🤗", "thinking_face": "🤔",
    "neutral_face": "😐", "expressionless": "😑", "no_mouth": "😶", "face_with_rolling_eyes": "🙄",
    "grimacing": "😬", "sleeping": "😴", "sleepy": "😪", "mask": "😷", "dizzy_face": "😵", "astonished": "😲",
    "hushed": "😯", "open_mouth": "😮", "partying_face": "🥳", "zany_face": "🤪", "face_palm": "🤦",
    "facepalm": "🤦", "shrug": "🤷", "exploding_head": "🤯", "melting_face": "🫠", "salute": "🫡", "heart": "❤️",
    "broken_heart": "💔", "sparkling_heart": "💖", "100": "💯", "boom": "💥", "tada": "🎉", "sparkles": "✨",
    "star": "⭐", "star2": "🌟", "zap": "⚡", "sunny": "☀️", "cloud": "☁️", "snowflake": "❄️",
    "umbrella": "☔", "coffee": "☕", "beer": "🍺", "beers": "🍻", "pizza": "🍕", "cake": "🍰", "poop": "💩",
    "hankey": "💩", "bug": "🐛", "white_check_mark": "✅", "heavy_check_mark": "✔️",
    "ballot_box_with_check": "☑️", "x": "❌", "negative_squared_cross_mark": "❎", "warning": "⚠️",
    "no_entry": "⛔", "no_entry_sign": "🚫", "exclamation": "❗", "heavy_exclamation_mark": "❗",
    "grey_exclamation": "❕", "question": "❓", "grey_question": "❔", "bangbang": "‼️", "interrobang": "⁉️",
    "sos": "🆘", "new": "🆕", "ok": "🆗", "cool": "🆒", "up": "🆙", "free": "🆓", "vs": "🆚",
    "information_source": "ℹ️", "recycle": "♻️", "red_circle": "🔴", "large_orange_circle": "🟠",
    "large_yellow_circle": "🟡", "large_green_circle": "🟢", "large_blue_circle": "🔵", "black_circle": "⚫",
    "white_circle": "⚪", "rotating_light": "🚨", "hourglass": "⌛", "hourglass_flowing_sand": "⏳", "watch": "⌚",
    "alarm_clock": "⏰", "stopwatch": "⏱️", "phone": "☎️", "telephone": "☎️", "iphone": "📱",
    "computer": "💻", "desktop_computer": "🖥️", "keyboard": "⌨️", "three_button_mouse": "🖱️",
    "printer": "🖨️", "floppy_disk": "💾", "cd": "💿", "email": "✉️", "envelope": "✉️",
    "incoming_envelope": "📨", "inbox_tray": "📥", "outbox_tray": "📤", "memo": "📝", "pencil": "📝",
    "pencil2": "✏️", "paperclip": "📎", "link": "🔗", "date": "📅", "calendar": "📆", "bulb": "💡",
    "wrench": "🔧", "hammer_and_wrench": "🛠️", "gear": "⚙️", "lock": "🔒", "unlock": "🔓", "key": "🔑",
    "mag": "🔍", "mag_right": "🔎", "bell": "🔔", "no_bell": "🔕", "loudspeaker": "📢", "mega": "📣",
    "speech_balloon": "💬", "arrow_right": "➡️", "arrow_left": "⬅️", "arrow_up": "⬆️", "arrow_down": "⬇️",
    "arrows_counterclockwise": "🔄", "leftwards_arrow_with_hook": "↩️", "rewind": "⏪", "fast_forward": "⏩",
    "heavy_plus_sign": "➕", "heavy_minus_sign": "➖", "heavy_multiplication_x": "✖️", "one": "1️⃣",
    "two": "2️⃣", "three": "3️⃣", "four": "4️⃣", "five": "5️⃣", "six": "6️⃣", "seven": "7️⃣",
    "eight": "8️⃣", "nine": "9️⃣", "zero": "0️⃣", "keycap_ten": "🔟", "man": "👨", "woman": "👩",
    "car": "🚗", "bike": "🚲", "airplane": "✈️", "house": "🏠", "office": "🏢", "house_with_garden": "🏡",
    "de": "🇩🇪", "flag-de": "🇩🇪", "us": "🇺🇸", "gb": "🇬🇧", "uk": "🇬🇧", "fr": "🇫🇷", "it": "🇮🇹",
    "es": "🇪🇸", "jp": "🇯🇵",
}  # fmt: skip
_TONES = {f"skin-tone-{number}": chr(0x1F3FB + number - 2) for number in range(2, 7)}
_FIRST_PICTURE = 0x1F300
"""Where Unicode's pictures begin: below stand signs that Slack calls otherwise, or has not."""


def emoji_of(name: str, tone: str = "") -> str | None:
    """The emoji of a shortcode without its colons, in a skin tone (`skin-tone-2`); None for a workspace's own."""
    found = _OTHERWISE.get(name) or _flag(name) or _named(name)
    return found + _TONES.get(tone, "") if found else None


def of_code_points(written: object) -> str | None:
    """The emoji of `1f1e9-1f1ea`, as rich text says it; None where it says none."""
    try:
        found = "".join(chr(int(point, 16)) for point in str(written).split("-")) if written else ""
    except (ValueError, OverflowError):
        return None
    return None if any(unicodedata.category(each) in ("Cs", "Cc") for each in found) else found or None


def _flag(name: str) -> str | None:
    country = name.removeprefix("flag-")
    if country == name or len(country) != 2 or not country.isascii() or not country.islower():
        return None
    return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in country)


def _named(name: str) -> str | None:
    """The picture that Unicode calls so."""
    try:
        found = unicodedata.lookup(name.replace("_", " ").replace("-", " "))
    except KeyError:
        return None
    return found if len(found) == 1 and ord(found) >= _FIRST_PICTURE and unicodedata.category(found) == "So" else None
