"""Formulas over whole columns: the same result as one value at a time, to the last bit, or a refusal.

Arithmetic and comparison of floats are the same in numpy as in Python. Functions whose numpy twin rounds differently are
mapped one value after the other. What gives whole numbers or texts, or fails for some value, is refused.
"""

import ast
import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from flows.graphs.columns import NotInColumns
from flows.toolbox.expression import CONSTANTS, FUNCTIONS

MAX_EXACT = 2**53
# Gives floats for floats; the others give whole numbers or texts.
_MAPPED = frozenset(
    ("arccosine", "arcsine", "arctangent", "arctangent2", "cosine", "degrees", "exponential", "hypotenuse", "logarithm10")
    + ("logarithm2", "natural_logarithm", "power", "radians", "sine", "tangent")
)


@lru_cache(maxsize=500)
def in_columns(text: str) -> Callable[[Any], Any] | None:
    """The text of an `Expression`, for columns; None when it is not made for them."""
    tree = ast.parse(text, mode="eval").body
    try:
        source = _write(tree)
    except NotInColumns:
        return None
    code = compile(f"lambda inputs: {source}", "<formula>", "eval")
    names = {f"_{name}": _mapped(FUNCTIONS[name][0]) for name in _MAPPED}
    made: Callable[[Any], Any] = eval(code, {"__builtins__": {}, **names, **_OWN})  # written by us, not by the user
    return made


def _write(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=bool() | float() as value):
            return repr(value)
        case ast.Constant(value=int() as value) if abs(value) < MAX_EXACT:
            return repr(value)
        case ast.Name(id=name):
            return repr(CONSTANTS[name][0]) if name in CONSTANTS else f"inputs.{name}"
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _write(left), _write(right)
            match op:
                case ast.Add() | ast.Sub() | ast.Mult():
                    sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}[type(op)]
                    return f"({one} {sign} {other})"
                case ast.Div():
                    return f"_divide({one}, {other})"
                case ast.FloorDiv():
                    return f"_floor_divide({one}, {other})"
                case ast.Mod():
                    return f"_remainder({one}, {other})"
            return f"_power({one}, {other})"
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"(-{_write(operand)})"
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return f"(+{_write(operand)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"_not({_write(operand)})"
        case ast.BoolOp(op=op, values=values):
            return f"{'_and' if isinstance(op, ast.And) else '_or'}({', '.join(map(_write, values))})"
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            members = [_write(member) for member in (left, *comparators)]
            signs = [_SIGNS[type(op)] for op in ops]
            return f"_and({', '.join(f'({a} {sign} {b})' for a, sign, b in zip(members, signs, members[1:], strict=False))})"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return f"_choose({_write(test)}, {_write(body)}, {_write(orelse)})"
        case ast.Call(func=ast.Name(id=name), args=args) if name in _MAPPED or f"_{name}" in _OWN:
            return f"_{name}({', '.join(map(_write, args))})"
    raise NotInColumns


_SIGNS: dict[type[ast.cmpop], str] = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def _divisor(value: Any) -> Any:
    if not np.all(value):
        raise NotInColumns  # a division by zero fails with its sentence
    return value


def _divide(one: Any, other: Any) -> Any:
    return one / _divisor(other)


def _floor_divide(one: Any, other: Any) -> Any:
    return one // _divisor(other)


def _remainder(one: Any, other: Any) -> Any:
    return one % _divisor(other)


def _float(value: Any) -> Any:
    """Floats only: where a whole number might be chosen, the result would be one here and there."""
    if isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype in (np.float64, np.bool_)):
        return value
    raise NotInColumns


def _choose(test: Any, one: Any, other: Any) -> Any:
    if isinstance(one, bool) and isinstance(other, bool):
        return np.where(test, one, other)
    return np.where(test, _float(one), _float(other))


def _minimum(first: Any, *others: Any) -> Any:
    least = _float(first)
    for other in others:
        least = np.where(other < least, _float(other), least)
    return least


def _maximum(first: Any, *others: Any) -> Any:
    greatest = _float(first)
    for other in others:
        greatest = np.where(other > greatest, _float(other), greatest)
    return greatest


def _clamp(value: Any, low: Any, high: Any) -> Any:
    return _minimum(_maximum(value, low), high)


def _square_root(value: Any) -> Any:
    if not np.all(value >= 0):
        raise NotInColumns
    return np.sqrt(value)


def _and(first: Any, *others: Any) -> Any:
    for other in others:
        first = np.logical_and(first, other)
    return first


def _or(first: Any, *others: Any) -> Any:
    for other in others:
        first = np.logical_or(first, other)
    return first


def _absolute(value: Any) -> Any:
    return abs(value)


_OWN: dict[str, Any] = {
    "_divide": _divide,
    "_floor_divide": _floor_divide,
    "_remainder": _remainder,
    "_choose": _choose,
    "_minimum": _minimum,
    "_maximum": _maximum,
    "_clamp": _clamp,
    "_square_root": _square_root,
    "_absolute": _absolute,
    "_not": np.logical_not,
    "_and": _and,
    "_or": _or,
}


def _mapped(function: Callable[..., Any]) -> Callable[..., Any]:
    def over(*arguments: Any) -> Any:
        counts = [len(argument) for argument in arguments if isinstance(argument, np.ndarray)]
        if not counts:
            return function(*arguments)
        columns = [argument.tolist() if isinstance(argument, np.ndarray) else [argument] * counts[0] for argument in arguments]
        try:
            return np.fromiter(map(function, *columns), np.float64, counts[0])
        except (ValueError, OverflowError, ZeroDivisionError, TypeError):
            raise NotInColumns from None

    return over


def finite_or_refused(values: Any, count: int) -> Any:
    """The result as a column, when every one of it can be passed on."""
    if not isinstance(values, np.ndarray) or len(values) != count or values.dtype not in (np.float64, np.bool_):
        raise NotInColumns
    if values.dtype == np.float64 and not all_finite(values):
        raise NotInColumns
    return values


def all_finite(values: Any) -> bool:
    # The sum is finite only if all are, and takes a tenth of the time; a sum that overflows is looked at more closely.
    return math.isfinite(float(values.sum())) or bool(np.isfinite(values).all())
