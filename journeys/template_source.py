"""A template's source, read by Jinja2 into its tree: bounded first, so that nothing can run deep.

Jinja2 reads and does nothing else: its sandbox, its filters and its compiler are never used, for
even a sandboxed template can take a processor for itself.
"""

import re

from jinja2 import Environment, TemplateSyntaxError, nodes

LONGEST_SOURCE = 4000
DEEPEST = 20

_JINJA = Environment(autoescape=False, keep_trailing_newline=True)  # noqa: S701 (parses only)
_BRACKETS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_PREFIXES = frozenset({"-", "+", "not", "if", "else"})


class TemplateInvalid(Exception):
    """The source is no template; line and column count from 1.

    The column is that of the placeholder in question where it is the only one on its line, else of
    the first on the line: the parser knows only lines.
    """

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column
        self.message = message


def invalid(source: str, line: int, message: str) -> TemplateInvalid:
    lines = re.split(r"\r\n|\r|\n", source)
    line = min(max(line, 1), len(lines))
    text = lines[line - 1]
    starts = [text.find(mark) for mark in ("{{", "{%") if mark in text]
    return TemplateInvalid(line, min(starts, default=0) + 1, message)


def read(source: str) -> nodes.Template:
    """Jinja2's tree of the source, with nothing in it checked but size and nesting.

    Raises TemplateInvalid.
    """
    if len(source) > LONGEST_SOURCE:
        raise TemplateInvalid(1, 1, f"is longer than {LONGEST_SOURCE} characters")
    try:
        _check_nesting(source)
        return _JINJA.parse(source)
    except TemplateSyntaxError as wrong:
        raise invalid(source, wrong.lineno, wrong.message or "is no template") from None
    except RecursionError:
        # The caller himself may have left too little of the stack.
        raise invalid(source, 1, "is nested too deep") from None


def _check_nesting(source: str) -> None:
    """Refuse, by its tokens, what would take Jinja2's recursive parser down with it."""
    blocks = brackets = prefixes = 0
    before = ""
    for line, kind, value in _JINJA.lex(source):
        if kind in {"variable_begin", "block_begin"}:
            brackets = prefixes = 0
        elif kind == "operator":
            brackets += _BRACKETS.get(value, 0)
            prefixes += value in _PREFIXES
        elif kind == "name":
            prefixes += value in _PREFIXES
            blocks += {"if": 1, "endif": -1}.get(value, 0) if before == "block_begin" else 0
        if max(blocks, brackets, prefixes) > DEEPEST:
            raise invalid(source, line, f"is nested deeper than {DEEPEST}")
        before = before if kind == "whitespace" else kind
