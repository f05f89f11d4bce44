"""Shapes of JSON that flows and subflows share at their doors."""

import datetime as dt
from typing import Any

from ninja import Field, Schema

from core.sentences import Said


class ProblemOut(Schema):
    block: str | None
    field: str | None
    message: Said
    level: str


class PortOut(Schema):
    name: str
    title: str
    type: str
    required: bool
    help: str


class PortsOut(Schema):
    inputs: list[PortOut]
    outputs: list[PortOut]


class CheckedOut(Schema):
    problems: list[ProblemOut]
    ports: dict[str, PortsOut]
    # Whether it runs once for each device; unknown while it has errors.
    is_each_device: bool | None = None


class DraftOut(CheckedOut):
    version: int
    document: dict[str, Any]
    updated_at: dt.datetime
    author: str | None


class DraftIn(Schema):
    document: dict[str, Any]
    base_version: int


class FlowDocumentIn(Schema):
    document: dict[str, Any]


class DeployIn(Schema):
    message: str = Field("", max_length=500)
    base_version: int | None = None
    despite_tests: bool = False


class RevisionOut(Schema):
    number: int
    author: str | None
    message: str
    created_at: dt.datetime
    is_live: bool
    # In the answer to a deploy: what of dashboards it has not bound, and why.
    unbound: list[ProblemOut] = []


class RevisionDetailOut(RevisionOut):
    document: dict[str, Any]
    ports: dict[str, PortsOut]
