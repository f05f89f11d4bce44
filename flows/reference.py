"""The block reference: pages of the handbook that are made from the catalogue, so that they cannot be out of date."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows import translated
from flows.translated import of_reference as said

FAMILIES = {
    "source": "Sources",
    "math": "Calculation",
    "statistics": "Statistics",
    "logic": "Logic and state",
    "text": "Text and structure",
    "analytics": "Analytics",
    "script": "Script",
    "outside": "Outside",
    "output": "Outputs",
    "subflow": "Subflows",
}
INDEX = "blocks"
MOST_STEPS = 6  # of an example; longer ones show how they begin and end
A_DATE_S = 1_000_000_000  # what is later is a real date, not a time since the beginning


class Page(NamedTuple):
    slug: str
    title: str
    markdown: str


def pages() -> list[Page]:
    """An overview, and one page for each family of blocks, in the language of whoever reads."""
    families: dict[str, list[Mapping[str, Any]]] = {}
    for entry in translated.descriptions():
        families.setdefault(entry["family"], []).append(entry)
    known = [family for family in FAMILIES if family in families]
    order = known + sorted(set(families) - set(known))
    made = [Page(INDEX, said("Blocks"), _overview({family: families[family] for family in order}))]
    for family in order:
        title = _title_of(family)
        body = "\n\n".join(_block(entry) for entry in families[family])
        made.append(Page(f"{INDEX}/{family}", f"{said('Blocks')}: {title}", f"# {title}\n\n{body}\n"))
    return made


def _title_of(family: str) -> str:
    return translated.family(family, FAMILIES.get(family, family.capitalize()))


def _overview(families: Mapping[str, list[Mapping[str, Any]]]) -> str:
    count = sum(map(len, families.values()))
    about = said("All {count} blocks that flows are made of. The editor shows the same text beside each block.")
    parts = [f"# {said('Blocks')}\n\n{about.format(count=count)}"]
    for family, entries in families.items():
        rows = "\n".join(f"| [{entry['title']}](blocks/{family}.md#{_anchor(entry)}) | {entry['summary']} |" for entry in entries)
        parts.append(f"## {_title_of(family)}\n\n| {said('block')} | {said('for')} |\n|---|---|\n{rows}")
    return "\n\n".join(parts) + "\n"


def _anchor(entry: Mapping[str, Any]) -> str:
    """As headings are named by both renderers of the handbook."""
    return re.sub(r"[^\w\s-]", "", str(entry["title"]).strip().lower()).replace(" ", "-")


def _block(entry: Mapping[str, Any]) -> str:
    parts = [f"## {entry['title']}", f"`{entry['type']}`", entry["help"]]
    parts += _ports(said("Inputs"), entry["inputs"], may_lack_a_wire=True) + _ports(said("Outputs"), entry["outputs"])
    if entry["ports"] == "params":
        parts.append(said("The ports depend on the params; these are the ones of a fresh block."))
    parts += _params(entry["params"])
    if entry["examples"]:
        parts.append(f"**{said('Examples')}**\n\n" + "\n".join(f"- {_example(example)}" for example in entry["examples"]))
    return "\n\n".join(parts)


def _ports(title: str, ports: list[Mapping[str, Any]], *, may_lack_a_wire: bool = False) -> list[str]:
    if not ports:
        return []
    rows = []
    for port in ports:
        kind = translated.shared(translated.words_of(port["type"]))
        if may_lack_a_wire and not port["required"]:
            kind += f", {said('optional')}"
        rows.append(f"| {_cell(port['title'])} (`{port['name']}`) | {kind} | {_cell(port['help'])} |")
    return [f"**{title}**\n\n| {said('port')} | {said('type')} | |\n|---|---|---|\n" + "\n".join(rows)]


def _params(schema: Mapping[str, Any]) -> list[str]:
    fields = schema.get("properties", {})
    rows = []
    for name, field in fields.items():
        unit = f" {field['unit']}" if field.get("unit") else ""
        default = "" if field.get("default") is None else f"`{_json(field['default'])}`{unit}"
        about = "; ".join(filter(None, [_cell(field.get("description", "")), *_facts(field, schema)]))
        rows.append(f"| {_cell(field.get('title', name))} (`{name}`) | {default} | {about} |")
    head = f"**{said('Params')}**\n\n| {said('param')} | {said('default')} | |\n|---|---|---|\n"
    return [head + "\n".join(rows)] if rows else []


def _facts(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    """What may stand in a field, and when it matters."""
    kind = next((each for each in field.get("anyOf", ()) if each.get("type") != "null"), field)
    yield _choices(kind) or _choices(kind.get("items", {}))
    yield _range(kind, field.get("unit", ""))
    if rows := schema.get("$defs", {}).get(kind.get("items", {}).get("$ref", "").rpartition("/")[2]):
        yield f"{said('columns')}: " + ", ".join(_column(name, column) for name, column in rows["properties"].items())
    for name, values in field.get("show_when", {}).items():
        other = schema["properties"][name]
        yield f"{said('only with')} *{_cell(other.get('title', name))}* {_list(values)}"


def _column(name: str, column: Mapping[str, Any]) -> str:
    about = _choices(column) or _range(column, column.get("unit", ""))
    return f"{_cell(column.get('title', name))} (`{name}`{f': {about}' if about else ''})"


def _choices(field: Mapping[str, Any]) -> str:
    """Values as flows hold them, and what they are called where that is another word."""
    titles = field.get("enum_titles", {})
    shown = (f"{_list([value])} {_cell(titles[value])}" if value in titles else _list([value]) for value in field.get("enum", ()))
    return ", ".join(shown)


def _list(values: Sequence[Any]) -> str:
    return ", ".join(f"`{_json(value)}`".replace("|", "\\|") for value in values)


def _range(field: Mapping[str, Any], unit: str) -> str:
    low, high = field.get("minimum"), field.get("maximum")
    behind = f" {unit}" if unit else ""
    if low is not None and high is not None:
        return f"{_number(low)} {said('to')} {_number(high)}{behind}"
    if low is not None:
        return f"{said('at least')} {_number(low)}{behind}"
    return "" if high is None else f"{said('at most')} {_number(high)}{behind}"


def _number(value: float) -> str:
    return f"{value:g}" if abs(value) < 1_000_000 else f"{value:.10g}"


def _example(example: Mapping[str, Any]) -> str:
    params = f", {said('with')} `{_json(example['params'])}`" if example["params"] else ""
    steps = [step for step in example["steps"] if step["inputs"] or step["outputs"]]
    # Steps are a second apart unless an example is about time.
    with_times = [step["at_s"] for step in steps] != list(range(len(steps)))
    shown = [_step(step, with_time=with_times) for step in steps]
    if len(shown) > MOST_STEPS:  # what an example is about mostly happens at its end
        shown[2 : len(shown) - 3] = ["…"]
    return f"{example['says']}{params}{': ' if shown else ''}{'; '.join(shown)}"


def _step(step: Mapping[str, Any], *, with_time: bool) -> str:
    at = step["at_s"]
    moment = f"{dt.datetime.fromtimestamp(at, dt.UTC):%Y-%m-%d %H:%M:%S}" if at >= A_DATE_S else f"{_number(at)} s"
    return f"{f'{moment} ' if with_time else ''}`{_json(step['inputs'])}` → `{_json(_rounded(step['outputs']))}`"


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: float(f"{value:.10g}") if isinstance(value, float) else value for name, value in values.items()}


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("`", "'") if len(text) <= 200 else text[:199].replace("`", "'") + "…"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
