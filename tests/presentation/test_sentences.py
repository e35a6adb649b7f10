"""Every sentence of the core has its words: each code a block, each block a code, each placeholder its value."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from adapters.presentation import CardPresenter, WordsError, sample, words
from adapters.presentation.desk_words import DeskWords
from adapters.presentation.gallery import presenter
from adapters.slack import forms as slack_forms
from adapters.teams import forms as teams_forms
from adapters.teams.render import sentence
from adapters.teams.text import Ink as TeamsInk
from core.phrases import Phrase
from core.ui.forms import Field, Form
from core.ui.text import Mention, Run, Text, ToType, flatten
from tests.presentation.drawing import spell

GOLDEN = Path(__file__).parent / "sentences.txt"
ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "core"
SPEAKING = ("core", "adapters/inbound_kit", "adapters/slack", "adapters/teams", "bot")
"""Where sentences are said: by the desk, by a channel of itself, by delivery."""
WORDS = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).words
MAKERS = {"Refusal": "refusals", "phrase": "answers", "wording": "forms"}
"""What makes a sentence, to the template that has its words."""
READERS = ("text_of", "chosen", "picked")
"""Readers of form fields, whose `ask` is the code of a refusal."""
BLANKS = ("Blank", "Question", "Option", "ticket_blank")
"""What forms are made of; its second argument is read by people."""
READ = ("title", "label", "hint", "submit", "cancel")
"""Arguments that are read by people."""


def sentences() -> Iterator[tuple[str, str, frozenset[str]]]:
    """Template, code and names of the data of every sentence that is said."""
    for path in sorted(path for room in SPEAKING for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            given = {one.arg: one.value for one in node.keywords if one.arg}
            if node.func.id in MAKERS and len(node.args) == 1 and isinstance(node.args[0], ast.Constant):
                yield MAKERS[node.func.id], str(node.args[0].value), frozenset(given) - {"field"}
            elif node.func.id in READERS and isinstance(asked := given.get("ask"), ast.Constant):
                yield "refusals", str(asked.value), frozenset()


def literals_in_forms(source: str) -> Iterator[int]:
    """Lines at which a form is given words that stand in the code; a name that is built of other names is none."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in BLANKS:
            read = [*node.args[1:2], *(one.value for one in node.keywords if one.arg in READ)]
        elif node.func.id == "options" and node.args and isinstance(node.args[0], ast.Dict):
            read = node.args[0].values
        else:
            continue
        yield from (one.lineno for one in read if _is_literal(one))


