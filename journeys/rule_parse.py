"""From react-querybuilder's JSON to the rule tree, or every reason why not, by path."""

from collections.abc import Mapping

from journeys.compare import Stored
from journeys.operators import HISTORY, OPERATORS, Operator
from journeys.rule_fields import LONGEST_NAME, field_named, source_of
from journeys.rule_tree import (
    EVERYONE,
    NOBODY,
    Comparison,
    Did,
    Group,
    Rule,
    RuleInvalid,
    RuleProblem,
    Scope,
    SegmentIs,
    Value,
)
from journeys.rule_values import Literals, ValueProblem, history, literals, storable

DEEPEST = 10
MOST_RULES = 1000
MOST_VALUES = 10_000
_MOST_PROBLEMS = 100

# What react-querybuilder keeps in a document for itself. `disabled` only locks a row against
# editing; `muted` and a `valueSource` of fields would change the meaning, so they are refused.
_BUILDERS_OWN = frozenset({"id", "path", "disabled"})
_GROUP_KEYS = _BUILDERS_OWN | {"combinator", "not", "rules", "muted"}
_RULE_KEYS = _BUILDERS_OWN | {"field", "operator", "value", "valueSource", "muted"}


def parse(tree: object, *, at: str = "", scope: Scope) -> Group:
    """Read one rule document; its root is a group.

    `at` is the path of the rule inside a larger document and goes before the paths of problems.
    Raises RuleInvalid with every problem found (at most 100). Bounds: groups nest 10 deep, 1,000
    groups and comparisons, 10,000 values.
    """
    reading = _Reading(scope)
    rule = reading.group(tree, at, depth=1)
    if reading.problems:
        raise RuleInvalid(tuple(reading.problems))
    return rule


