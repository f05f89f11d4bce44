"""Who is slowed first when the log fills: the organizations that write more than their share.

Without this a flood of one organization would fill the log to its bound, and everybody's samples would wait behind it. So
long before the bound, those who wrote more than twice an equal share in the last second are not read for a while; the others
notice nothing. An organization that is alone is slowed by the bound itself.
"""

from collections.abc import Iterable, Mapping
from typing import Final

CROWDED_SHARE: Final = 1 / 32  # of a partition's bound; from here on shares count
RELAXED_SHARE: Final = 1 / 128  # and below this they do no more
FADING: Final = 0.9  # at each look, ten a second: what was written a second ago counts a third


class Shares:
    def __init__(self, bound_bytes: int) -> None:
        self._bound = bound_bytes
        self._written: dict[str, float] = {}
        self._greedy: frozenset[str] = frozenset()
        self.slowed: frozenset[str] = frozenset()

    def wrote(self, organization_id: str, size: int) -> None:
        self._written[organization_id] = self._written.get(organization_id, 0.0) + size

    def look(self, backlog: Mapping[int, int], held: Iterable[str] = ()) -> None:
        """Ten times a second: who is over their share, now that so much waits in the fullest partition.

        `held` are organizations whose flows have too much waiting: they are slowed whatever they write.
        """
        waiting = max(backlog.values(), default=0)
        if waiting >= self._bound * CROWDED_SHARE:
            # Those that are slowed already stay so until it relaxes: they write nothing now.
            self._greedy |= self._over_share()
        elif waiting < self._bound * RELAXED_SHARE:
            self._greedy = frozenset()
        self.slowed = self._greedy.union(held)
        self._written = {name: left for name, size in self._written.items() if (left := size * FADING) >= 1}

    def _over_share(self) -> frozenset[str]:
        others = {name: size for name, size in self._written.items() if name not in self._greedy}
        if len(self._written) < 2:
            return frozenset()
        share = sum(self._written.values()) / len(self._written)
        return frozenset(name for name, size in others.items() if size > 2 * share)
