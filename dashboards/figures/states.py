"""Values as states, by the names and the colour rules that a widget gives them: as in the browser (`charts/stateColors.ts`)."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from dashboards.figures import look
from dashboards.figures.chart import LEVELS, Chart, Rule, number, on_off, text_of, write

RESTING: Final = re.compile(r"off|aus|false|closed|idle|stopped", re.IGNORECASE)


class State(NamedTuple):
    """How a value is called, and what makes it stand out."""

    # Values with the same key are the same state.
    key: str
    text: str
    # “normal” is calm; none has no sense of good and bad, so it takes a colour of its own.
    level: str | None
    is_off: bool


def state_of(value: Any, chart: Chart, rules: list[Rule]) -> State:
    sample = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
    mapping = _mapping_for(sample, chart.options.get("mappings"))
    text = text_of(mapping.get("text")) if mapping else ""
    text = text or _written(sample, chart.decimals)
    is_off = sample is False or (sample == 0 and not isinstance(sample, bool))
    if rule := _rule_for(sample, rules):
        return State(f"rule:{rule.level}:{rule.text}", rule.text or text, rule.level, is_off)
    if mapping:
        level = mapping.get("level")
        return State(f"map:{mapping.get('text')}", text, level if level in LEVELS else "normal", is_off)
    # Numbers inside of all limits are one state; without limits each has its own.
    if isinstance(sample, int | float) and not isinstance(sample, bool) and any(rule.when != "text" for rule in rules):
        return State("normal", "", "normal", is_off)
    return State(text, text, None, is_off)


def _written(sample: Any, decimals: int | None) -> str:
    if sample is None:
        return "–"
    if isinstance(sample, bool):
        return on_off(is_on=sample)
    if isinstance(sample, int | float):
        return write(sample, 0 if float(sample).is_integer() else decimals)
    return str(sample)[:500]


def _rule_for(sample: Any, rules: list[Rule]) -> Rule | None:
    """The most severe one that the value fulfils."""
    fulfilled = [rule for rule in rules if _is_fulfilled(rule, sample)]
    return max(fulfilled, key=lambda rule: LEVELS.index(rule.level)) if fulfilled else None


def _is_fulfilled(rule: Rule, sample: Any) -> bool:
    if rule.when == "text":
        match = rule.match.strip().lower()
        return bool(match) and isinstance(sample, str) and match in sample.lower()
    value = number(sample)
    if value is None:
        return False
    match rule.when:
        case "above":
            return value > rule.value
        case "below":
            return value < rule.value
        case "between":
            return min(rule.value, rule.to) <= value <= max(rule.value, rule.to)
        case _:
            return value == rule.value


def _mapping_for(sample: Any, mappings: Any) -> Mapping[str, Any] | None:
    """The first that speaks of the value."""
    if sample is None or not isinstance(mappings, list):
        return None
    return next((one for one in mappings if isinstance(one, dict) and _fits(one, sample)), None)


def _fits(mapping: Mapping[str, Any], sample: Any) -> bool:
    value = number(sample)
    if mapping.get("when") == "range":
        low, high = number(mapping.get("from")), number(mapping.get("to"))
        if value is None or (low is None and high is None):
            return False
        return (low is None or value >= low) and (high is None or value <= high)
    if mapping.get("when") != "is":
        return False
    wanted = text_of(mapping.get("value")).strip().lower()
    if not wanted:
        return bool(sample == "")
    said = str(sample).strip().lower()
    try:
        return said == wanted or (value is not None and float(wanted) == value)
    except ValueError:
        return False


class Colors:
    """In the order in which states first appear; the same state has the same colour on the whole chart."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, state: State) -> str:
        if state.level in LEVELS:
            return look.level(state.level)
        if state.level == "normal":
            return look.off() if state.is_off else look.token("accent")
        if state.is_off or RESTING.fullmatch(state.text):
            return look.off()
        return look.color(self._known.setdefault(state.key, len(self._known)))
