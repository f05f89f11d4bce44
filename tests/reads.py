"""How many statements the store of samples takes for something."""

from typing import Any

import pytest

from telemetry.store import current


def counted_reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with every statement from now on."""
    store: Any = current()
    reads: list[str] = []
    execute = store._execute

    def counting(connection: Any, statement: str, *values: Any) -> Any:
        reads.append(statement)
        return execute(connection, statement, *values)

    monkeypatch.setattr(store, "_execute", counting)
    return reads
