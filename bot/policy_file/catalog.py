"""Reads what people may order: each item's cost, approvals, form and tasks, and that these fit each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal, get_args

from bot.policy_file import values
from bot.policy_file.automations import action_of
from bot.policy_file.defined_names import Known
from bot.policy_file.problem import meant, shown
from bot.policy_file.reader import Fields, Value, many, table
from core.approvals.conditions import WHEN
from core.approvals.lines import FIELD
from core.fulfilment.graph import circle
from core.intake.form_pages import ROOM, fits_a_page
from core.items import (
    LONGEST,
    Approving,
    Cost,
    FieldKind,
    Item,
    ItemField,
    ItemTask,
    Reapprove,
    Stage,
    StageMode,
    Verify,
)
from core.ui.when.dates import FARTHEST

FIELD_KINDS: tuple[FieldKind, ...] = get_args(FieldKind)
# At most 200 business days: beyond a year of open hours no calendar can tell the day.
_DATE_BOUND = re.compile(r"today(?:\s*\+\s*(?:(?:200|1?[0-9]{1,2})bd|[0-9]{1,4}cd)|\s*-\s*[0-9]{1,4}cd)?")
_AHEAD = re.compile(r"([0-9]+)[bc]d")
LONGEST_OPTION = 75
"""Characters of an option: what Slack shows of one."""

OnSelf = Literal["approver.manager", "requester.manager", "catalog_owner"]
ON_SELF: tuple[OnSelf, ...] = get_args(OnSelf)
MOST_TASKS = 15
"""Tasks of one item: all of them stand on one card, and move in one transaction (`core.decision.MOST_AT_ONCE`)."""
TAKEN = "for_whom"
"""The id by which a form says who it is for."""

money = values.number(0, 100_000_000)


def catalog(known: Known, value: Value) -> dict[str, Item]:
    """The section `catalog`."""
    return table(values.name, lambda entry: _item(known, entry))(value)


def _item(known: Known, value: Value) -> Item:
    with value.fields() as field:
        name = field.required("name", values.text)
        service = field.required("service", known.service)
        cost = field.optional("cost", _cost, Cost())
        fulfil = field.required("fulfil", values.short_duration)
        stages = field.required("approve", lambda entry: _approve(known, entry))
        verify = field.optional("verify", values.one_of(get_args(Verify), "a way to verify"))
        who = field.optional("who", many(known.target(), least=1), ())
        private = field.optional("private", values.flag, False)
        about = field.optional("about", values.text, "")
        includes = field.optional("includes", many(values.text, least=1), ())
        excludes = field.optional("excludes", many(values.text, least=1), ())
        words = field.optional("words", many(values.text, least=1), ())
        category = field.optional("category", values.text, "")
        retired = field.optional("retired", values.flag)
        form = field.optional("form", many(_question, once=False), ())
        tasks = field.required("tasks", many(lambda entry: _task(known, entry), least=1, once=False))
        if field.fine:
            _form_fits(field, form)
            _cost_fits(field, cost, form)
            _tasks_fit(field, tasks, form)
            _approvers_fit(known, field, stages, form)
    return Item(
        value.name, name, service, cost, fulfil, not stages, form, tasks, stages, who, private, about, includes,
        excludes, words, category, retired, verify,
    )  # fmt: skip


def _cost(value: Value) -> Cost:
    if value.is_text:
        return Cost(fixed=money(value))
    with value.fields() as field:
        per = field.optional("per", values.one_of(("month",), "a period"))
        once = field.optional("once", values.flag, False)
        fixed = field.optional("fixed", money)
        by = field.optional("by", values.name)
        prices = field.optional("table", table(values.text, money, least=1), {})
        if field.fine:
            if once and per:
                field.wrong("per", "contradicts once.", "Keep per: month, or once: true.")
            if (fixed is None) == (by is None) or bool(by) != bool(prices):
                fix = "Write fixed: 100, or by: <field> with table: {answer: amount}."
                field.wrong("by", "leaves open what it costs.", fix)
    return Cost(per is not None, fixed or 0, by, prices)


def _approve(known: Known, value: Value) -> tuple[Stage, ...]:
    """The approval stages; none for `pre`, a standard change."""
    if value.is_text and not value.is_empty:
        values.one_of(("pre",), "pre or a list of stages")(value)
        return ()
    return many(lambda entry: _stage(known, entry), least=1)(value)


def _stage(known: Known, value: Value) -> Stage:
    approvers = many(known.target("requester.manager", "approver.manager", "team_lead", fields=True), least=1)
    with value.fields() as field:
        name = field.required("stage", values.name)
        asked: dict[StageMode, tuple[str, ...] | None] = {
            "any": field.optional("any", approvers),
            "all": field.optional("all", approvers),
            "majority": field.optional("majority", approvers),
            "first": field.optional("of", approvers),
        }
        first = field.optional("first", values.number(1, 50))
        when = field.optional("when", _when)
        named = [mode for mode, who in asked.items() if who is not None]
        if field.fine and len(named) != 1:
            fix = "Write any: [who], all: [who, who], majority: [who, who, who], or first: 2 with of: [who, who, who]."
            field.wrong("any", "needs exactly one of any, all, majority and first.", fix)
        elif field.fine and (named == ["first"]) != (first is not None):
            field.wrong("first", "goes together with of.", "Write first: 2 with of: [who, who, who].")
    mode: StageMode = named[0] if named else "any"
    return Stage(name, mode, asked[mode] or (), when, first or 0)


def approvals(known: Known, value: Value) -> Approving:
    """The section `approvals`: what holds for every approval."""
    rule = Approving()
    reasons = values.one_of(get_args(Reapprove), "a reason to ask again")
    with value.fields() as field:
        if field.optional("no_self_approval", values.flag, True) is False:
            field.wrong("no_self_approval", "cannot be switched off.", "Write true, or leave it out.")
        on_self = field.optional("on_self", values.one_of(ON_SELF, "who decides instead"), rule.on_self)
        remind_after = field.optional("remind_after", many(values.short_duration), rule.remind_after)
        expire_after = field.optional("expire_after", values.short_duration, rule.expire_after)
        delegate = field.optional("delegate", values.flag, rule.delegate)
        calendar = field.optional("calendar", known.calendar)
        reapprove_if = field.optional("reapprove_if", many(reasons), tuple(sorted(rule.reapprove_if)))
        if field.fine and any(each.open_seconds() >= expire_after.open_seconds() for each in remind_after):
            field.wrong("remind_after", "reminds when it has expired already.", "Keep it below expire_after.")
        elif field.fine and list(remind_after) != sorted(remind_after, key=lambda each: each.open_seconds()):
            field.wrong("remind_after", "is not in order.", "Write the earliest first.")
    return Approving(remind_after, expire_after, calendar, delegate, on_self, frozenset(reapprove_if))


def _when(value: Value) -> str:
    written = value.text()
    found = WHEN.fullmatch(written)
    if found is None or (found[1].startswith("cost") and not re.fullmatch(r"[0-9]{1,12}", found[3])):
        fix = "Compare cost, cost_month, cost_year or field.<id> with something: cost > 1500."
        raise value.wrong(f"{shown(written)} is not a condition.", fix)
    return written


def _question(value: Value) -> ItemField:
    with value.fields() as field:
        id_ = field.required("id", values.name)
        kind = field.required("type", values.one_of(FIELD_KINDS, "a type of field"))
        label = field.optional("label", values.text)
        required = field.optional("required", values.flag, False)
        options = field.optional("options", many(values.text, least=1), ())
        minimum = field.optional("min", values.text)
        maximum = field.optional("max", values.text)
        pattern = field.optional("pattern", values.pattern)
        example = field.optional("example", values.text, "")
        show_if = field.optional("show_if", values.condition)
        sensitive = field.optional("sensitive", values.flag, False)
        if field.fine:
            _question_fits(field, kind, options, minimum, maximum, pattern)
            if example and (pattern is None or re.fullmatch(pattern, example) is None):
                field.wrong("example", f"{shown(example)} does not fit the pattern.", "Write what people may answer.")
    label = label or id_.replace("_", " ").replace("-", " ").strip().capitalize()
    return ItemField(id_, kind, label, required, options, minimum, maximum, pattern, example, show_if, sensitive)


def _question_fits(
    field: Fields, kind: FieldKind, options: tuple[str, ...], low: str | None, high: str | None, pattern: str | None
) -> None:
    """Whether what a question says beside its type goes with that."""
    if kind == "select" and not options:
        field.wrong("options", "is missing for a select.", "Add options: [one, two].")
    if kind != "select" and options:
        field.wrong("options", f"does not go with type {kind}.", "Write type: select, or drop the options.")
    if any(len(option) > LONGEST_OPTION for option in options):
        field.wrong("options", f"has one of more than {LONGEST_OPTION} characters.", "Shorten it.")
    if pattern is not None and kind not in LONGEST:
        field.wrong("pattern", f"does not go with type {kind}.", "Patterns are for text.")
    _limits_fit(field, kind, low, high)


def _limits_fit(field: Fields, kind: FieldKind, low: str | None, high: str | None) -> None:
    """Whether the limits of a question are some of its type, and leave something between them."""
    for key, bound in (("min", low), ("max", high)):
        if bound is None:
            continue
        if kind == "date":
            if not _DATE_BOUND.fullmatch(bound):
                field.wrong(
                    key,
                    f"{shown(bound)} is not a limit for a date.",
                    "Write today+5bd (to 200bd), today+180cd, today, or today-30cd.",
                )
            elif key == "min" and _ahead(bound) > FARTHEST.days:
                field.wrong(key, f"{shown(bound)} is later than anyone may choose.", "Write two years at most.")
        elif kind not in (*LONGEST, "number"):
            field.wrong(key, f"does not go with type {kind}.", "Limits are for text, numbers and dates.")
        elif not re.fullmatch(r"-?[0-9]{1,9}" if kind == "number" else r"[0-9]{1,4}", bound):
            field.wrong(key, f"{shown(bound)} is not a limit for a {kind}.", "Write a whole number.")
        elif kind in LONGEST and int(bound) > LONGEST[kind]:
            fix = "Lower it, or write type: long_text." if kind == "text" else "Lower it."
            field.wrong(key, f"is more than the {LONGEST[kind]} characters that a {kind} has.", fix)
    if field.fine and low is not None and high is not None and _crossed(kind, low, high):
        field.wrong("max", "is less than min.", "Swap them.")


def _crossed(kind: FieldKind, low: str, high: str) -> bool:
    """Whether no answer is within both limits. A business day is no shorter than a day."""
    if kind != "date":
        return int(low) > int(high)
    if low.strip().endswith("cd") and high.strip().endswith("bd"):
        return False
    return _ahead(low) > _ahead(high)


def _ahead(bound: str) -> int:
    """How many days a limit lies ahead of today, at least."""
    found = _AHEAD.search(bound)
    return int(found[1]) * (-1 if "-" in bound else 1) if found else 0


def _task(known: Known, value: Value) -> ItemTask:
    with value.fields() as field:
        id_ = field.required("id", values.name)
        team = field.required("team", known.team)
        do = field.optional("do", values.text, "")
        needs = field.optional("needs", many(values.name), ())
        due = field.optional("due", values.short_duration)
        on = field.optional("on", _field_name)
        automation = field.optional("automation", action_of)
    return ItemTask(id_, team, do, needs, due, on, automation)


def _field_name(value: Value) -> str:
    """The id in `field.<id>`."""
    written = value.text()
    if not re.fullmatch(r"field\.[a-z0-9_-]+", written):
        raise value.wrong(f"{shown(written)} is not a field of the form.", "Write it as field.<id>.")
    return written.removeprefix("field.")


def _twice(ids: Iterable[str]) -> str | None:
    """The first of them that stands there a second time."""
    return next((one for one, times in Counter(ids).items() if times > 1), None)


def _form_fits(item: Fields, form: tuple[ItemField, ...]) -> None:
    """Whether questions have ids of their own and conditions on answers that an earlier question can have."""
    spots = item.items("form")
    if (again := _twice(question.id for question in form)) is not None:
        item.wrong("form", f"has two fields {shown(again)}.", "Rename one.")
        return
    if not fits_a_page(form):
        fix = f"All that is sensitive is asked for together: {ROOM} characters, questions and answers."
        item.wrong("form", "has more sensitive fields than one page of a form holds.", fix)
    earlier: dict[str, ItemField] = {}
    for spot, question in zip(spots, form, strict=True):
        if question.id == TAKEN:
            item.wrong_at(spot, f"is called {TAKEN}, which is ours.", "Rename it, as person.")
        if question.kind == "file" and question.sensitive:
            fix = "Drop sensitive: whoever reads the ticket sees its files."
            item.wrong_at(spot, "is a file that would be sensitive.", fix)
        if question.show_if is not None:
            field, answer = question.show_if
            if field not in earlier:
                item.wrong_at(
                    spot, f"show_if asks for {shown(field)}, which is no field before it.", meant(field, earlier)
                )
            elif earlier[field].kind not in ("text", "select", "number"):
                sentence = f"show_if asks for {shown(field)}, whose answer is no word and no number."
                item.wrong_at(spot, sentence, "Let it hang on a select.")
            elif earlier[field].options and answer not in earlier[field].options:
                sentence = f"show_if waits for {shown(answer)}, which {field} never answers."
                item.wrong_at(spot, sentence, meant(answer, earlier[field].options))
        earlier[question.id] = question


def _cost_fits(item: Fields, cost: Cost, form: tuple[ItemField, ...]) -> None:
    """Whether there is a price for every answer of the field that sets it, and no other."""
    if cost.by is None:
        return
    question = next((one for one in form if one.id == cost.by), None)
    if question is None or question.kind != "select":
        selects = [one.id for one in form if one.kind == "select"]
        item.wrong("cost", f"goes by {shown(cost.by)}, which is no select of the form.", meant(cost.by, selects))
        return
    if not question.required or question.show_if is not None:
        fix = "Write required: true there, and drop its show_if."
        item.wrong_at(item.items("form")[form.index(question)], "sets the price and need not be answered.", fix)
    for option in question.options:
        if option not in cost.table:
            item.wrong("cost", f"has no price for {shown(option)}.", "Add it to the table.")
    for option in cost.table:
        if option not in question.options:
            fix = meant(option, question.options)
            item.wrong("cost", f"has a price for {shown(option)}, which cannot be chosen.", fix)


def _tasks_fit(item: Fields, tasks: tuple[ItemTask, ...], form: tuple[ItemField, ...]) -> None:
    """Whether tasks have ids of their own, need tasks that there are, and never each other in a circle."""
    spots = item.items("tasks")
    if len(tasks) > MOST_TASKS:
        item.wrong("tasks", f"has {len(tasks)} tasks, where {MOST_TASKS} fit a card.", "Put some of them together.")
        return
    if (again := _twice(task.id for task in tasks)) is not None:
        item.wrong("tasks", f"has two tasks {shown(again)}.", "Rename one.")
        return
    ids = [task.id for task in tasks]
    dates = [question.id for question in form if question.kind == "date"]
    for spot, task in zip(spots, tasks, strict=True):
        for need in task.needs:
            if need not in ids:
                item.wrong_at(spot, f"needs {shown(need)}, which is no task of this item.", meant(need, ids))
        if task.on is not None and task.on not in dates:
            item.wrong_at(
                spot, f"waits for field {shown(task.on)}, which is no date of the form.", meant(task.on, dates)
            )
    if waiting := circle({task.id: task.needs for task in tasks}):
        item.wrong("tasks", f"wait for each other in a circle: {', '.join(waiting)}.", "Drop one of their needs.")


def _approvers_fit(known: Known, item: Fields, stages: tuple[Stage, ...], form: tuple[ItemField, ...]) -> None:
    """Whether `field.x.owner` asks a field whose answers are services, and `when` a field that there is."""
    if not stages:
        return
    questions = {question.id: question for question in form}
    for spot, stage in zip(item.items("approve"), stages, strict=True):
        asked = re.match(r"field\.([a-z0-9_-]+)", stage.when or "")
        if asked is not None and asked[1] not in questions:
            item.wrong_at(
                spot, f"asks for field {shown(asked[1])}, which is not in the form.", meant(asked[1], questions)
            )
        for approver in stage.approvers:
            found = FIELD.fullmatch(approver)
            if not approver.startswith("field."):
                continue
            question = questions.get(found[1]) if found else None
            if found is None or question is None:
                fix = "Write field.<id>.owner for a select of services, or field.<id> for a user."
                item.wrong_at(spot, f"{shown(approver)} is nobody who can approve.", fix)
            elif found[2] and any(known.services is not None and one not in known.services for one in question.options):
                item.wrong_at(spot, f"{shown(approver)} has no owner for every answer.", "Let its options be services.")
            elif (found[2] and question.kind != "select") or (not found[2] and question.kind != "user"):
                fix = "Write field.<id>.owner for a select of services, or field.<id> for a user."
                item.wrong_at(spot, f"{shown(approver)} does not name a person.", fix)
