"""The words' engine: nothing typed becomes markup, and a company's own words are checked before they are used."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from unicodedata import combining, normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.presentation import CardPresenter, WordsError, sample, words
from adapters.presentation.desk_words import DeskWords
from adapters.presentation.gallery import example, examples, presenter, ticket_for
from adapters.slack import channel as slack
from adapters.teams import channel as teams
from core.agenda import agenda
from core.notifications.kinds import KINDS
from core.processes import FOREIGN, PROCESSES, RequestDetails
from core.tickets.ticket import Hold
from core.ui.cards import Card
from core.ui.text import Instant, Mention, Run, Text, flatten, isolate
from tests.fakes.language import ACCENTED, accented, add_accented

MARK = "PLACEHOLDERx"
HOSTILE = [
    "<b>bold</b>", "<!channel>", "<@U1>", "<mention person=\"lena.vogt@nordlicht.example\">", "&lt;b&gt;", "&amp;lt;",
    "{{ ticket.ref }}", "{% raw %}", "{# gone #}", "\x00\x1b[0m", "`code` *b* _i_ ~s~", "<time at=\"2026\">",
    "</b></i>", "\u202eright to left", "a & b &", "&#60;b&#62;", '" onclick="x', "line\nline\r\nline", "<a href='x'>",
    "https://x.example/42 \u202eturned",
]  # fmt: skip
typed = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60)).map(lambda words: words + "x")
PRESENTER = presenter()


def body(card: Card) -> Text:
    """Every span of a card, in order."""
    spans: list = [*card.title]
    for section in card.sections:
        spans += section.body
        for fact in section.facts:
            spans += fact.value
    return tuple(spans)


def swap(text: Text, words: str) -> Text:
    """The spans with the placeholder's words replaced and kept to their own direction, their styles as they were."""
    words = isolate(words)
    return tuple(replace(span, text=span.text.replace(MARK, words)) if isinstance(span, Run) else span for span in text)


TYPED_FACTS = {"text", "question", "reason", "party", "reference", "what", "files"}
KINDS_WITH_TYPED = [name for name, kind in KINDS.items() if TYPED_FACTS & {*kind.fact_names} and not kind.is_mark]


@pytest.mark.parametrize("kind", KINDS_WITH_TYPED)
@settings(max_examples=40)
@given(words=typed)
def test_what_a_person_typed_is_words_in_a_notice_and_nothing_else(kind: str, words: str) -> None:
    def said(value: str) -> Text:
        notice = example(kind)
        facts = {name: value if name in TYPED_FACTS else fact for name, fact in notice.facts.items()}
        return body(PRESENTER.notice(replace(notice, facts=facts), ticket_for(kind), sample.NOW))

    assert said(words) == swap(said(MARK), words)


@pytest.mark.parametrize("to", ["triage:service-desk", "requester", "compact", "listing"])
@given(words=typed)
def test_what_a_person_typed_is_words_on_a_card_and_nothing_else(to: str, words: str) -> None:
    def shown(value: str) -> Text:
        hold = Hold("vendor", sample.NOW, party=value, reference=value, until=sample.NOW)
        ticket = replace(
            sample.AT_VENDOR, title=value, description=value, hold=hold, resolution_text=value,
            details=RequestDetails(item="laptop", answers={"model": value}),
        )  # fmt: skip
        if to == "compact":
            return body(PRESENTER.compact(ticket, staff=True, now=sample.NOW))
        kind = "requester_card" if to == "requester" else "triage_card"
        return body(PRESENTER.notice(example(kind, to), ticket, sample.NOW))

    assert shown(words) == swap(shown(MARK), words)


@given(name=typed, url=st.one_of(st.just("javascript:alert(1)"), st.just("https://files.example/1")))
def test_a_file_links_only_to_a_web_address(name: str, url: str) -> None:
    notice = example("relay")
    card = PRESENTER.notice(
        replace(notice, facts={**notice.facts, "files": (f"{name}|{url}",)}), sample.WORKING, sample.NOW
    )
    links = {span.href for span in body(card) if isinstance(span, Run) and span.href}
    assert links == ({url} if url.startswith("https") else set())
    assert name in flatten(body(card))


def test_every_instant_falls_back_to_the_company_zone() -> None:
    spans = [span for _, card in examples() for span in body(card)]
    zones = {span.words.split()[-1] for span in spans if isinstance(span, Instant) and span.style != "day"}
    assert zones == {"CET", "CEST"}


def test_every_kind_but_a_reaction_has_words() -> None:
    shipped = {path.stem for path in (Path(sample.__file__).parent / "words" / "en").glob("*.html")}
    assert {kind.template for kind in KINDS.values() if not kind.is_mark} <= shipped


SHIPPED = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).words


@pytest.mark.parametrize("template", sorted(SHIPPED.templates))
def test_every_shipped_template_keeps_the_rules(template: str) -> None:
    """They are checked and compiled only when they are first said: here each is."""
    assert not SHIPPED.has(template, "no_such_block")


