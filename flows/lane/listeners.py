"""Who listens to a metric: looked up for every sample, so found once and kept until flows or devices change."""

from collections.abc import Iterable
from typing import NamedTuple

from devices.selectors import DeviceInfo, MetricInfo
from flows.graphs.program import Ear, Program
from telemetry import log
from telemetry.decode import directory


class Listener(NamedTuple):
    """A program that runs here, the entry and the key its rows have, and whether samples of bad quality count."""

    program: Program
    entry: int
    key: int
    takes_bad: bool


class Remote(NamedTuple):
    """A program that keeps its state in another partition: the sample is passed on to there."""

    program: Program
    block_id: str
    takes_bad: bool


class _Ears:
    """The ears of one organization, so that a metric is compared only with what it may fit."""

    def __init__(self) -> None:
        self.by_metric: dict[int, list[tuple[Program, Ear]]] = {}
        self.by_path: dict[str, list[tuple[Program, Ear]]] = {}
        self.by_glob: list[tuple[Program, Ear]] = []
        # Those that hear something else than metrics.
        self.by_subject: dict[str, list[tuple[Program, Ear]]] = {}

    def add(self, program: Program, ear: Ear) -> None:
        if ear.listen.subject != "metric":
            self.by_subject.setdefault(ear.listen.subject, []).append((program, ear))
        elif ear.listen.metric_id is not None:
            self.by_metric.setdefault(ear.listen.metric_id, []).append((program, ear))
        elif "*" in ear.listen.path:
            self.by_glob.append((program, ear))
        elif ear.listen.path:
            self.by_path.setdefault(ear.listen.path, []).append((program, ear))

    def hearing(self, metric: MetricInfo, device: DeviceInfo) -> Iterable[tuple[Program, Ear]]:
        for program, ear in (*self.by_metric.get(metric.id, ()), *self.by_path.get(metric.path, ()), *self.by_glob):
            if ear.hears(metric, device):
                yield program, ear


class Listeners:
    """`here` and `elsewhere` say who hears a metric; a metric that is not in `here` has not been met yet."""

    def __init__(self) -> None:
        self.here: dict[int, list[Listener]] = {}
        self.elsewhere: dict[int, list[Remote]] = {}
        self._ears: dict[str, _Ears] = {}

    def follow(self, programs: Iterable[Program]) -> None:
        """Other flows run now."""
        self._ears = {}
        for program in programs:
            for ear in program.ears:
                self._ears.setdefault(program.organization_id, _Ears()).add(program, ear)
        self.forget()

    def forget(self) -> None:
        """Devices or metrics have changed."""
        self.here, self.elsewhere = {}, {}

    def of_news(self, device_id: int, subject: str, name: str) -> list[tuple[Program, Ear]]:
        """Who hears news about a device."""
        device = directory.load([device_id])[device_id]
        ears = self._ears.get(device.organization_id) if device is not None else None
        if device is None or ears is None:
            return []
        return [(program, ear) for program, ear in ears.by_subject.get(subject, ()) if ear.hears_news(name, device)]

    def find(self, metric_id: int, device_id: int) -> list[Listener]:
        """Meet all metrics of the device; answers who hears this one."""
        device = directory.load([device_id])[device_id]
        if device is not None:
            for metric in device.metrics.values():
                self._meet(metric, device, log.partition_of(device_id))
        return self.here.setdefault(metric_id, [])

    def _meet(self, metric: MetricInfo, device: DeviceInfo, partition: int) -> None:
        here = self.here[metric.id] = []
        ears = self._ears.get(device.organization_id)
        if ears is None:
            return
        for program, ear in ears.hearing(metric, device):
            if program.home is None or program.home == partition:
                key = device.id if program.is_each_device else 0
                here.append(Listener(program, ear.entry, key, ear.listen.takes_bad_quality))
            else:
                remote = Remote(program, ear.block_id, ear.listen.takes_bad_quality)
                self.elsewhere.setdefault(metric.id, []).append(remote)
