"""Jinja2 templates of users, with everything taken away that could run long, grow large, or look at the program.

There are values, filters, conditions, and loops over lists. There are no calls but `range`, no macros, imports, blocks or
recursive loops. Bounds: `MAX_SOURCE` characters of template, `MAX_TEXT` of any text that is made, `MAX_ROUNDS` rounds of all
loops together, `MAX_STEPS` items that all filters together look at.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from typing import Any

import msgspec
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import pass_context

from flows.toolbox import formats, windows
from flows.toolbox.named_ports import MAX_PORTS, checked_name

MAX_SOURCE = 10_000
MAX_TEXT = 20_000
MAX_ROUNDS = 2_000
MAX_ITEMS = 10_000
MAX_STEPS = 200_000
MAX_WHOLE = 2**63

_BUDGET = "_rounds_left"
_REFUSED: dict[type[nodes.Node], str] = {
    nodes.Macro: "{% macro %}",
    nodes.CallBlock: "{% call %}",
    nodes.Block: "{% block %}",
    nodes.Extends: "{% extends %}",
    nodes.Include: "{% include %}",
    nodes.Import: "{% import %}",
    nodes.FromImport: "{% from %}",
    nodes.ScopedEvalContextModifier: "{% autoescape %}",
    nodes.Pow: "**",
}


class Template:
    """A template and the names it asks for."""

    def __init__(self, source: str) -> None:
        if len(source) > MAX_SOURCE:
            raise ValueError(f"The template has {len(source):,} characters; {MAX_SOURCE:,} are allowed")
        try:
            tree = _environment.parse(source)
            names = sorted(meta.find_undeclared_variables(tree) - {"range"})
            _check(tree)
            _bound(tree)
            self._template = _environment.from_string(tree)
        except TemplateSyntaxError as error:
            raise ValueError(f"The template is wrong in line {error.lineno}: {(error.message or '').rstrip('.')}") from None
        except RecursionError:
            raise ValueError("The template is nested too deep") from None
        if len(names) > MAX_PORTS:
            raise ValueError(f"The template asks for {len(names)} values; {MAX_PORTS} are allowed")
        self.names = [checked_name(name) for name in names]

    def fill_in(self, values: Mapping[str, Any]) -> str:
        """The text; a ValueError when a value is missing or a bound is reached."""
        pieces, length = [], 0
        try:
            for piece in self._template.generate({**values, _BUDGET: [MAX_ROUNDS, MAX_STEPS]}):
                length += len(piece)
                if length > MAX_TEXT:
                    raise ValueError(f"The text gets longer than {MAX_TEXT:,} characters.")
                pieces.append(piece)
        except UndefinedError as error:
            raise ValueError(f"The template asks for something that is not there: {error.message}.") from None
        except SecurityError as error:
            raise ValueError(f"The template may not do that: {str(error.message).rstrip('.')}.") from None
        except (TemplateError, TypeError, ArithmeticError, LookupError, StopIteration, AttributeError) as error:
            raise ValueError(f"The template cannot be filled in: {error}.") from None
        return "".join(pieces)


def _check(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if type(node) in _REFUSED:
            raise ValueError(f"{_REFUSED[type(node)]} is not available in a template (line {node.lineno})")
        if isinstance(node, nodes.For) and node.recursive:
            raise ValueError(f"A recursive loop is not available in a template (line {node.lineno})")
        if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name == "range"):
            raise ValueError(f"Only range(…) can be called in a template; use a filter instead (line {node.lineno})")
        if isinstance(node, nodes.Name) and (node.name.startswith("_") or node.name == "self"):
            raise ValueError(f"“{node.name}” cannot be a name here (line {node.lineno})")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise ValueError(f"There is no filter “{node.name}” (line {node.lineno}). There are: {', '.join(sorted(FILTERS))}")


def _bound(tree: nodes.Template) -> None:
    """Count the rounds of loops, and look at the length of what `~` puts together."""
    for loop in list(tree.find_all(nodes.For)):
        loop.iter = nodes.Filter(loop.iter, "counted", [], [], None, None, lineno=loop.lineno)
    _replace_concats(tree)
    tree.set_environment(_environment)


def _replace_concats(node: nodes.Node) -> None:
    for name, value in list(node.iter_fields()):
        if isinstance(value, list):
            setattr(node, name, [_bounded(item) for item in value])
        elif isinstance(value, nodes.Node):
            setattr(node, name, _bounded(value))


def _bounded(item: Any) -> Any:
    if not isinstance(item, nodes.Node):
        return item
    _replace_concats(item)
    if isinstance(item, nodes.Concat):
        return nodes.Filter(nodes.List(item.nodes, lineno=item.lineno), "join", [], [], None, None, lineno=item.lineno)
    return item


# --- what there is


@pass_context
def _counted(context: Context, items: Iterable[Any]) -> Iterator[Any]:
    budget: list[int] = context[_BUDGET]
    for item in items:
        budget[0] -= 1
        if budget[0] < 0:
            raise ValueError(f"The loops of the template go round more than {MAX_ROUNDS:,} times.")
        yield item


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise ValueError(f"A text gets longer than {MAX_TEXT:,} characters.")
    if isinstance(value, list) and len(value) > MAX_ITEMS:
        raise ValueError(f"A list gets longer than {MAX_ITEMS:,} items.")
    if isinstance(value, int) and not -MAX_WHOLE <= value < MAX_WHOLE:
        return float(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no number that can be written.")
    return value


def _range(*bounds: int) -> range:
    made = range(*bounds)
    if len(made) > MAX_ITEMS:
        raise ValueError(f"range({', '.join(map(str, bounds))}) has more than {MAX_ITEMS:,} numbers.")
    return made


def as_text(value: Any) -> str:
    """A value as it stands in a text."""
    if isinstance(value, str):
        return str(_short(value))
    if isinstance(value, StrictUndefined):
        return str(value)  # says what is missing
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dict | list):
        return _to_json(value)
    return "null" if value is None else str(value)


def _join(items: Iterable[Any], separator: str = "") -> str:
    pieces, length = [], 0
    for item in items:
        pieces.append(as_text(item))
        length += len(pieces[-1]) + len(separator)
        if length > MAX_TEXT + len(separator):
            raise ValueError(f"A text gets longer than {MAX_TEXT:,} characters.")
    return separator.join(pieces)


def _replace(text: Any, old: str, new: str) -> str:
    plain = as_text(text)
    if len(plain) + plain.count(old) * len(new) > MAX_TEXT:
        raise ValueError(f"A text gets longer than {MAX_TEXT:,} characters.")
    return plain.replace(old, new)


def _to_json(value: Any) -> str:
    return str(_short(msgspec.json.encode(value).decode()))


def _round(value: float, digits: int = 0) -> float:
    rounded = round(value, digits)
    return int(rounded) if digits <= 0 else rounded


def _fixed(value: float, decimals: int = 2, separator: str = "none", mark: str = "dot") -> str:
    if not 0 <= decimals <= 20 or separator not in formats.SEPARATORS or mark not in formats.MARKS:
        raise ValueError(
            f"fixed({decimals}, “{separator}”, “{mark}”) is not known. Write for example fixed(2) or fixed(1, 'space', 'comma')"
        )
    return formats.number_as_text(float(value), decimals=decimals, separator=separator, mark=mark)


def _time(seconds: float, pattern: str = "yyyy-MM-dd HH:mm:ss", zone: str = "UTC") -> str:
    formats.check_pattern(pattern)
    return formats.time_as_text(round(seconds * 1_000_000), pattern, windows.zone_of(zone))


def _truncate(text: Any, length: int = 100) -> str:
    plain = as_text(text)
    return plain if len(plain) <= length else plain[: max(0, length - 1)] + "…"


def _default(value: Any, other: Any = "") -> Any:
    return other if value is None or isinstance(value, StrictUndefined) else value


def _sort(items: Iterable[Any], attribute: str | None = None, reverse: bool = False) -> list[Any]:
    return sorted(items, key=(lambda item: item[attribute]) if attribute else None, reverse=reverse)


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no number that can be written.")
    return number


FILTERS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "capitalize": lambda text: as_text(text).capitalize(),
    "default": _default,
    "first": lambda items: next(iter(items)),
    "fixed": _fixed,
    "float": _number,
    "int": lambda value: int(_number(value)),
    "items": lambda value: list(value.items()),
    "join": _join,
    "keys": list,
    "last": lambda items: list(items)[-1],
    "length": len,
    "list": list,
    "lower": lambda text: as_text(text).lower(),
    "max": max,
    "min": min,
    "replace": _replace,
    "reverse": lambda items: items[::-1],
    "round": _round,
    "sort": _sort,
    "split": lambda text, separator=",": as_text(text).split(separator),
    "string": as_text,
    "sum": lambda items: sum(items, 0),
    "time": _time,
    "title": lambda text: as_text(text).title(),
    "tojson": _to_json,
    "trim": lambda text: as_text(text).strip(),
    "truncate": _truncate,
    "unique": lambda items: list(dict.fromkeys(items)),
    "upper": lambda text: as_text(text).upper(),
}


class _Environment(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"+", "*", "%"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "*":
            if not (isinstance(left, int | float) and isinstance(right, int | float)):
                raise SecurityError("only numbers can be multiplied")
            return _short(left * right)
        if operator == "%":
            if isinstance(left, str):
                raise SecurityError("a text has no rest; use the filter fixed to write numbers")
            return left % right
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) > MAX_TEXT:
            raise ValueError(f"A text gets longer than {MAX_TEXT:,} characters.")
        return _short(left + right)


def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def run(context: Context, *args: Any, **options: Any) -> Any:
        budget: list[int] = context[_BUDGET]
        for value in args:
            if isinstance(value, str):
                budget[1] -= len(value) // 100
            elif isinstance(value, Sized) and not isinstance(value, StrictUndefined):
                budget[1] -= len(value)
        budget[1] -= 1
        if budget[1] < 0:
            raise ValueError(f"The filters of the template look at more than {MAX_STEPS:,} items.")
        return _short(function(*args, **options))

    return run


_environment = _Environment(undefined=StrictUndefined, finalize=as_text, keep_trailing_newline=True, cache_size=0)
_environment.globals = {"range": _range}
_environment.filters = {name: _checked(function) for name, function in FILTERS.items()} | {"counted": _counted}
