"""Flows to begin with: each `.flow.yaml` of this folder is one, in the form that flows travel in (`flows/portable/files.py`)."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows import catalogue
from flows.portable import files

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Starter:
    """One flow to begin with."""

    key: str
    name: str
    description: str
    document: dict[str, Any]


@functools.cache
def starters() -> Sequence[Starter]:
    """All of them whose blocks this Sluice has, in the order of their file names."""
    found = []
    for path in sorted(HERE.glob("*.flow.yaml")):
        portable = files.read(path.read_text(encoding="utf-8"))
        if all(item["type"] in catalogue.blocks() for item in portable.document["blocks"].values()):
            key = path.name.removesuffix(".flow.yaml").partition("-")[2]
            found.append(Starter(key, portable.name, portable.head.get("description", ""), portable.document))
    return tuple(found)
