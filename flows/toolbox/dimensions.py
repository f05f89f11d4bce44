"""Units in formulas: each part of a formula gets a unit, and conversions are written into it where two units meet.

`length + width` with metres and millimetres becomes `length + width * 0.001`: what runs later is plain arithmetic. A number
written in the formula, and an input without a unit, takes on the unit of what it is added to or compared with, and is a
plain number where it multiplies.
"""

import ast
from collections.abc import Mapping
from typing import Any

from flows.toolbox.expression import CONSTANTS, BadExpression, Expression, read, tree_of
from flows.toolbox.units import (
    BadUnit,
    Conversion,
    conversion,
    described,
    difference_of,
    is_difference,
    is_offset,
    registry,
    symbol,
    unit_of,
)

_KEEPING = {"absolute", "ceiling", "floor", "round", "truncate"}
_JOINING = {"clamp", "maximum", "minimum", "hypotenuse"}
# Function: the unit that it takes, and that of what it gives.
_CONVERTING = {
    **dict.fromkeys(("sine", "cosine", "tangent"), ("radian", "dimensionless")),
    **dict.fromkeys(("arcsine", "arccosine", "arctangent"), ("dimensionless", "radian")),
    **dict.fromkeys(("exponential", "natural_logarithm", "logarithm10", "logarithm2"), ("dimensionless", "dimensionless")),
    "degrees": ("radian", "degree"),
    "radians": ("degree", "radian"),
}


def parse_with_units(text: str, units: Mapping[str, str], result: str) -> tuple[Expression, str]:
    """The formula with its conversions, and the unit of what comes out. Raises BadExpression or BadUnit."""
    tree, indent, name = tree_of(text)
    reader = _Reader({input_: unit_of(unit) for input_, unit in units.items()}, indent)
    tree, unit = reader.walk(tree)
    if result:
        wanted = unit_of(result)
        if unit is not None:
            tree = reader.converted(tree, _result_conversion(unit, wanted))
        unit = wanted
    ast.fix_missing_locations(tree)
    return read(tree, indent, name), symbol(unit) if unit is not None else ""


def _result_conversion(unit: Any, wanted: Any) -> Conversion:
    if unit.dimensionality != wanted.dimensionality:
        raise BadUnit(f"The formula gives {described(unit)}, and the result is to be in {described(wanted)}: they do not fit.")
    # A difference has no zero that could lie elsewhere: 10 Δ°C are 18 °F more, not 50 °F.
    return conversion(unit, difference_of(wanted) if is_difference(unit) else wanted)


