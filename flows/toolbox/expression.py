"""The language of formulas: arithmetic, comparison, logic and a list of functions, nothing else.

A formula is parsed by Python's own parser, then only what stands in the tables below is let through, with the type of
every part known before it runs. Names that are no function and no constant are the formula's inputs; their types
follow from how they are used. What is left is compiled once and runs as fast as Python does.
"""

import ast
import difflib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from core.errors import Refused

Kind = Literal["number", "boolean", "text"]

MAX_LENGTH = 2_000
MAX_PARTS = 250


class BadExpression(Refused, ValueError):
    """A formula that cannot be understood; `column` counts from 1."""

    code = "expression"

    def __init__(self, message: str, column: int) -> None:
        super().__init__(f"{message} (column {column})")
        self.column = column


@dataclass(frozen=True)
class Expression:
    """A formula ready to run: `evaluate` takes a struct with one field for each input."""

    inputs: dict[str, Kind]
    result: Kind
    evaluate: Callable[[Any], Any]
    # What the result is called, when the formula says it: `power = voltage * current`.
    name: str = ""
    # The formula itself in its plainest form, with conversions of units written into it.
    text: str = ""


def _sign(x: float) -> int:
    return (x > 0) - (x < 0)


def _clamp(x: float, low: float, high: float) -> float:
    return min(max(x, low), high)


def _round(x: float, digits: float = 0) -> float:
    return round(x, max(-15, min(15, int(digits)))) if digits else round(x)


def _power(x: float, y: float) -> float:
    # Always floats: whole numbers would grow without bound (9**9**9).
    return math.pow(x, y)


