"""The rules of the house that no published linter knows, each a function from a file's text to what is wrong with it.

A finding is a line number and a sentence. The rules read text and syntax trees only; nothing is imported or run.
A text is parsed only where a glance at it does not tell that the rule is kept: to parse all of them takes seconds.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from jinja2 import Environment, nodes

MOST_LINES = 420

# Words and hosts are put together here so that this file does not break its own rules.
_LEFT_FOR_LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
_REGISTRY = re.compile(
    "|".join(
        (
            r"\bpypi" + r"\.org",
            r"pythonhosted" + r"\.org",
            r"registry\.npmjs" + r"\.",
            r"registry\.yarnpkg" + r"\.",
            r"proxy\.golang" + r"\.",
            r"(?:extra-)?index-" + r"url\s*[=:]",
            r"find-" + r"links\s*[=:]",
            r'"resolved":\s*"' + r"http",
        )
    )
)
_MACHINE = re.compile(r"(?<![\w.~-])/(?:ro" + r"ot|wo" + r"rk|home/\w+|Users/\w+)/")
_SECRET = re.compile(
    r"xox[abpr]-\d{9,}-\d{9,}" + r"|xapp-1-A\w{8,}-\d{9,}" + r"|-----BEGIN (?:\w+ )?PRIVATE" + r" KEY-----"
)

# A core that decides needs none of these: they wait, read, write or tell the time.
_OUTSIDE_WORLD = frozenset(
    """
    asyncio concurrent fileinput ftplib http imaplib io logging multiprocessing os pathlib poplib random sched secrets
    select selectors shelve shutil signal smtplib socket socketserver sqlite3 ssl subprocess tempfile threading time
    urllib.request urllib.error webbrowser
    """.split()  # noqa: SIM905 (a list of forty quoted words reads worse)
)
_CLOCK_CALLS = frozenset(
    {"now", "utcnow", "today", "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "localtime", "gmtime"}
)
_CLOCK_OWNERS = frozenset({"datetime", "date", "time", "dt"})


# The names of kinds and of their statuses, which only `core/processes` may hold a record against.
NAMED_STATES = {
    "kind": frozenset({"incident", "request", "task"}),
    "status": frozenset(
        {
            "new",
            "in_progress",
            "on_hold",
            "resolved",
            "pending_approval",
            "in_fulfilment",
            "fulfilled",
            "closed",
            "cancelled",
            "rejected",
            "expired",
            "blocked",
            "waiting_date",
            "ready",
            "done",
            "skipped",
            "failed",
        }
    ),
}
_SQL_STATUS = re.compile(
    r"\bstatus\s*(?:=|<>|!=|(?:NOT )?IN\s*\()\s*'(?:" + "|".join(NAMED_STATES["status"]) + ")'", re.I
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that breaks a rule; `line` counts from 1."""

    line: int
    says: str


def find_length(source: str) -> Iterator[Finding]:
    """More lines than one reason usually needs."""
    lines = source.count("\n")
    if lines > MOST_LINES:
        yield Finding(lines, f"{lines} lines, {MOST_LINES} are allowed: does it still have one reason?")


def find_missing_docstring(source: str) -> Iterator[Finding]:
    """A module that does not say what it is for. An empty file (a package's marker) needs no words."""
    if source.startswith('"""'):
        return
    tree = ast.parse(source)
    if tree.body and ast.get_docstring(tree) is None:
        yield Finding(1, "the module does not begin with what it is for")


def find_swallowed_exceptions(source: str) -> Iterator[Finding]:
    """A broad `except`, or one that only passes, without a comment that says why that is right."""
    if "except" not in source:
        return
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        passes = all(isinstance(statement, ast.Pass) for statement in node.body)
        if not passes and not _is_broad(node.type):
            continue
        around = lines[max(node.lineno - 2, 0) : node.body[0].lineno]
        if not any(_says_why(line) for line in around):
            what = "passes over an exception" if passes else "catches everything"
            yield Finding(node.lineno, f"{what} and no comment says why")


def _is_broad(caught: ast.expr | None) -> bool:
    match caught:
        case None:
            return True
        case ast.Name(id=name):
            return name in {"Exception", "BaseException"}
        case ast.Tuple(elts=several):
            return any(_is_broad(one) for one in several)
        case _:
            return False


