"""The words: a folder a language, one template a kind with named blocks, overridden file by file and block by block.

English is whole; another language's folder stands over it, and a company's own over that. Templates are sandboxed: one
may only place names it was given into the markup of `markup.py`; everything placed is escaped. What stands over the
English words is read and checked when `Templates` is made, so that a broken override is found at start, not at
delivery. The English ones are compiled when they are first said, and the rest one by one after the start, of which all
at once took a fifth; the tests hold each against the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import CodeType, TracebackType
from typing import ClassVar

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from adapters.presentation import markup
from core.ui.text import Text, TimeStyle, flatten, isolate

LANGUAGES = Path(__file__).parent / "words"
"""One folder a language. A new language is a new folder; what it leaves out is said in English."""
WHOLE = "en"
"""The language that has every block."""
OF_KINDS = "kinds"
"""The template of what is said otherwise of each kind of record, which the filter `word` reads."""
_FILTERS = ("default", "join", "length", "lower", "upper", "capitalize", "trim", "first", "last", "escape", "e")
"""What a template may do to a value; `safe` and its like are left out, so nothing gets round the escaping."""
_NOT_IN_WORDS: dict[type[nodes.Node], str] = {
    nodes.Extends: "{% extends %}: blocks you leave out come from the shipped words",
    nodes.Include: "{% include %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from %}",
    nodes.ScopedEvalContextModifier: "{% autoescape %}: everything placed is escaped",
}
_BLOCK_STARTS = re.compile(r"\{%-?\s*block\s+(\w+)\s*-?%\}")
_BLOCK_ENDS = re.compile(r"\{%-?\s*endblock(\s+\w+)?\s*-?%\}")


def languages() -> tuple[str, ...]:
    """The languages that Deskbell has words in, by the names of their folders."""
    return tuple(sorted(folder.name for folder in LANGUAGES.iterdir() if any(folder.glob("*.html"))))


class WordsError(Exception):
    """A template cannot be used; names the file, the line (from 1) and what to do."""

    def __init__(self, template: str, line: int, sentence: str) -> None:
        super().__init__(f"{template}, line {line}: {sentence}")
        self.template = template
        self.line = line
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class _Checked:
    """A template that was found sound: its code, and the names it needs to be given."""

    code: CodeType
    names: frozenset[str]


class Templates:
    """The templates of a company: a shipped language and, where `folder` holds a file of that name, its own.

    `name` gives the words of a mention, `when` those of an instant; `filters` are named functions that templates may
    use; `known` gives, by template, names that a template may use beside those that the shipped one uses; `attributes`
    gives, by name, what may be asked of it (`ticket.ref`).
    Raises WordsError when an override is broken.
    """

    _shipped: ClassVar[dict[tuple[Path, tuple[str, ...]], _Checked]] = {}
    """Shipped templates are compiled once a process; their code holds no values, only names of filters."""

    def __init__(
        self,
        folder: Path | None,
        *,
        language: str = WHOLE,
        name: Callable[[str], str],
        when: Callable[[datetime, TimeStyle], str],
        filters: Mapping[str, Callable[..., object]],
        known: Mapping[str, Iterable[str]] | None = None,
        attributes: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        self._attributes = dict(attributes or {})
        self._of_kinds = _words_of_kinds(LANGUAGES / WHOLE / f"{OF_KINDS}.html")
        self._name = name
        self._when = when
        self._env = _environment(filters)
        self._filters = tuple(sorted(filters))
        self._known = {template: frozenset(names) for template, names in (known or {}).items()}
        self._english: dict[str, Template] = {}
        shipped = sorted((LANGUAGES / WHOLE).glob("*.html"))
        for path in shipped:
            _shipped_source(path)
        self.templates = frozenset(path.stem for path in shipped)
        """The names of all templates, without `.html`."""
        over = [folder, LANGUAGES / language if language != WHOLE else None]
        self._over = [
            {path.stem: self._override(path) for path in _files(each, self.templates)}
            for each in over
            if each is not None
        ]
        """Folders whose blocks are taken before the English ones, the company's own first."""

    @property
    def plain_english(self) -> bool:
        """Whether nothing stands over the English words."""
        return not self._over

    def blocks(self, template: str) -> dict[str, frozenset[str]]:
        """The blocks of an English template, each with the names that it needs to be given."""
        tree = self._parse(_english(template))
        return {block.name: _names(block) for block in tree.find_all(nodes.Block)}

    def prepare(self) -> Iterator[str]:
        """Make the English templates that were not asked for yet, one a step, and give its name."""
        for template in sorted(self.templates):
            self._whole(template)
            yield template

    def has(self, template: str, block: str) -> bool:
        """Whether there are words for that block."""
        return block in self._whole(template).blocks

    def say(self, template: str, block: str, facts: Mapping[str, object]) -> Text:
        """The spans of a block. Raises WordsError when the template fails on these facts."""
        over = (each[template] for each in self._over if template in each)
        source = next((own for own in over if block in own.blocks), None) or self._whole(template)
        try:
            rendered = "".join(source.blocks[block](source.new_context(dict(facts))))
            return markup.parse(rendered, name=self._name, when=self._when)
        except markup.MarkupError as error:
            line = _block_line(source, block) + error.line - 1
            raise WordsError(_path(source), line, f"in block {block}: {error}") from error
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
            raise WordsError(_path(source), _line(source, error.__traceback__), f"in block {block}: {error}") from error

    def line(self, template: str, block: str, facts: Mapping[str, object]) -> str:
        """The words of a block without their style, for labels and summaries."""
        return flatten(self.say(template, block, facts))

    def _whole(self, template: str) -> Template:
        """The English template, made when it is first asked for. Raises KeyError where there is none."""
        if template not in self._english:
            self._english[template] = self._made(self._checked(template))
        return self._english[template]

    def _checked(self, template: str) -> _Checked:
        if template not in self.templates:
            raise KeyError(template)
        path = _english(template)
        key = (path, self._filters)
        if key not in self._shipped:
            self._shipped[key] = self._check(path, self._parse(path))
        return self._shipped[key]

    def _made(self, checked: _Checked) -> Template:
        return Template.from_code(self._env, checked.code, self._env.globals)

    def _override(self, path: Path) -> Template:
        tree = self._parse(path)
        shipped = self._whole(path.stem)
        for block in tree.find_all(nodes.Block):
            if block.name not in shipped.blocks:
                known = ", ".join(sorted(shipped.blocks))
                raise WordsError(str(path), block.lineno, f"there is no block {block.name} here; there is {known}")
        names = self._checked(path.stem).names | self._known.get(path.stem, frozenset())
        allowed = names | _stored(tree) | {"typed"}
        for used in tree.find_all(nodes.Name):
            if used.ctx == "load" and used.name not in allowed:
                known = ", ".join(sorted(names)) or "nothing"
                raise WordsError(str(path), used.lineno, f"{used.name} is not known here; known are {known}")
        return self._made(self._check(path, tree))

    def _check(self, path: Path, tree: nodes.Template) -> _Checked:
        """Hold one template against the rules and compile it. Raises WordsError."""
        for kind, why in _NOT_IN_WORDS.items():
            if (found := tree.find(kind)) is not None:
                raise WordsError(str(path), found.lineno, f"words cannot use {why}")
        for asked in tree.find_all(nodes.Getattr):
            of = asked.node.name if isinstance(asked.node, nodes.Name) else ""
            if of in self._attributes and asked.attr not in self._attributes[of]:
                near = get_close_matches(asked.attr, self._attributes[of], 1)
                hint = f"; did you mean {of}.{near[0]}?" if near else ""
                raise WordsError(str(path), asked.lineno, f"there is no {of}.{asked.attr}{hint}")
        for filtered in tree.find_all(nodes.Filter):
            match filtered:
                case nodes.Filter(name="word", args=[nodes.Const(value=word)]) if word not in self._of_kinds:
                    known = ", ".join(sorted(self._of_kinds))
                    says = f"no kind of record has the word {word}; there is {known}"
                    raise WordsError(str(path), filtered.lineno, says)
        try:
            markup.check(self._skeleton(_source(path)))
            names = _names(tree)
            return _Checked(self._env.compile(tree, path.stem, str(path)), names)
        except markup.MarkupError as error:
            raise WordsError(str(path), error.line, str(error)) from error
        except TemplateSyntaxError as error:
            raise WordsError(str(path), error.lineno, error.message or "is no template") from error

    def _parse(self, path: Path) -> nodes.Template:
        try:
            return self._env.parse(_source(path), path.stem, str(path))
        except TemplateSyntaxError as error:
            raise WordsError(str(path), error.lineno, error.message or "is no template") from error

    def _skeleton(self, source: str) -> str:
        """The template's own text, each `{{ }}` a harmless word, every line where it stood."""
        parts: list[str] = []
        line = 1
        for number, kind, value in self._env.lex(source):
            if kind not in ("data", "variable_begin"):
                continue
            words = value if kind == "data" else "x"
            parts.append("\n" * max(0, number - line) + words)
            line = max(line, number) + words.count("\n")
        return "".join(parts)


