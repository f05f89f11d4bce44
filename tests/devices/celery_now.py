"""Later work at once: a stand-in for the workers in tests of verbs that ask for it."""

from importlib import import_module

import pytest


@pytest.fixture
def workers_at_once(monkeypatch):
    """Tasks of files run when they are asked for; answers the list of what was asked for."""
    from devices.files import tasks

    asked = []
    table = {"devices.roll_out_file": tasks.roll_out_file}

    def later(name, *arguments, countdown_s=None):
        asked.append((name, *arguments))
        table[name](*arguments)

    for module in ("devices.files.rollout", "devices.files.tasks"):
        monkeypatch.setattr(import_module(module), "later", later)
    return asked