def _is_literal(node: ast.expr) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = (one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return any(text.strip() for text in texts)


BLOCKS = {template: WORDS.blocks(template) for template in MAKERS.values()}
SAID = sorted(set(sentences()), key=lambda one: (one[0], one[1]))


@pytest.mark.parametrize(("template", "code", "names"), SAID, ids=lambda one: one if isinstance(one, str) else "")
def test_a_sentence_has_words_that_are_given_what_they_need(template: str, code: str, names: frozenset[str]) -> None:
    assert code in BLOCKS[template]
    assert BLOCKS[template][code] == names


@pytest.mark.parametrize("template", sorted(MAKERS.values()))
def test_no_block_is_left_that_nothing_says(template: str) -> None:
    assert set(BLOCKS[template]) == {code for where, code, _ in SAID if where == template}


@pytest.mark.parametrize("path", sorted(CORE.rglob("*.py")), ids=lambda path: str(path.relative_to(CORE)))
def test_what_is_read_in_a_form_is_no_literal(path: Path) -> None:
    assert list(literals_in_forms(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "call",
    [
        'Question("time", "How long?", "text")',
        'Question("time", label=f"How long, {who}?", kind="text")',
        'Question("time", wording("log_time"), "text", hint="Like 25m.")',
        'Option("fixed", "Fixed")',
        'options({"fixed": "Fixed", "other": wording("resolve_late_other")})',
        'Blank("log", "Log time", (), "c-1", wording("log_submit"))',
        'ticket_blank("log", wording("log_title"), ticket, reading, submit="Log")',
    ],
)
def test_a_literal_in_a_form_is_found(call: str) -> None:
    assert len(list(literals_in_forms(call))) == 1


def test_every_sentence_reads_as_its_golden_line_says() -> None:
    drawn = "".join(f"{template}.{code}: {spell(text)}\n" for template, code, text in presenter().sentences())
    if os.environ.get("DESKBELL_GOLDEN") == "write":
        GOLDEN.write_text(drawn, encoding="utf-8")
    assert drawn == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted((words.LANGUAGES / words.WHOLE).glob("*.html")), ids=lambda path: str(path.stem)
)
def test_what_one_can_type_is_code_and_no_sign_of_it_is_said(path: Path) -> None:
    said = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "`" not in said


def _always(said: Text, _: Phrase) -> Text:
    return said


def test_in_a_place_of_plain_text_no_sentence_has_a_sign_of_code() -> None:
    spoken = [*presenter().sentences(), ("", "", (Run("Write "), ToType("ticket mine"), Run(".")))]
    typed = [text for _, _, text in spoken if any(isinstance(span, ToType) for span in text)]
    assert len(typed) > 40
    for text in typed:
        ping = (Mention("dana", "Dana"), *text)
        form = Form("link", "Link", (Field("number", "Number", "text"),), "c-1", "Link", "Cancel")
        plain = (
            *(flatten(text, slashes=slashes) for slashes in (True, False)),
            *(each["text"] for each in TeamsInk({"dana": "teams:t/d"}.get).block(ping) if "text" in each),
            sentence(text),
            str(slack_forms.modal(form, None, str, partial(_always, text), {"number": flatten(text)})),
            str(
                teams_forms.draw(form, "sealed", str, partial(_always, text), {"number": flatten(text, slashes=False)})
            ),
        )
        assert not [each for each in plain if "`" in each]


def test_what_people_typed_is_quoted_in_one_way() -> None:
    assert not [code for _, code, text in presenter().sentences() if '"' in spell(text)]


def test_own_words_of_a_refusal_that_cannot_be_said_are_found_at_start(tmp_path: Path) -> None:
    (tmp_path / "refusals.html").write_text("{% block over %}{{ ref }} is {{ status.none }}{% endblock %}", "utf-8")
    with pytest.raises(WordsError, match=r"refusals\.html"):
        CardPresenter(sample.policy(), sample.SampleDirectory(), tmp_path)


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a language that is empty so far."""
    (tmp_path / "en").symlink_to(words.LANGUAGES / "en")
    (tmp_path / "de").mkdir()
    monkeypatch.setattr(words, "LANGUAGES", tmp_path)
    return tmp_path / "de"


def in_german(own: Path | None = None) -> CardPresenter:
    company = replace(sample.policy().company, language="de")
    return CardPresenter(replace(sample.policy(), company=company), sample.SampleDirectory(), own, sample.SampleClock())


def test_a_language_is_a_folder_and_what_it_leaves_out_is_english(german: Path, tmp_path: Path) -> None:
    (german / "refusals.html").write_text("{% block not_held %}{{ ref }} wartet nicht.{% endblock %}", "utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "refusals.html").write_text("{% block bug %}Hoppla ({{ logged }}).{% endblock %}", "utf-8")
    said = {code: spell(text) for template, code, text in in_german(own).sentences() if template == "refusals"}
    assert (said["not_held"], said["bug"]) == ("INC-1042 wartet nicht.", "Hoppla (K7Q2).")
    assert said["open_already"] == "INC-1042 is open already."


def test_a_language_names_days_and_units_and_says_in_which_order_they_stand(german: Path) -> None:
    (german / "times.html").write_text(
        "{% block tue %}Di{% endblock %}{% block oct %}Okt{% endblock %}{% block nov %}Nov{% endblock %}"
        "{% block day %}{{ weekday }} {{ day }}. {{ month }}{% endblock %}"
        "{% block day_and_clock %}{{ date }}, {{ clock }}{% endblock %}"
        "{% block hours_minutes %}{{ hours }} Std. {{ minutes }} Min.{% endblock %}",
        "utf-8",
    )
    said = [spell(text) for template, _, text in in_german().sentences() if template != "times"]
    assert any("Di 3. Nov" in text for text in said)
    assert any("Di 27. Okt, 12:34 CET" in text for text in said)
    assert any("1 Std. 25 Min." in text for text in said)
    assert not [text for text in said if "Tue" in text or "Oct" in text]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("refusals", "{% block not_held %}{{ nummer }} wartet nicht.{% endblock %}", "nummer is not known here"),
        ("refusals", "{% block wartet_nicht %}Es wartet nicht.{% endblock %}", "there is no block wartet_nicht here"),
        ("refusals", "{% block not_held %}{{ ref.none }} wartet nicht.{% endblock %}", "no attribute 'none'"),
        ("absagen", "{% block not_held %}Es wartet nicht.{% endblock %}", "there are no words of this name"),
    ],
)
def test_a_language_with_a_mistake_is_refused_at_start(german: Path, name: str, text: str, why: str) -> None:
    (german / f"{name}.html").write_text(text, "utf-8")
    with pytest.raises(WordsError, match=rf"de/{name}\.html, line 1: .*{why}"):
        in_german()


def test_a_folder_with_a_template_is_a_language(german: Path) -> None:
    assert words.languages() == ("en",)
    (german / "labels.html").write_text("{% block claim %}Übernehmen{% endblock %}", "utf-8")
    assert words.languages() == ("de", "en")
