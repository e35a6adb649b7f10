"""Small wrong versions of a module: one comparison, number, condition or call of it is another one.

Only what runs is changed: no docstring, no annotation, no words people read.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_RECKONED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
}  # fmt: skip


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Mutant:
    """The `number`th change that can be made to a module: where it is, and what was written there before and after.

    `outside` says that it is in no function's body: it is there from the import on.
    """

    number: int
    line: int
    before: str
    after: str
    outside: bool = False


def mutants(source: str) -> list[Mutant]:
    """Every change that can be made, in the order of the text."""
    found = []
    tree = ast.parse(source)
    inside = {id(node) for function in ast.walk(tree) if isinstance(function, _FUNCTIONS) for node in _body(function)}
    for number, (old, new) in enumerate(_changes(tree)):
        line = getattr(old, "lineno", 0)
        found.append(Mutant(number, line, ast.unparse(old), ast.unparse(new), id(old) not in inside))
    return found


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[ast.AST]:
    for statement in function.body:
        yield from ast.walk(statement)


def mutated(source: str, number: int) -> ast.Module:
    """The module with its `number`th change made."""
    tree = ast.parse(source)
    old, new = list(_changes(tree))[number]
    _Put(old, new).visit(tree)
    return ast.fix_missing_locations(tree)


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.old:
            return ast.copy_location(self.new, node)
        return self.generic_visit(node)


def _changes(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.AST]]:
    """What stands there, and what could stand instead."""
    for node in _running(tree):
        match node:
            case ast.Compare(left, [operator], right) if type(operator) in _COMPARED:
                yield node, ast.Compare(left, [_COMPARED[type(operator)]()], right)
            case ast.BinOp(left, operator, other) if type(operator) in _RECKONED and not _words(left, other):
                yield node, ast.BinOp(left, _RECKONED[type(operator)](), other)
            case ast.BoolOp(operator, values):
                yield node, ast.BoolOp(ast.Or() if isinstance(operator, ast.And) else ast.And(), values)
            case ast.UnaryOp(ast.Not(), operand):
                yield node, operand
            case ast.Constant(bool() as value):
                yield node, ast.Constant(not value)
            case ast.Constant(int() as value):
                yield node, ast.Constant(value + 1)
            case ast.If(test):
                yield test, ast.UnaryOp(ast.Not(), test)
            case ast.Expr(ast.Call()):
                yield node, ast.Pass()
            case ast.Return(ast.expr() as value) if not isinstance(value, ast.Constant):
                yield node, ast.Return(ast.Constant(None))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is used, without annotations, bases and decorators."""
    match node:
        case ast.AnnAssign(_, _, value):
            inner: list[ast.AST] = [value] if value else []
        case ast.FunctionDef(_, arguments, body) | ast.AsyncFunctionDef(_, arguments, body):
            inner = [*arguments.defaults, *(each for each in arguments.kw_defaults if each), *body]
        case ast.ClassDef():
            inner = list(node.body)
        case _:
            inner = list(ast.iter_child_nodes(node))
    for each in inner:
        yield each
        yield from _running(each)


def _words(*sides: ast.AST) -> bool:
    """Whether words are put together here, not numbers."""
    return any(
        isinstance(one, ast.JoinedStr) or (isinstance(one, ast.Constant) and isinstance(one.value, str))
        for one in sides
    )