def _environment(filters: Mapping[str, Callable[..., object]]) -> ImmutableSandboxedEnvironment:
    env = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.finalize = _isolated
    env.globals.clear()
    env.globals["typed"] = markup.typed
    env.filters = {name: env.filters[name] for name in _FILTERS} | dict(filters)
    return env


def _isolated(value: object) -> object:
    """What a template inserts: words keep to their own direction. In markup of ours they do already."""
    return isolate(value) if type(value) is str else value


def _english(template: str) -> Path:
    return LANGUAGES / WHOLE / f"{template}.html"


def _files(folder: Path, known: frozenset[str]) -> list[Path]:
    if not folder.is_dir():
        raise WordsError(str(folder), 1, "this folder of words does not exist")
    found = sorted(folder.glob("*.html"))
    for path in found:
        if path.stem not in known:
            near = get_close_matches(path.stem, known, 1)
            hint = f"did you mean {near[0]}.html?" if near else "the names are those of the shipped words"
            raise WordsError(str(path), 1, f"there are no words of this name; {hint}")
    return found


def _source(path: Path) -> str:
    """A template's text, whose blocks do not begin or end with the white space that lays out the file."""
    return _shipped_source(path) if path.parent == LANGUAGES / WHOLE else _read(path)


@cache
def _shipped_source(path: Path) -> str:
    """An English template's, read once: what an upgrade puts beneath a running process is of another version."""
    return _read(path)


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WordsError(str(path), 1, f"cannot be read as UTF-8 text: {error}") from error
    return _BLOCK_ENDS.sub("{%- endblock %}", _BLOCK_STARTS.sub(r"{% block \1 -%}", text))


def _words_of_kinds(path: Path) -> frozenset[str]:
    """What each kind of record has a word for: its blocks are named `<kind>_<word>`."""
    return frozenset(block.partition("_")[2] for block in _BLOCK_STARTS.findall(_source(path)))


def _names(tree: nodes.Node) -> frozenset[str]:
    used = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    return frozenset(used - _stored(tree) - {"typed"})


def _stored(tree: nodes.Node) -> set[str]:
    """Names a template makes itself (`set`, `for`), and the loop."""
    return {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"} | {"loop"}


def _path(template: Template) -> str:
    return template.filename or template.name or "words"


def _block_line(template: Template, block: str) -> int:
    """The line on which a block's own text begins; rendered lines are counted from there."""
    source = _source(Path(_path(template)))
    start = re.search(rf"\{{%-?\s*block\s+{block}\s*-?%\}}\s*", source)
    return source.count("\n", 0, start.end()) + 1 if start else 1


def _line(template: Template, trace: TracebackType | None) -> int:
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == template.filename:
            line = template.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line
