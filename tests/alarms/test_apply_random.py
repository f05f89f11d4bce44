"""Any order of events, cut into any batches, any of them repeated after a crash: the rows are what the diagram says."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from alarms import services
from alarms.models import Alarm, AlarmTransition
from alarms.services import AlarmEvent, RuleSpec
from devices.models import Device
from organizations.models import User
from tests import factories

# What happens: a rule's condition begins or ends on a device, or a person acknowledges everything listed.
happenings = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["raise", "clear"]), st.sampled_from(["hot", "wet"]), st.sampled_from([None, 0, 1])),
        st.just(("acknowledge", "", None)),
    ),
    max_size=25,
)


class Model:
    """The specification in ten lines: per rule and device a list of occurrences as (active, acknowledged, listed)."""

    def __init__(self):
        self.occurrences = {}

    def happen(self, what, key, device):
        line = self.occurrences.setdefault((key, device), [])
        if what == "raise" and not (line and line[-1][0]):
            line.append((True, False, True))
        elif what == "clear" and line and line[-1][0]:
            line[-1] = (False, line[-1][1], False)

    def acknowledge_all(self):
        for line in self.occurrences.values():
            line[:] = [(active, True, False) if listed else (active, acked, listed) for active, acked, listed in line]

    def rows(self):
        return sorted((key, str(device), *occurrence) for (key, device), line in self.occurrences.items() for occurrence in line)


class RandomEvents(TestCase):
    devices: list[Device]
    operator: User

    @classmethod
    def setUpTestData(cls):
        organization = factories.organization()
        cls.devices = [factories.device(organization) for _ in range(2)]
        cls.operator = factories.user(organization, role="operator")
        services.set_rules(organization, source="flow:1", rules=[RuleSpec(key=key, title=key) for key in ("hot", "wet")])

    @settings(max_examples=40, deadline=None)
    @given(happenings, st.lists(st.integers(1, 6), min_size=1), st.lists(st.booleans(), min_size=1))
    def test_rows_follow_the_diagram(self, happened, sizes, repeats):
        batch: list[AlarmEvent] = []
        model, batches = Model(), 0

        def flush():
            nonlocal batch, batches
            services.apply(batch)
            if repeats[batches % len(repeats)]:
                before = Alarm.objects.count(), AlarmTransition.objects.count()
                assert services.apply(batch) == []
                assert (Alarm.objects.count(), AlarmTransition.objects.count()) == before
            batch, batches = [], batches + 1

        for place, (what, key, device) in enumerate(happened):
            if what == "acknowledge":
                flush()
                services.acknowledge_many(Alarm.objects.current(), by=self.operator, comment="Seen")
                model.acknowledge_all()
                continue
            model.happen(what, key, device)
            batch.append(
                AlarmEvent(
                    effect_id=f"e{place}",
                    source="flow:1",
                    key=key,
                    change=what,
                    time_us=1_700_000_000_000_000 + place,
                    device_id=None if device is None else self.devices[device].id,
                )
            )
            if len(batch) >= sizes[batches % len(sizes)]:
                flush()
        flush()

        numbers = {None: "None", self.devices[0].id: "0", self.devices[1].id: "1"}
        rows = sorted(
            (alarm.rule.key, numbers[alarm.device_id], alarm.state.is_active, alarm.state.is_acked, alarm.state.is_open)
            for alarm in Alarm.objects.select_related("rule")
        )
        assert rows == model.rows()