class _Reader:
    """Walks the tree once; every step answers the part, with conversions in it, and its unit. None: takes on any unit."""

    def __init__(self, units: Mapping[str, Any], indent: int) -> None:
        self.units = units
        self.indent = indent

    def walk(self, node: ast.expr) -> tuple[ast.expr, Any]:
        match node:
            case ast.Name(id=name):
                return node, None if name in CONSTANTS else self.units.get(name)
            case ast.UnaryOp(operand=operand):
                node.operand, unit = self.walk(operand)
                return node, None if isinstance(node.op, ast.Not) else unit
            case ast.BoolOp():
                node.values = [self.walk(value)[0] for value in node.values]
                return node, None
            case ast.BinOp():
                return self._arithmetic(node)
            case ast.Compare():
                (node.left, *node.comparators), _ = self._joined([node.left, *node.comparators], "compared")
                return node, None
            case ast.IfExp():
                node.test = self.walk(node.test)[0]
                (node.body, node.orelse), unit = self._joined([node.body, node.orelse], "chosen between")
                return node, unit
            case ast.Call(func=ast.Name(id=name)):
                return self._call(node, name)
        return node, None

    def converted(self, node: ast.expr, by: Conversion) -> ast.expr:
        if by.factor != 1:
            node = ast.copy_location(ast.BinOp(node, ast.Mult(), ast.Constant(by.factor)), node)
        if by.offset:
            node = ast.copy_location(ast.BinOp(node, ast.Add(), ast.Constant(by.offset)), node)
        return node

    def _fail(self, node: ast.expr, message: str) -> BadExpression:
        return BadExpression(message, node.col_offset + 1 + self.indent)

    def _to(self, node: ast.expr, unit: Any, target: Any, what: str) -> ast.expr:
        """The part in another unit."""
        if unit is None or unit == target:
            return node
        if unit.dimensionality != target.dimensionality:
            raise self._fail(node, f"This is in {described(unit)}, and {what} {described(target)}.")
        return self.converted(node, conversion(unit, target))

    def _joined(self, nodes: list[ast.expr], how: str) -> tuple[list[ast.expr], Any]:
        """Several parts in the unit of the first that has one."""
        walked = [self.walk(node) for node in nodes]
        common = next((unit for _, unit in walked if unit is not None), None)
        if common is None:
            return [node for node, _ in walked], None
        return [self._to(node, unit, common, f"is {how} with") for node, unit in walked], common

    def _arithmetic(self, node: ast.BinOp) -> tuple[ast.expr, Any]:
        if isinstance(node.op, ast.Pow):
            return self._power(node, node.left, node.right)
        if isinstance(node.op, ast.Mult | ast.Div | ast.FloorDiv):
            return self._product(node)
        if isinstance(node.op, ast.Add | ast.Sub):
            return self._sum(node)
        (node.left, node.right), unit = self._joined([node.left, node.right], "divided by")
        return node, unit

    def _sum(self, node: ast.BinOp) -> tuple[ast.expr, Any]:
        (left, one), (right, other) = self.walk(node.left), self.walk(node.right)
        node.left, node.right = left, right
        if one is None or other is None:
            return node, one if other is None else other
        sign = "added to" if isinstance(node.op, ast.Add) else "taken from"
        if one.dimensionality != other.dimensionality:
            raise self._fail(right, f"{described(other)} cannot be {sign} {described(one)}.")
        if is_offset(one) and not is_offset(other):  # a temperature and a difference
            node.right = self._to(right, other, difference_of(one), sign)
            return node, one
        if is_offset(other) and not is_offset(one) and isinstance(node.op, ast.Add):
            node.left = self._to(left, one, difference_of(other), sign)
            return node, other
        node.right = self._to(right, other, one, sign)
        return node, difference_of(one) if isinstance(node.op, ast.Sub) else one

    def _product(self, node: ast.BinOp) -> tuple[ast.expr, Any]:
        (node.left, one), (node.right, other) = self.walk(node.left), self.walk(node.right)
        is_times = isinstance(node.op, ast.Mult)
        if one is None and other is None:
            return node, None
        if (one is None and is_times) or other is None:
            # An average of temperatures divides a sum of them by a plain number.
            return node, other if one is None else one
        for part, unit in ((node.left, one), (node.right, other)):
            if unit is not None and is_offset(unit):
                raise self._fail(
                    part, f"This is in {symbol(unit)}, whose zero is not nothing, so it cannot be multiplied or divided. Use K."
                )
        one = registry().dimensionless if one is None else one
        return self._plain(node, one * other if is_times else one / other)

    def _plain(self, node: ast.expr, unit: Any) -> tuple[ast.expr, Any]:
        """Units that cancel out leave a plain number: m/mm is 1000."""
        if unit.dimensionality or len(unit._units) < 2:
            return node, unit
        plain = registry().dimensionless
        return self.converted(node, conversion(unit, plain)), plain

    def _power(self, node: ast.expr, base: ast.expr, exponent: ast.expr) -> tuple[ast.expr, Any]:
        base, unit = self.walk(base)
        exponent, of_exponent = self.walk(exponent)
        exponent = self._to(exponent, of_exponent, registry().dimensionless, "an exponent is")
        if isinstance(node, ast.BinOp):
            node.left, node.right = base, exponent
        elif isinstance(node, ast.Call):
            node.args = [base, exponent]
        if unit is None:
            return node, None
        if is_offset(unit):
            raise self._fail(base, f"This is in {symbol(unit)}, whose zero is not nothing, so it has no power. Use K.")
        number = _number(exponent)
        if number is None:
            if not unit.dimensionality:
                return node, registry().dimensionless
            raise self._fail(exponent, f"The exponent of something in {symbol(unit)} must be written as a number.")
        if abs(number) > 20:
            raise self._fail(exponent, f"The exponent {number:g} is too large for something with a unit; 20 is allowed.")
        return self._plain(node, unit**number)

    def _call(self, node: ast.Call, name: str) -> tuple[ast.expr, Any]:
        if not node.args or node.keywords:
            return node, None  # refused later, with its reason
        if name in _KEEPING:
            node.args[0], unit = self.walk(node.args[0])
            return node, unit
        if name in _JOINING:
            node.args, unit = self._joined(node.args, "joined")
            return node, unit
        if name == "power" and len(node.args) == 2:
            return self._power(node, *node.args)
        if name == "square_root":
            node.args[0], unit = self.walk(node.args[0])
            if unit is not None and is_offset(unit):
                raise self._fail(node.args[0], f"This is in {symbol(unit)}, whose zero is not nothing, so it has no root. Use K.")
            return node, None if unit is None else unit**0.5
        if name == "arctangent2":
            node.args, unit = self._joined(node.args, "joined")
            return node, None if unit is None else registry().radian
        if name in _CONVERTING:
            taken, given = (getattr(registry(), unit) for unit in _CONVERTING[name])
            argument, unit = self.walk(node.args[0])
            node.args[0] = self._to(argument, unit, taken, f"{name} takes")
            return node, None if unit is None else given
        node.args = [self.walk(argument)[0] for argument in node.args]
        return node, None


def _number(node: ast.expr) -> float | None:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            over, under = _number(left), _number(right)
            return over / under if over is not None and under else None
    return None
