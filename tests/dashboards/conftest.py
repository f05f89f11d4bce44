"""A store of samples of each test's own: ids of metrics begin anew with each database."""

import pytest

from telemetry.store import current


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.READINGS_URL = f"sqlite:///{tmp_path / 'readings.db'}"
    yield
    current().close()
