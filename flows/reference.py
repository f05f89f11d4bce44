"""The block reference: pages of the handbook that are made from the catalogue, so that they cannot be out of date."""

import json
import re
from collections.abc import Mapping
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
    parts += _ports(said("Inputs"), entry["inputs"]) + _ports(said("Outputs"), entry["outputs"])
    if entry["ports"] == "params":
        parts.append(said("The ports depend on the params; these are the ones of a fresh block."))
    parts += _params(entry["params"])
    if entry["examples"]:
        parts.append(f"**{said('Examples')}**\n\n" + "\n".join(f"- {_example(example)}" for example in entry["examples"]))
    return "\n\n".join(parts)


def _ports(title: str, ports: list[Mapping[str, Any]]) -> list[str]:
    if not ports:
        return []
    rows = []
    for port in ports:
        kind = port["type"] if port["required"] else f"{port['type']}, {said('optional')}"
        rows.append(f"| {_cell(port['title'])} (`{port['name']}`) | {kind} | {_cell(port['help'])} |")
    return [f"**{title}**\n\n| {said('port')} | {said('type')} | |\n|---|---|---|\n" + "\n".join(rows)]


def _params(schema: Mapping[str, Any]) -> list[str]:
    rows = []
    for name, field in schema.get("properties", {}).items():
        unit = f" {field['unit']}" if field.get("unit") else ""
        default = "" if field.get("default") is None else f"`{_json(field['default'])}`{unit}"
        rows.append(f"| {_cell(field.get('title', name))} (`{name}`) | {default} | {_cell(field.get('description', ''))} |")
    head = f"**{said('Params')}**\n\n| {said('param')} | {said('default')} | |\n|---|---|---|\n"
    return [head + "\n".join(rows)] if rows else []


def _example(example: Mapping[str, Any]) -> str:
    params = f", {said('with')} `{_json(example['params'])}`" if example["params"] else ""
    steps = [step for step in example["steps"] if step["inputs"] or step["outputs"]][:4]
    shown = "; ".join(f"`{_json(step['inputs'])}` → `{_json(step['outputs'])}`" for step in steps)
    return f"{example['says']}{params}{': ' if shown else ''}{shown}"


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("`", "'") if len(text) <= 200 else text[:199].replace("`", "'") + "…"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
