"""Two lists of alarms side by side: which are the same, which moved in time, which only one of them has."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from flows.replay.outcome import Episode
from telemetry.times import ms

MAX_LISTED = 300
FOREVER_US = 2**62

Kind = Literal["same", "moved", "only_here", "only_there"]


def compare(here: Sequence[Episode], there: Sequence[Episode]) -> dict[str, Any]:
    """How many of each kind, and the first of them, differences first."""
    ours, theirs = _by_address(here), _by_address(there)
    pairs = [pair for address in {**ours, **theirs} for pair in _pairs(ours.get(address, []), theirs.get(address, []))]
    kinds = Counter(_kind(*pair) for pair in pairs)
    pairs.sort(key=lambda pair: min(episode.raised_us for episode in pair if episode is not None))
    differing = [pair for pair in pairs if _kind(*pair) != "same"]
    listed = (differing + [pair for pair in pairs if _kind(*pair) == "same"])[:MAX_LISTED]
    return {
        **{kind: kinds.get(kind, 0) for kind in ("same", "moved", "only_here", "only_there")},
        "items": [_json(one, other) for one, other in listed],
    }


Pair = tuple[Episode | None, Episode | None]


def _by_address(episodes: Sequence[Episode]) -> dict[tuple[str, int], list[Episode]]:
    found: dict[tuple[str, int], list[Episode]] = {}
    for episode in sorted(episodes, key=lambda episode: episode.raised_us):
        found.setdefault((episode.block_id, episode.key), []).append(episode)
    return found


def _pairs(here: list[Episode], there: list[Episode]) -> list[Pair]:
    """Alarms of one block and device: those that were raised at once belong together, else those that overlap in time."""
    pairs: list[Pair] = []
    i = j = 0
    while i < len(here) and j < len(there):
        one, other = here[i], there[j]
        if one.raised_us == other.raised_us or (_end(one) > other.raised_us and _end(other) > one.raised_us):
            pairs.append((one, other))
            i, j = i + 1, j + 1
        elif one.raised_us < other.raised_us:
            pairs.append((one, None))
            i += 1
        else:
            pairs.append((None, other))
            j += 1
    pairs += [(one, None) for one in here[i:]]
    pairs += [(None, other) for other in there[j:]]
    return pairs


def _end(episode: Episode) -> int:
    return FOREVER_US if episode.cleared_us is None else episode.cleared_us


def _kind(one: Episode | None, other: Episode | None) -> Kind:
    if one is None:
        return "only_there"
    if other is None:
        return "only_here"
    return "same" if (one.raised_us, one.cleared_us) == (other.raised_us, other.cleared_us) else "moved"


def _json(one: Episode | None, other: Episode | None) -> dict[str, Any]:
    known = one or other
    assert known is not None
    return {
        "kind": _kind(one, other),
        "block": known.block_id,
        "device_id": known.key or None,
        "here": _side(one),
        "there": _side(other),
    }


def _side(episode: Episode | None) -> dict[str, Any] | None:
    if episode is None:
        return None
    cleared = None if episode.cleared_us is None else ms(episode.cleared_us)
    return {"raised_ts": ms(episode.raised_us), "cleared_ts": cleared, "value": episode.value}