def own(folder: Path, **files: str) -> CardPresenter:
    for name, text in files.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return CardPresenter(sample.policy(), sample.SampleDirectory(), folder, sample.SampleClock())


def test_a_company_says_it_in_its_own_words(tmp_path: Path) -> None:
    german = own(
        tmp_path, claimed="{% block body %}{{ person|first_name }} kümmert sich um {{ ticket.ref }}.{% endblock %}"
    )
    assert german.notice(example("claimed"), sample.WORKING, sample.NOW).summary == "Dana kümmert sich um INC-1042."


def test_blocks_and_files_left_out_come_from_the_shipped_words(tmp_path: Path) -> None:
    german = own(tmp_path, labels="{% block claim %}Übernehmen{% endblock %}")
    card = german.notice(example("triage_card"), sample.NEW, sample.NOW)
    assert [button.label for button in card.buttons] == ["Übernehmen", "Reply"]
    assert german.notice(example("claimed"), sample.WORKING, sample.NOW).summary == "Dana has taken this."


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("{% block body %}\n\n<u>{{ person|name }}</u>{% endblock %}", 3, "<u> is not allowed"),
        ("{% block body %}\n{{ persn|name }}{% endblock %}", 2, "persn is not known here; known are"),
        ("{% block body %}{{ ticket.titel }}{% endblock %}", 1, "did you mean ticket.title"),
        ("{% block body %}{{ person|safe }}{% endblock %}", 1, "No filter named 'safe'"),
        ("{% block body %}\n{{ ticket.kind|word('gaol') }}{% endblock %}", 2, "the word gaol; there is amiss, asked,"),
        ("\n{% block body %}{% if %}{% endblock %}", 2, "Expected an expression"),
        ("{% block bdy %}x{% endblock %}", 1, "there is no block bdy here; there is body"),
        ("{% block body %}{% autoescape false %}{{ person }}{% endautoescape %}{% endblock %}", 1, "autoescape"),
        ("{% include 'labels' %}", 1, "include"),
        ("{% extends 'labels' %}", 1, "extends"),
        ("{% import 'labels' as l %}", 1, "import"),
        ("{% block body %}<{{ person }}>{% endblock %}", 1, "is not allowed"),
        ("{% block body %}<mention person={{ person }}>{% endblock %}", 1, "no tag"),
        ("{% block body %}<b {{ person }}>x</b>{% endblock %}", 1, "no tag"),
        ("{% block body %}&{{ person }}{% endblock %}", 1, "&amp;"),
    ],
)
def test_broken_words_are_refused_at_start_with_file_and_line(tmp_path: Path, text: str, line: int, why: str) -> None:
    with pytest.raises(WordsError, match=r"claimed\.html") as caught:
        own(tmp_path, claimed=text)
    assert why in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("{% block body %}\n<b>{{ person|name }}{% endblock %}", 2, "<b> is never closed"),
        ("{% block body %}\n\n{{ ticket.ref.nothing }}{% endblock %}", 3, "no attribute 'nothing'"),
        ("{% block body %}{{ 1 // 0 }}{% endblock %}", 1, "zero"),
        ('{% block body %}<time at="{{ person }}">{% endblock %}', 1, "no instant"),
        ("{% block body %}{{ person.__class__ }}{% endblock %}", 1, "__class__"),
    ],
)
def test_words_that_fail_when_spoken_say_where(tmp_path: Path, text: str, line: int, why: str) -> None:
    broken = own(tmp_path, claimed=text)
    with pytest.raises(WordsError, match=r"claimed\.html") as caught:
        broken.notice(example("claimed"), sample.WORKING, sample.NOW)
    assert why in str(caught.value)
    assert caught.value.line == line


def test_own_words_cannot_turn_what_was_typed_into_markup(tmp_path: Path) -> None:
    tricks = own(
        tmp_path,
        reply="{% block body %}{% set b %}<b>{% endset %}{{ '<b>' ~ text }}{{ b.join(['a', text]) }}</b>{% endblock %}",
    )
    notice = replace(example("reply"), facts={"comment": "c1", "author": sample.DANA, "text": "<i>x</i>"})
    card = tricks.notice(notice, sample.WORKING, sample.NOW)
    assert not any(isinstance(span, Run) and span.italic for span in body(card))
    assert flatten(body(card)) == "<b><i>x</i>a<i>x</i>"


def test_a_file_nobody_asks_for_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match=r"did you mean claimed\.html"):
        own(tmp_path, claimd="x")


def test_a_missing_folder_of_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WordsError, match="does not exist"):
        CardPresenter(sample.policy(), sample.SampleDirectory(), tmp_path / "none")


def test_words_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "claimed.html").write_bytes(b"\xff\xfe")
    with pytest.raises(WordsError, match="UTF-8"):
        CardPresenter(sample.policy(), sample.SampleDirectory(), tmp_path)


def test_the_gallery_draws_with_a_company_own_words(tmp_path: Path) -> None:
    german = own(tmp_path, claimed="{% block body %}Übernommen.{% endblock %}")
    assert dict(examples(german))["notice.claimed"].summary == "Übernommen."