def _says_why(line: str) -> bool:
    """Whether a comment stands in the line that is more than a switch for a linter."""
    _, hash_sign, comment = line.partition("#")
    comment = re.sub(r"(noqa|type: ignore|pragma)\S*(\s*[A-Z]+\d+,?)*", "", comment)
    return bool(hash_sign) and len(re.findall(r"[A-Za-z]{2,}", comment)) >= 2


def find_clocks(source: str) -> Iterator[Finding]:
    """A call that asks a clock for the time, by whatever name its module was imported."""
    if not any(f".{name}" in source for name in _CLOCK_CALLS):
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in _CLOCK_CALLS:
                said = ast.unparse(owner)
                if said.rpartition(".")[2] in _CLOCK_OWNERS:
                    yield Finding(node.lineno, f"{said}.{name}() asks a clock; take `now` as an argument")


def find_outside_imports(source: str) -> Iterator[Finding]:
    """An import in the core of anything but the core and the parts of the standard library that only compute."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                modules = [module]
            case _:
                continue
        for module in modules:
            top = module.partition(".")[0]
            if {top, module} & _OUTSIDE_WORLD:
                yield Finding(node.lineno, f"{module} reaches the outside world: that is an adapter's work")
            elif top not in {"core", "__future__"} and top not in sys.stdlib_module_names:
                yield Finding(node.lineno, f"{module} is not of the standard library")


def find_named_states(source: str) -> Iterator[Finding]:
    """A kind of record or a status of one by its name, in a comparison, a `case` or SQL: its process is to be asked."""
    sides: list[ast.AST]
    if not re.search(r"(?i)\.kind\b|status", source):
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
            case ast.Match(subject=subject, cases=cases):
                sides = [subject, *(each.pattern for each in cases)]
            case ast.Constant(value=str(text)) if found := _SQL_STATUS.search(text):
                yield Finding(node.lineno, f"{found[0]!r} names a status in SQL; take the statuses of a role")
                continue
            case _:
                continue
        if name := next((name for side in sides if (name := _asked(side))), None):
            named = {word for side in sides for word in _words(side)} & NAMED_STATES[name]
            for word in sorted(named):
                yield Finding(node.lineno, f".{name} is held against {word!r}; ask the process, or the type of details")


def find_named_states_in_words(source: str) -> Iterator[Finding]:
    """A template that holds the kind or status of whatever it speaks of against a name, or picks words by it.

    It is to ask what is true of every kind (`ticket.done`), or let `kind|word("goal")` and `status|state` say it.
    """
    for node in Environment(autoescape=True).parse(source).find_all((nodes.Compare, nodes.Test, nodes.Getitem)):
        names = {each.value for each in node.find_all(nodes.Const) if isinstance(each.value, str)}
        asked = {each.name for each in node.find_all(nodes.Name)} | {each.attr for each in node.find_all(nodes.Getattr)}
        for name in sorted(asked & set(NAMED_STATES)):
            if names:
                yield Finding(node.lineno, f"{name} is held against {', '.join(sorted(names))}; ask what it is")


def _asked(side: ast.AST) -> str | None:
    """`kind` or `status`, when a record is asked for it (a notice's or a field's kind is another thing)."""
    match side:
        case ast.Attribute(value=owner, attr=("kind" | "status") as name):
            return None if ast.unparse(owner) in {"notice", "field"} else name
    return None


def _words(side: ast.AST) -> Iterator[str]:
    for node in ast.walk(side):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


# `teams` alone may be the desk's own teams, but as a whole text it is what a channel is compared with.
_PLATFORM = re.compile(r"(?i:slack|msteams)|\bteams[:_]\w|\Ateams\Z")
_EXAMPLE = re.compile(r"slack:T1/")


def find_platform_names(source: str) -> Iterator[Finding]:
    """A platform's name in a text of the core's code: what differs between platforms, a channel says of itself.

    Docstrings may name one, and so may examples: their addresses are those of the made-up workspace T1.
    """
    if not re.search("(?i)slack|teams", source):
        return
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in told and not _EXAMPLE.match(text):
                if _PLATFORM.search(text):
                    yield Finding(node.lineno, f"{text!r} names a platform: let the channel say it")


def find_words_of_people(source: str) -> Iterator[Finding]:
    """A string of three words or more, which is a sentence for somebody: those are templates (`words/en`).

    Left out are docstrings, what commands are typed as and their help (`words`, `help`, `short`, `usage`, `usage_on`,
    `example`), patterns, the words of a closed set (they are stored), lines of the log, and what an exception tells
    whoever reads it or writes the settings; a `Refusal` is told to people.
    """
    tree = ast.parse(source)
    left_out: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                left_out.add(text)
            case ast.keyword(arg="help" | "usage" | "usage_on" | "example" | "words" | "short", value=text):
                left_out.update(ast.walk(text))
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name)) as raised) if name != "Refusal":
                left_out.update(ast.walk(raised))
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re" | "_log" | "log"))):
                left_out.update(ast.walk(node))
            case ast.Subscript(value=ast.Name(id="Literal")):
                left_out.update(ast.walk(node))
            case ast.JoinedStr(values=parts) if node not in left_out:
                left_out.update(parts)
    for node in ast.walk(tree):
        if node not in left_out and len(_WORD.findall(_written(node))) >= 3:
            says = f"{_written(node)[:40]!r} is a sentence: give it a code, and its words a template"
            yield Finding(getattr(node, "lineno", 1), says)


_WORD = re.compile(r"(?<![\w.:/%-])[^\W\d_]{1,}(?:['’-][^\W\d_]+)*(?![\w:/=])")


def _written(node: ast.AST) -> str:
    """The words of a string as they are written; a placeholder stands for a number."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(one.value) if isinstance(one, ast.Constant) else "0" for one in parts)
        case _:
            return ""