# Name: function, types of its arguments, how many of them may be left out, type of the result. `...` repeats the last.
FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...], int, Kind]] = {
    "absolute": (abs, ("number",), 0, "number"),
    "arccosine": (math.acos, ("number",), 0, "number"),
    "arcsine": (math.asin, ("number",), 0, "number"),
    "arctangent": (math.atan, ("number",), 0, "number"),
    "arctangent2": (math.atan2, ("number", "number"), 0, "number"),
    "ceiling": (math.ceil, ("number",), 0, "number"),
    "clamp": (_clamp, ("number", "number", "number"), 0, "number"),
    "cosine": (math.cos, ("number",), 0, "number"),
    "degrees": (math.degrees, ("number",), 0, "number"),
    "exponential": (math.exp, ("number",), 0, "number"),
    "floor": (math.floor, ("number",), 0, "number"),
    "hypotenuse": (math.hypot, ("number", "number"), 0, "number"),
    "length": (len, ("text",), 0, "number"),
    "logarithm10": (math.log10, ("number",), 0, "number"),
    "logarithm2": (math.log2, ("number",), 0, "number"),
    "lower_case": (str.lower, ("text",), 0, "text"),
    "maximum": (max, ("number", "number", ...), 0, "number"),
    "minimum": (min, ("number", "number", ...), 0, "number"),
    "natural_logarithm": (math.log, ("number",), 0, "number"),
    "power": (_power, ("number", "number"), 0, "number"),
    "radians": (math.radians, ("number",), 0, "number"),
    "round": (_round, ("number", "number"), 1, "number"),
    "sign": (_sign, ("number",), 0, "number"),
    "sine": (math.sin, ("number",), 0, "number"),
    "square_root": (math.sqrt, ("number",), 0, "number"),
    "tangent": (math.tan, ("number",), 0, "number"),
    "truncate": (math.trunc, ("number",), 0, "number"),
    "upper_case": (str.upper, ("text",), 0, "text"),
}
CONSTANTS: dict[str, tuple[Any, Kind]] = {
    "pi": (math.pi, "number"),
    "e": (math.e, "number"),
    "true": (True, "boolean"),
    "false": (False, "boolean"),
    "True": (True, "boolean"),
    "False": (False, "boolean"),
}
# What people write first, and what it is called here.
OTHER_NAMES = {
    "abs": "absolute", "sqrt": "square_root", "min": "minimum", "max": "maximum", "pow": "power", "exp": "exponential",
    "log": "natural_logarithm", "ln": "natural_logarithm", "log10": "logarithm10", "log2": "logarithm2", "sin": "sine",
    "cos": "cosine", "tan": "tangent", "asin": "arcsine", "acos": "arccosine", "atan": "arctangent", "atan2": "arctangent2",
    "ceil": "ceiling", "int": "truncate", "trunc": "truncate", "len": "length", "lower": "lower_case", "upper": "upper_case",
    "hypot": "hypotenuse", "sgn": "sign", "limit": "clamp", "mod": "%",
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
_COMPARISON: dict[type[ast.cmpop], str] = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


_RESULT_NAME = re.compile(r"\s*([A-Za-z]\w{0,39})\s*=(?!=)")


def parse(text: str, wanted: Kind | None = None) -> Expression:
    """Check a formula and compile it. Raises BadExpression with the column of what is wrong, or is not of the wanted type."""
    return read(*tree_of(text), wanted)


def tree_of(text: str) -> tuple[ast.expr, int, str]:
    """The formula's syntax tree, by how much it is indented, and the name of its result if it has one."""
    if len(text) > MAX_LENGTH:
        raise BadExpression(f"The formula has {len(text)} characters; {MAX_LENGTH} are allowed.", MAX_LENGTH)
    if not text.strip():
        raise BadExpression("The formula is empty. Write for example: a + b", 1)
    # Line breaks inside a formula are spaces; without the brackets Python would read them as its end.
    source = " ".join(text.splitlines())
    name = ""
    if named := _RESULT_NAME.match(source):
        name = named[1]
        source = " " * named.end() + source[named.end() :]
    try:
        tree = ast.parse(source.lstrip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise BadExpression(_syntax_message(source, error), _syntax_column(error, source)) from None
    if name and isinstance(tree, ast.Name | ast.Constant):
        raise BadExpression("Write == to compare two values.", text.index("=") + 1)
    return tree, len(source) - len(source.lstrip()), name


def read(tree: ast.expr, indent: int = 0, name: str = "", wanted: Kind | None = None) -> Expression:
    """Check a syntax tree and compile it."""
    return _Reader(indent=indent, name=name).read(tree, wanted)


def _syntax_message(source: str, error: Exception) -> str:
    if not isinstance(error, SyntaxError):
        return "The formula cannot be read; it may be nested too deeply."
    if "if(" in source.replace(" ", ""):
        return "Write a choice as: a if condition else b"
    if "Perhaps you meant '=='" in (error.msg or "") or "cannot assign" in (error.msg or ""):
        return "Write == to compare two values."
    return {"invalid syntax": "This cannot be read"}.get(
        error.msg, (error.msg or "This cannot be read").partition(". ")[0].capitalize()
    ) + "."


def _syntax_column(error: Exception, source: str) -> int:
    offset = getattr(error, "offset", None) or 1
    return min(offset + len(source) - len(source.lstrip()), len(source) + 1)


class _Reader:
    """Walks a syntax tree once, giving each part its type, and writes it anew as safe Python."""

    def __init__(self, *, indent: int, name: str) -> None:
        self.indent = indent
        self.name = name
        self.parts = 0
        self.inputs: dict[str, Kind] = {}

    def read(self, tree: ast.expr, wanted: Kind | None) -> Expression:
        try:
            source, result = self._write(tree, wanted or self._kind_of(tree))
        except RecursionError:
            raise BadExpression("The formula is nested too deeply.", 1) from None
        names: dict[str, Any] = {f"_{name}": function for name, (function, *_) in FUNCTIONS.items()}
        code = compile(f"lambda inputs: {source}", "<formula>", "eval")
        evaluate = eval(code, {"__builtins__": {}, **names})  # written by us above, not by the user
        return Expression(inputs=self.inputs, result=result, evaluate=evaluate, name=self.name, text=ast.unparse(tree))

    def _fail(self, node: ast.AST, message: str) -> BadExpression:
        return BadExpression(message, getattr(node, "col_offset", 0) + 1 + self.indent)

    def _kind_of(self, node: ast.expr) -> Kind | None:
        """The type of a part as far as it shows by itself; None for a name that has not been used yet."""
        match node:
            case ast.Constant(value=bool()):
                return "boolean"
            case ast.Constant(value=str()):
                return "text"
            case ast.Constant():
                return "number"
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return "boolean"
            case ast.BinOp(left=left, right=right, op=ast.Add()):
                return "text" if "text" in (self._kind_of(left), self._kind_of(right)) else "number"
            case ast.BinOp() | ast.UnaryOp():
                return "number"
            case ast.IfExp(body=body, orelse=orelse):
                return self._kind_of(body) or self._kind_of(orelse)
            case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
                return FUNCTIONS[name][3]
            case ast.Name(id=name):
                return CONSTANTS[name][1] if name in CONSTANTS else self.inputs.get(name)
        return None

    def _write(self, node: ast.expr, wanted: Kind | None) -> tuple[str, Kind]:
        """The part as Python, and its type; refused when it is not of the wanted one."""
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise self._fail(node, f"The formula has more than {MAX_PARTS} parts; split it over several blocks.")
        source, kind = self._write_any(node, wanted)
        if wanted is not None and kind != wanted:
            raise self._fail(node, f"A {wanted} is needed here, and this is a {kind}.")
        return source, kind

    def _write_any(self, node: ast.expr, wanted: Kind | None) -> tuple[str, Kind]:
        match node:
            case ast.Constant(value=bool() as value):
                return repr(value), "boolean"
            case ast.Constant(value=str() as value):
                if not value.isprintable():
                    raise self._fail(node, "This text holds characters that cannot be shown.")
                return repr(value), "text"
            case ast.Constant(value=int() | float() as value):
                if abs(value) > 1e300:
                    raise self._fail(node, "This number is too large.")
                return repr(value), "number"
            case ast.Name(id=name):
                return self._write_name(node, name, wanted)
            case ast.BinOp(left=left, op=op, right=right):
                return self._write_arithmetic(node, left, op, right)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
                return f"({'-' if isinstance(sign, ast.USub) else '+'}{self._write(operand, 'number')[0]})", "number"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"(not {self._write(operand, 'boolean')[0]})", "boolean"
            case ast.BoolOp(op=op, values=values):
                word = " and " if isinstance(op, ast.And) else " or "
                return f"({word.join(self._write(value, 'boolean')[0] for value in values)})", "boolean"
            case ast.Compare():
                return self._write_comparison(node), "boolean"
            case ast.IfExp(test=test, body=body, orelse=orelse):
                condition = self._write(test, "boolean")[0]
                kind = wanted or self._kind_of(body) or self._kind_of(orelse) or "number"
                return f"({self._write(body, kind)[0]} if {condition} else {self._write(orelse, kind)[0]})", kind
            case ast.Call():
                return self._write_call(node)
        raise self._fail(node, _refusal_of(node))

    def _write_name(self, node: ast.Name, name: str, wanted: Kind | None) -> tuple[str, Kind]:
        if name in CONSTANTS:
            return repr(CONSTANTS[name][0]), CONSTANTS[name][1]
        if name in FUNCTIONS:
            raise self._fail(node, f"{name} is a function: write {name}(…).")
        if name.startswith("_") or len(name) > 40 or not name.isascii():
            raise self._fail(node, f"An input may not be called {name}: use up to 40 letters, digits and _, with a letter first.")
        kind = self.inputs.setdefault(name, wanted or "number")
        if wanted is not None and kind != wanted:
            raise self._fail(node, f"{name} is used as a {kind} elsewhere, and as a {wanted} here.")
        return f"inputs.{name}", kind

    def _write_arithmetic(self, node: ast.expr, left: ast.expr, op: ast.operator, right: ast.expr) -> tuple[str, Kind]:
        sign = _ARITHMETIC.get(type(op))
        if sign is None:
            hint = " Write ** for a power." if isinstance(op, ast.BitXor) else ""
            raise self._fail(right, f"This operator is not known.{hint} There are + - * / // % **.")
        kind: Kind = "text" if isinstance(op, ast.Add) and "text" in (self._kind_of(left), self._kind_of(right)) else "number"
        one, other = self._write(left, kind)[0], self._write(right, kind)[0]
        return (f"_power({one}, {other})" if sign == "**" else f"({one} {sign} {other})"), kind

    def _write_comparison(self, node: ast.Compare) -> str:
        members = [node.left, *node.comparators]
        kinds = [kind for kind in map(self._kind_of, members) if kind]
        kind = kinds[0] if kinds else "number"
        parts = [self._write(members[0], kind)[0]]
        for op, member in zip(node.ops, members[1:], strict=True):
            sign = _COMPARISON.get(type(op))
            if sign is None:
                raise self._fail(member, "This comparison is not known. There are == != < <= > >=.")
            if kind == "boolean" and sign not in ("==", "!="):
                raise self._fail(member, "Two booleans can only be compared by == and !=.")
            parts += [sign, self._write(member, kind)[0]]
        return f"({' '.join(parts)})"

    def _write_call(self, node: ast.Call) -> tuple[str, Kind]:
        if not isinstance(node.func, ast.Name):
            raise self._fail(node, "Only the listed functions can be called.")
        name = node.func.id
        if name not in FUNCTIONS:
            raise self._fail(node, _unknown_function(name))
        if node.keywords:
            raise self._fail(node.keywords[0].value, f"Give the arguments of {name} without names, in their order.")
        _, kinds, optional, result = FUNCTIONS[name]
        repeats = kinds[-1] is ...
        kinds = kinds[:-1] if repeats else kinds
        given = len(node.args)
        if given < len(kinds) - optional or (given > len(kinds) and not repeats):
            takes = (
                f"{len(kinds)} or more"
                if repeats
                else f"{len(kinds) - optional} to {len(kinds)}"
                if optional
                else str(len(kinds))
            )
            raise self._fail(node, f"{name} takes {takes} argument{'s' if takes != '1' else ''}, and {given} are given.")
        arguments = [self._write(argument, kinds[min(index, len(kinds) - 1)])[0] for index, argument in enumerate(node.args)]
        return f"_{name}({', '.join(arguments)})", result


def _unknown_function(name: str) -> str:
    if name in OTHER_NAMES:
        return f"There is no function {name}: write {OTHER_NAMES[name]}."
    close = difflib.get_close_matches(name, FUNCTIONS, n=1)
    return f"There is no function {name}" + (f"; did you mean {close[0]}?" if close else f". There are: {', '.join(FUNCTIONS)}.")


def _refusal_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return "A dot cannot stand here; an input's name has only letters, digits and _."
    if isinstance(node, ast.Constant):
        return "Only numbers, true, false and texts in quotes can stand here."
    if isinstance(node, ast.Lambda | ast.GeneratorExp | ast.ListComp | ast.DictComp | ast.SetComp | ast.NamedExpr):
        return "A formula computes one value from its inputs; this construction is not part of it."
    return "This is not part of the formula language."