def test_a_mention_is_only_made_where_the_words_ask_for_one() -> None:
    pings = {name for name, card in examples() for span in body(card) if isinstance(span, Mention)}
    notices = {
        f"notice.{name}"
        for name in (
            "relay",
            "cancel_asked",
            "reopened",
            "resumed",
            "warning",
            "call",
            "fault_left",
            "arrived",
        )
    }
    assert pings == {*notices, "digest.of_all"}


def test_after_the_start_words_are_made_one_template_a_step() -> None:
    made = CardPresenter(sample.policy(), sample.SampleDirectory()).prepare()
    assert set(made) == DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).words.templates


def test_every_kind_of_record_has_the_same_words() -> None:
    blocks = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock()).words.blocks("kinds")
    words_of = {kind: {name.partition("_")[2] for name in blocks if name.startswith(f"{kind}_")} for kind in PROCESSES}
    assert words_of["incident"] > {"name", "goal"}
    assert all(said == words_of["incident"] for said in words_of.values())
    assert set(blocks) == {f"{kind}_{word}" for kind in PROCESSES for word in words_of[kind]} | {
        f"{kind}_name" for kind in FOREIGN
    }


def test_an_order_is_not_said_to_be_fixed() -> None:
    notice = example("reopened")
    due = (sample.NOW + timedelta(hours=1)).isoformat()
    said = PRESENTER.notice(
        replace(notice, facts={**notice.facts, "due_at": due}), sample.TAKEN_ORDER, sample.NOW
    ).summary
    assert "Done by" in said
    assert "Fix" not in said


def test_a_whole_language_says_every_button_and_notice_and_no_english_shines_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "LANGUAGES", add_accented(tmp_path / "words"))
    company = replace(sample.policy().company, language=ACCENTED)
    other = CardPresenter(
        replace(sample.policy(), company=company), sample.SampleDirectory(), clock=sample.SampleClock()
    )
    english = dict(examples(PRESENTER))
    for name, card in examples(other):
        before = english[name]
        labels = [one.label for one in (*card.buttons, *card.more)]
        assert [plain_letters(label) for label in labels] == [one.label for one in (*before.buttons, *before.more)]
        assert all(label != plain_letters(label) for label in labels if any(map(str.isalpha, label))), name
        facts = [fact.label for section in card.sections for fact in section.facts]
        assert facts == [accented(fact.label) for section in before.sections for fact in section.facts], name
        assert plain_letters(flatten(body(card))) == flatten(body(before)), name
        assert instants(card) == [named_zone(accented(at)) for at in instants(before)], name


def instants(card: Card) -> list[str]:
    return [span.words for span in body(card) if isinstance(span, Instant)]


def named_zone(words: str) -> str:
    """The names of zones are the same in every language."""
    return words.replace("CÉT", "CET").replace("CÉST", "CEST")


def plain_letters(said: str) -> str:
    return "".join(letter for letter in normalize("NFD", said) if not combining(letter))


def test_an_order_that_is_due_is_to_be_delivered() -> None:
    due = agenda(sample.TAKEN_ORDER, sample.policy())
    said = flatten(body(PRESENTER.explanation(sample.TAKEN_ORDER, due, sample.NOW)))
    assert "the delivery is due" in said
    assert "the fix" not in said


@pytest.mark.parametrize(
    ("voice", "ping", "text", "said"),
    [
        ("requester", None, "", "Mia Feld shared this:"),
        ("requester", sample.DANA, "", "@Dana, Mia Feld shared this:"),
        ("watcher", None, "", "Mia Feld (colleague) shared this:"),
        ("responder", None, "", "Mia Feld shared this with Mia:"),
        ("requester", None, "So", "Mia Feld: So"),
        ("requester", sample.DANA, "So", "@Dana, from Mia Feld: So"),
        ("watcher", None, "So", "Mia Feld (colleague): So"),
        ("responder", None, "So", "Mia Feld to Mia: So"),
    ],
)
def test_words_that_are_copied_and_a_file_alone_are_a_sentence_whoever_sent_them(
    voice: str, ping: str | None, text: str, said: str
) -> None:
    notice = example("relay")
    facts = {**notice.facts, "voice": voice, "ping": ping, "text": text}
    assert PRESENTER.notice(replace(notice, facts=facts), sample.WORKING, sample.NOW).summary == said


def test_every_way_in_has_words_and_no_other_has() -> None:
    folder = Path(words.__file__).parent / "words" / "en" / "sources.html"
    ways = {word for sources in (slack.SOURCES, teams.SOURCES) for word in asdict(sources).values()}
    assert set(re.findall(r"{% block (\w+)", folder.read_text(encoding="utf-8"))) == ways - {None}


def test_a_source_of_another_desk_is_said_by_its_name() -> None:
    desk = DeskWords(sample.policy(), sample.SampleDirectory(), None, sample.SampleClock())
    assert desk.source("monitoring_hook") == "monitoring hook"
    assert desk.source("teams_chat") == "Teams, in the chat with Deskbell"