_SHORT_TEST = re.compile(r"\bdef\s+test_+[^\W_]*(?:_+[^\W_]+)?_*\s*\(")
"""What begins the definition of a test whose name has at most two words."""


def find_short_test_names(source: str) -> Iterator[Finding]:
    """A test whose name is not a sentence of at least three words."""
    if not _SHORT_TEST.search(source):
        return
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            words = [word for word in node.name.removeprefix("test_").split("_") if word]
            if len(words) < 3:
                yield Finding(node.lineno, f"{node.name} is not a sentence of three words or more")


def find_waiting_for_time(source: str) -> Iterator[Finding]:
    """A test that sleeps for a fixed time instead of moving the clock or waiting for what it expects."""
    if "sleep" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="time"), attr="sleep")):
                yield Finding(node.lineno, "time.sleep in a test: move the clock, or wait for what you expect")
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="asyncio"), attr="sleep"), args=[ast.Constant(value=seconds), *_]
            ) if isinstance(seconds, int | float) and seconds >= 0.2:
                yield Finding(node.lineno, f"asyncio.sleep({seconds}) in a test: wait for what you expect instead")


_FILE_NAMED = re.compile(r"`([\w./-]+\.(?:py|html|md|sql))`")


def find_lost_files(source: str, tree: Collection[str], folder: str) -> Iterator[Finding]:
    """A paper that names a file which is not there. A bare name stands in the paper's folder, below it or right above.

    `tree` are the paths of all files, `folder` is the paper's own, empty for a paper about the whole tree.
    """
    above = folder.rpartition("/")[0]
    near = {path for path in tree if path.startswith(folder) or path.rpartition("/")[0] == above}
    for number, line in enumerate(source.splitlines(), start=1):
        for name in _FILE_NAMED.findall(line):
            among = tree if "/" in name else near
            if not any(f"/{path}".endswith(f"/{name}") for path in among):
                yield Finding(number, f"{name} is not there")


def find_left_for_later(source: str) -> Iterator[Finding]:
    """A note to do something later: that belongs in the issue tracker."""
    yield from _find(source, _LEFT_FOR_LATER, "is left for later; the issue tracker is the place for it")


def find_registries(source: str) -> Iterator[Finding]:
    """The host of a package registry, or a setting that names one: installing follows the machine's own settings."""
    yield from _find(source, _REGISTRY, "names a package registry")


def find_machine_paths(source: str) -> Iterator[Finding]:
    """A path that exists on one machine only."""
    yield from _find(source, _MACHINE, "is a path of one machine")


def find_secrets(source: str) -> Iterator[Finding]:
    """What has the shape of a real credential; made-up ones in tests are visibly made up."""
    yield from _find(source, _SECRET, "looks like a real secret")


def _find(source: str, pattern: re.Pattern[str], says: str) -> Iterator[Finding]:
    for number, line in enumerate(source.splitlines(), start=1):
        if found := pattern.search(line):
            yield Finding(number, f"{found[0]!r} {says}")
