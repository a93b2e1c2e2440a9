"""From Jinja2's tree to closures, by an allow-list of its nodes: what is not on it is refused."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from jinja2 import nodes

from journeys.template_source import DEEPEST, TemplateInvalid, invalid, read
from journeys.template_values import (
    COMPARISONS,
    FILTERS,
    Constant,
    Filter,
    Path,
    lookup,
    shown,
)

LONGEST_PATH = 12

Context: TypeAlias = Mapping[str, object]
Expression: TypeAlias = Callable[[Context], object]
Part: TypeAlias = Callable[[Context], Iterator[str]]

_WHOLE = frozenset(
    {("person", "user_id"), ("person", "language"), ("event", "name"), ("workspace", "name")}
)
_WITH_NAMES = frozenset({("person", "traits"), ("person", "markers"), ("event", "properties")})
_FORBIDDEN = {
    nodes.Const: "only names may stand before a dot or a bracket",
    nodes.Call: "calls are not possible",
    nodes.For: "loops are not possible",
    nodes.Test: "tests with is are not possible: compare, or use the name alone",
    nodes.BinExpr: "arithmetic is not possible",
    nodes.UnaryExpr: "arithmetic is not possible",
    nodes.Concat: "~ is not possible: write the texts one after another",
    nodes.Assign: "set is not possible",
    nodes.Slice: "slices are not possible: use truncate",
    nodes.Include: "include is not possible",
    nodes.Macro: "macros are not possible",
}


def parse(source: str) -> tuple[Part, frozenset[Path]]:
    """The template as one part that yields its pieces of text, and every path it looks up.

    Raises TemplateInvalid.
    """
    reading = _Reading(source)
    whole = reading.parts(read(source).body, 0)
    return whole, frozenset(reading.paths)


class _Reading:
    """One source being read, and the paths met in it."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.paths: set[Path] = set()

    def invalid(self, line: int, message: str) -> TemplateInvalid:
        return invalid(self.source, line, message)

    def parts(self, body: Sequence[nodes.Node], depth: int) -> Part:
        made = tuple(self.part(node, depth) for node in body)

        def pieces(context: Context) -> Iterator[str]:
            for part in made:
                yield from part(context)

        return pieces

    def part(self, node: nodes.Node, depth: int) -> Part:
        if depth > DEEPEST:
            raise self.invalid(node.lineno, f"is nested deeper than {DEEPEST}")
        if isinstance(node, nodes.Output):
            return self.output(node)
        if isinstance(node, nodes.If):
            return self.branches(node, depth)
        raise self.refusal(node)

    def output(self, node: nodes.Output) -> Part:
        shows = tuple(
            _text(piece.data) if isinstance(piece, nodes.TemplateData) else self.value(piece, 0)
            for piece in node.nodes
        )
        return lambda context: (shown(show(context)) for show in shows)

    def branches(self, node: nodes.If, depth: int) -> Part:
        arms = tuple(
            (self.value(arm.test, 0), self.parts(arm.body, depth + 1))
            for arm in (node, *node.elif_)
        )
        otherwise = self.parts(node.else_, depth + 1)

        def pieces(context: Context) -> Iterator[str]:
            chosen = next((body for test, body in arms if test(context)), otherwise)
            return chosen(context)

        return pieces

    def value(self, node: nodes.Node, depth: int) -> Expression:
        if depth > DEEPEST:
            raise self.invalid(node.lineno, f"is nested deeper than {DEEPEST}")
        reader = _EXPRESSIONS.get(type(node))
        if reader is None:
            raise self.refusal(node)
        return reader(self, node, depth + 1)

    def refusal(self, node: nodes.Node) -> TemplateInvalid:
        reasons = (reason for kind, reason in _FORBIDDEN.items() if isinstance(node, kind))
        name = type(node).__name__.lower()
        # Some of Jinja2's wrapping nodes have no line of their own, but what they wrap has.
        lines = (one.lineno for one in (node, *node.iter_child_nodes()) if one.lineno)
        return self.invalid(next(lines, 1), next(reasons, f"{name} is not possible here"))

    def constant(self, node: nodes.Node) -> Constant:
        if isinstance(node, nodes.Neg):
            number = self.constant(node.node)
            if isinstance(number, int | float) and not isinstance(number, bool):
                return -number
        if not isinstance(node, nodes.Const):
            raise self.invalid(node.lineno, "only a text or a number may stand here")
        value = node.value
        if isinstance(value, float) and not math.isfinite(value):
            raise self.invalid(node.lineno, "this number is too large")
        if value is None or isinstance(value, str | int | float):
            return value
        raise self.invalid(node.lineno, "only a text or a number may stand here")

    def literal(self, node: nodes.Node, _depth: int) -> Expression:
        value = self.constant(node)
        return lambda _context: value

    def lookup(self, node: nodes.Node, _depth: int) -> Expression:
        path = self.path(node)
        self.paths.add(path)
        return lambda context: lookup(context, path)

    def path(self, node: nodes.Node) -> Path:
        """A chain of names, walked from its end: `person.traits.address["city"]`."""
        keys: list[str | int] = []
        inner = node
        while not isinstance(inner, nodes.Name):
            if isinstance(inner, nodes.Getattr):
                keys.append(inner.attr)
            elif isinstance(inner, nodes.Getitem):
                keys.append(self.key(inner.arg))
            else:
                raise self.refusal(inner)
            inner = inner.node
        path = (inner.name, *reversed(keys))
        if not _allowed(path):
            raise self.invalid(node.lineno, f"there is no {'.'.join(map(str, path))[:100]}")
        return path

    def key(self, node: nodes.Node) -> str | int:
        key = self.constant(node)
        if isinstance(key, str) or (
            isinstance(key, int) and not isinstance(key, bool) and key >= 0
        ):
            return key
        raise self.invalid(node.lineno, "only a name or a number from 0 may stand in brackets")

    def filtered(self, node: nodes.Filter, depth: int) -> Expression:
        found = FILTERS.get(node.name)
        if found is None or node.node is None:
            known = ", ".join(FILTERS)
            raise self.invalid(node.lineno, f"there is no filter {node.name}, but {known}")
        value, arguments = self.value(node.node, depth), self.arguments(node, found)
        return lambda context: found.apply(value(context), arguments)

    def arguments(self, node: nodes.Filter, found: Filter) -> tuple[Constant, ...]:
        names = [parameter.name for parameter in found.parameters]
        given = dict(zip(names, node.args, strict=False))
        named = {pair.key: pair.value for pair in node.kwargs}
        starred = node.dyn_args is not None or node.dyn_kwargs is not None
        fitting = len(node.args) <= len(names) and named.keys() <= set(names) - given.keys()
        if starred or not fitting or len(named) != len(node.kwargs):
            allowed = ", ".join(names) or "nothing"
            raise self.invalid(node.lineno, f"{node.name} takes {allowed}")
        values = {name: self.constant(value) for name, value in (given | named).items()}
        for parameter in found.parameters:
            left_out = parameter.name not in values
            if parameter.required if left_out else not parameter.fits(values[parameter.name]):
                raise self.invalid(node.lineno, f"{node.name} needs another {parameter.name}")
        return tuple(values.get(one.name, one.default) for one in found.parameters)

    def compared(self, node: nodes.Compare, depth: int) -> Expression:
        first = self.value(node.expr, depth)
        rest = tuple((COMPARISONS[op.op], self.operand(op.expr, depth)) for op in node.ops)

        def holds(context: Context) -> bool:
            left = first(context)
            for compare, operand in rest:
                right = operand(context)
                if not compare(left, right):
                    return False
                left = right
            return True

        return holds

    def operand(self, node: nodes.Node, depth: int) -> Expression:
        if not isinstance(node, nodes.List | nodes.Tuple):
            return self.value(node, depth)
        values = tuple(self.constant(item) for item in node.items)
        return lambda _context: values

    def both(self, node: nodes.And, depth: int) -> Expression:
        left, right = self.value(node.left, depth), self.value(node.right, depth)
        return lambda context: left(context) and right(context)

    def either(self, node: nodes.Or, depth: int) -> Expression:
        left, right = self.value(node.left, depth), self.value(node.right, depth)
        return lambda context: left(context) or right(context)

    def turned(self, node: nodes.Not, depth: int) -> Expression:
        inner = self.value(node.node, depth)
        return lambda context: not inner(context)

    def chosen(self, node: nodes.CondExpr, depth: int) -> Expression:
        test, then = self.value(node.test, depth), self.value(node.expr1, depth)
        otherwise = _text("") if node.expr2 is None else self.value(node.expr2, depth)
        return lambda context: then(context) if test(context) else otherwise(context)


_EXPRESSIONS: Mapping[type[nodes.Node], Callable[[_Reading, Any, int], Expression]] = {
    nodes.Const: _Reading.literal,
    nodes.Neg: _Reading.literal,
    nodes.Name: _Reading.lookup,
    nodes.Getattr: _Reading.lookup,
    nodes.Getitem: _Reading.lookup,
    nodes.Filter: _Reading.filtered,
    nodes.Compare: _Reading.compared,
    nodes.And: _Reading.both,
    nodes.Or: _Reading.either,
    nodes.Not: _Reading.turned,
    nodes.CondExpr: _Reading.chosen,
}


def _text(text: str) -> Expression:
    return lambda _context: text


def _allowed(path: Path) -> bool:
    if path in _WHOLE:
        return True
    dunder = any(isinstance(key, str) and key.startswith("__") for key in path)
    named = path[:2] in _WITH_NAMES and 3 <= len(path) <= LONGEST_PATH
    return named and not dunder and isinstance(path[2], str)