class _Reading:
    """One document being read: its budget so far and the problems met."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.problems: list[RuleProblem] = []
        self.rules = 0
        self.values = 0

    def refuse(self, path: str, code: str, message: str) -> Group:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(RuleProblem(path, code, message))
        return NOBODY

    def rule(self, tree: object, path: str, depth: int) -> Rule:
        if isinstance(tree, dict) and "rules" not in tree and "combinator" not in tree:
            return self.comparison(tree, path)
        return self.group(tree, path, depth)

    def group(self, tree: object, path: str, depth: int) -> Group:
        self.rules += 1
        if not isinstance(tree, dict):
            return self.refuse(path, "rule_invalid", "must be an object with combinator and rules")
        if depth > DEEPEST:
            return self.refuse(path, "rule_too_deep", f"groups may be nested {DEEPEST} deep")
        self.keys(tree, path, _GROUP_KEYS)
        rules = tree.get("rules")
        if not isinstance(rules, list):
            return self.refuse(_join(path, "rules"), "rules_invalid", "must be a list of rules")
        negated = tree.get("not", False)
        if not isinstance(negated, bool):
            return self.refuse(_join(path, "not"), "not_invalid", "must be true or false")
        combinator = tree.get("combinator")
        if combinator not in ("and", "or"):
            return self.refuse(_join(path, "combinator"), "combinator_unknown", "must be and or or")
        parsed = self.each(rules, _join(path, "rules"), depth + 1)
        return Group("and" if combinator == "and" else "or", parsed, negated)

    def each(self, rules: list[object], path: str, depth: int) -> tuple[Rule, ...]:
        parsed: list[Rule] = []
        for index, rule in enumerate(rules):
            if self.rules >= MOST_RULES:
                self.refuse(path, "rule_too_large", f"a rule may have {MOST_RULES} parts")
                break
            parsed.append(self.rule(rule, f"{path}/{index}", depth))
        return tuple(parsed)

    def comparison(self, tree: Mapping[object, object], path: str) -> Rule:
        self.rules += 1
        self.keys(tree, path, _RULE_KEYS)
        name, operator = tree.get("field"), tree.get("operator")
        if not isinstance(name, str) or len(name) > LONGEST_NAME or not storable(name):
            return self.refuse(_join(path, "field"), "field_unknown", "must be the name of a field")
        if not isinstance(operator, str):
            return self.refuse(_join(path, "operator"), "operator_unknown", "must be an operator")
        kind, _, rest = name.partition(".")
        if kind == "event" and rest and operator in HISTORY:
            return self.did(rest, operator, tree.get("value"), path)
        if operator not in OPERATORS:
            return self.wrong_operator(operator, path)
        if kind == "event" and (rest != "name" or self.scope is Scope.SEGMENT):
            return self.refuse(
                _join(path, "operator"), "operator_not_here", "an event takes did or did_not"
            )
        if OPERATORS[operator].takes != "nothing" and "value" not in tree:
            return self.refuse(_join(path, "value"), "value_missing", "a value is needed")
        if kind == "segment" and rest:
            return self.segment(rest, OPERATORS[operator], tree.get("value"), path)
        return self.field(name, OPERATORS[operator], tree.get("value"), path)

    def wrong_operator(self, operator: str, path: str) -> Group:
        at = _join(path, "operator")
        if operator in HISTORY:
            return self.refuse(at, "operator_not_here", "only event.NAME takes did or did_not")
        return self.refuse(at, "operator_unknown", f"must be one of {' '.join(OPERATORS)}")

    def did(self, event: str, operator: str, raw: object, path: str) -> Rule:
        value = history(raw)
        if isinstance(value, ValueProblem):
            return self.refuse_value(value, path)
        at_least, days = value
        return Did(event, at_least, days, negated=HISTORY[operator][1])

    def segment(self, segment: str, operator: Operator, raw: object, path: str) -> Rule:
        """Being in a segment is a bool: what is said of it holds for those in it, or out, or both.

        Expressed without the value, so that only `SegmentIs` needs the segment's own rule.
        """
        read = self.literals(literals(raw, operator, "boolean"), path)
        values: tuple[Stored, ...] = () if read is None else tuple(map(_plain, read))
        matches = read is not None
        inside = (matches and operator.test(True, values)) != operator.negated
        outside = (matches and operator.test(False, values)) != operator.negated
        if inside == outside:
            return EVERYONE if inside else NOBODY
        return SegmentIs(segment, negated=outside)

    def field(self, name: str, operator: Operator, raw: object, path: str) -> Rule:
        field = field_named(name)
        if field is None:
            return self.refuse(
                _join(path, "field"), "field_unknown", f"there is no field {name[:100]}"
            )
        source = source_of(field)
        if self.scope not in source.scopes:
            return self.refuse(
                _join(path, "field"), "field_not_here", "only a journey has an event at hand"
            )
        read = self.literals(literals(raw, operator, source.type), path)
        if read is None:
            return EVERYONE if operator.negated else NOBODY
        return Comparison(field, operator.positive, _value(read, operator), operator.negated)

    def literals(self, read: Literals | ValueProblem | None, path: str) -> Literals | None:
        if isinstance(read, ValueProblem):
            self.refuse_value(read, path)
            return None
        self.values += len(read or ())
        if self.values > MOST_VALUES:
            self.refuse(path, "rule_too_large", f"a rule may have {MOST_VALUES} values")
            return None
        return read

    def refuse_value(self, problem: ValueProblem, path: str) -> Group:
        at = _join(path, "value")
        return self.refuse(_join(at, problem.path), "value_invalid", problem.message)

    def keys(self, tree: Mapping[object, object], path: str, known: frozenset[str]) -> None:
        for key in tree:
            if key not in known:
                self.refuse(_join(path, _readable(key)), "key_unknown", "is no part of a rule")
        if tree.get("muted", False) is not False:
            self.refuse(_join(path, "muted"), "muted_unsupported", "a rule cannot be muted")
        if tree.get("valueSource", "value") != "value":
            self.refuse(_join(path, "valueSource"), "value_source_unsupported", "must be value")


def _value(read: Literals, operator: Operator) -> Value:
    if operator.takes == "nothing":
        return None
    return read[0] if operator.takes == "value" else read


def _plain(literal: object) -> Stored:
    return literal if isinstance(literal, bool) else None


def _readable(key: object) -> str:
    return str(key)[:100].encode(errors="replace").decode()


def _join(path: str, key: str) -> str:
    return f"{path}/{key}" if path and key else path or key
