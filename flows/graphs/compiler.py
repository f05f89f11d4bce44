"""A graph as Python source: one function that runs a batch of rows through all blocks.

The function is written so that a person can read it (`GET /api/flows/{id}/source`): blocks stand in the order they
run, each calls the `evaluate` of its block directly, and values travel in local variables. A block runs when one of
its inputs was sent in this wave; what nobody sent does not run on.

A row is `(entry, key, at, value, quality, position)`: which way it enters by (a source, a timer, an answer; `TICK` for none),
for which key, when, what, and its place in the batch. The value of a timer's row, and of a tick, is when it arrived.

The state of a key is a list of slots whose layout is decided here:

* slot 0: for what blocks that start by themselves have been run for this key (see Program.started_for); slot 1: due timers,
  block id -> time; slot 2: outputs that their block sends at its next run also unchanged, because a deploy has put new blocks
  behind them
* the `State` of each block that has one
* the last value of each output that some block may have to read later than it was sent, or that is sent on change only
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from flows.block import ERROR_PORT, Port, Ports, State, ports_class
from flows.graphs.graph import Address, Graph, Placed

TICK = -1
# Timers of a key that go off before one row; others wait for the next row, so that a block which wakes itself at once cannot
# hold up the lane for ever.
MAX_WOKEN = 10_000
STARTED, TIMERS, RESEND, FIRST_SLOT = 0, 1, 2, 3

# Stands in a slot until the first value is there. An extension type, so that it can be stored like any value.
NOTHING = msgspec.msgpack.Ext(1, b"")

Row = tuple[int, int, int, Any, int, int]
States = dict[int, list[Any]]
# Answers how many rows were run; None says all.
Run = Callable[[Iterable[Row], States], int | None]


class Slot(NamedTuple):
    """A place in the state of a key. It is carried over to the next revision when name and fingerprint stay the same."""

    name: str
    fingerprint: str
    type: Any


@dataclass(frozen=True)
class Compiled:
    """Source and state layout of a graph; `bind` makes the function."""

    source: str
    slots: tuple[Slot, ...]
    # Block ids by entry: sources first, then blocks with timers; those with answers follow, a block may be both.
    entries: tuple[str, ...]
    answer_entries: dict[str, int]
    world_blocks: tuple[str, ...]
    has_starts: bool
    names: dict[str, Any]
    # What each block is and hears, so that a deploy knows the new ones.
    wirings: dict[str, str]
    # Slot of an output that is sent on change -> all blocks behind it.
    behind: dict[int, frozenset[str]]

    @property
    def is_stateless(self) -> bool:
        """Nothing is remembered between two rows, so there is nothing to load or to store."""
        return len(self.slots) == FIRST_SLOT and not self.has_starts

    def layout(self) -> list[tuple[str, str]]:
        """What the slots are, in their order; behind them the blocks, which have no slots by themselves."""
        return [(slot.name, slot.fingerprint) for slot in self.slots] + [(f"block:{name}", w) for name, w in self.wirings.items()]

    def fresh(self) -> list[Any]:
        """The state of a key that has never been seen."""
        return [_initial(slot.type) for slot in self.slots]

    def bind(
        self,
        *,
        world: Callable[[str], Any],
        fail: Callable[[str, int, int, Exception, dict[str, Any]], None],
        is_over: Callable[[], bool] = bool,
        revision: int = 1,
        seen: dict[str, Any] | None = None,
        runs: dict[str, int] | None = None,
        spent_s: dict[str, float] | None = None,
    ) -> Run:
        """The function, with its worlds and places to note errors; the watched variant fills `seen`, `runs` and `spent_s`."""
        names = dict(self.names)
        for index, block_id in enumerate(self.entries):
            names.setdefault("TIMER_ENTRIES", {})[block_id] = index
        for block_id in self.world_blocks:
            names[world_of(block_id)] = world(block_id)
        names |= {"fail": fail, "is_over": is_over, "REVISION": revision}
        names |= {"seen": seen if seen is not None else {}, "runs": runs if runs is not None else {}}
        names |= {"spent": spent_s if spent_s is not None else defaultdict(float), "clock": time.perf_counter}
        exec(compile(self.source, "<flow>", "exec"), names)  # written by us; users' texts never enter it
        run: Run = names["run"]
        return run


def _initial(slot_type: Any) -> Any:
    if slot_type in (int, dict, list):
        return slot_type()
    return slot_type() if isinstance(slot_type, type) and issubclass(slot_type, State) else NOTHING


def needs_start(graph: Graph) -> bool:
    """Whether something happens without any sample: a constant in a flow that runs once."""
    return not graph.scope.is_each_device and any(_is_start(placed) for placed in graph.blocks.values())


def _is_start(placed: Placed) -> bool:
    return (not placed.inputs or placed.block.starts) and not placed.block.is_source


def woken(rows: Iterable[Row], states: States, timer_entries: dict[str, int]) -> Iterator[Row]:
    """The rows, each after a row for every timer of its key that was due before: as if it had been fired at its time."""
    for row in rows:
        timers = states[row[1]][TIMERS]
        left = MAX_WOKEN
        while timers and left:
            left -= 1
            block_id = min(timers, key=lambda name: (timers[name], name))
            due = timers[block_id]
            if due > row[2]:
                break
            del timers[block_id]
            if block_id in timer_entries:
                # When it arrived, as far as is known: a sample that overtakes a timer tells its own time.
                arrived = row[3] if row[0] == TICK else row[2]
                yield (timer_entries[block_id], row[1], due, arrived, row[4], row[5])
        yield row


def world_of(block_id: str) -> str:
    """The name of a block's world in the source. Ids of blocks inside subflows hold strokes: `b3/x1`."""
    # No id begins with “_”, and “__” stands for “_”: so no two blocks share a name.
    return f"world_{block_id}" if "/" not in block_id else "world__" + block_id.replace("_", "__").replace("/", "_in_")


def fresh_of(*sent: tuple[str, bool]) -> frozenset[str]:
    return frozenset(name for name, is_sent in sent if is_sent)


def sentence_of(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:500]


def resent(slots: list[int], slot: int) -> None:
    if slot in slots:
        slots.remove(slot)


def compile_graph(graph: Graph, *, is_watched: bool = False) -> Compiled:
    """Compile a graph that validation has passed."""
    return _Writer(graph, is_watched=is_watched).write()


class _Writer:
    """Writes the function block by block; `_plan` decides beforehand what has to be remembered."""

    def __init__(self, graph: Graph, *, is_watched: bool) -> None:
        self.graph = graph
        self.is_watched = is_watched
        self.blocks = list(graph.in_order())
        self.number = {placed.id: number for number, placed in enumerate(self.blocks)}
        self.sources = [placed for placed in self.blocks if placed.block.is_source]
        # Every way into a source, with the outputs that are sent then.
        self.ways = [way_of(placed.id, listen.port) for placed in self.sources for listen in placed.listens]
        self.timed = [placed for placed in self.blocks if placed.block.has_timer]
        self.answered = [placed for placed in self.blocks if placed.block.has_answer]
        self.starts = [placed for placed in self.blocks if _is_start(placed)]
        self.entry = {name: index for index, name in enumerate([*self.ways, *(placed.id for placed in self.timed)])}
        self.answer_entry = {placed.id: len(self.entry) + index for index, placed in enumerate(self.answered)}
        # With one way in, every row comes by it.
        self.has_one_way = len(self.ways) == 1 and not self.timed and not self.starts and not self.answered
        self.slots: list[Slot] = []
        self.slot_of: dict[str, int] = {}
        self.names: dict[str, Any] = {"NOTHING": NOTHING, "UNSET": UNSET, "TICK": TICK, "woken": woken, "resent": resent}
        self.names |= {"fresh_of": fresh_of, "sentence_of": sentence_of}
        self.lines: list[str] = []
        self.is_at_head = False
        self.used = {address for placed in self.blocks for address in placed.wires.values()}

    def write(self) -> Compiled:
        self._plan()
        self._write_head()
        for placed in self.blocks:
            if placed.block.delays:
                self._write_delayed(placed)
        for placed in self.blocks:
            if placed.block.is_source:
                self._write_source(placed)
            else:
                self._write_block(placed)
        if not self.blocks:
            self.lines.append("        pass")
        if any(placed.block.may_take_long for placed in self.blocks):
            self._write_foot()
        worlds = tuple(placed.id for placed in self.blocks if "world" in placed.block.wants)
        entries = tuple(self.entry)
        return Compiled(
            source="\n".join(self.lines) + "\n",
            slots=tuple(self.slots),
            entries=entries,
            answer_entries=self.answer_entry,
            world_blocks=worlds,
            has_starts=bool(self.starts),
            names=self.names,
            wirings={placed.id: placed.wiring() for placed in self.blocks},
            behind=self._behind(),
        )

    # --- what is remembered

    def _plan(self) -> None:
        self._add_slot("started", "", int)
        self._add_slot("timers", "", dict)
        self._add_slot("resend", "", list)
        remembered = {
            address for placed in self.blocks if self._reads_slots(placed) for address in self._values_of(placed).values()
        }
        for placed in self.blocks:
            fingerprint = placed.fingerprint()
            if placed.block.state_type is not None:
                self._add_slot(f"state:{placed.id}", placed.fingerprint(of_state=True), placed.block.state_type)
            for port in placed.outputs:
                address = Address(placed.id, port.name)
                # Also when nobody listens: the watched variant must have the same layout.
                if address in remembered or port.name in placed.block.on_change:
                    self._add_slot(f"port:{address}", fingerprint, object)

    def _add_slot(self, name: str, fingerprint: str, slot_type: Any) -> None:
        self.slot_of[name] = len(self.slots)
        self.slots.append(Slot(name, fingerprint, slot_type))

    def _is_sent(self, address: Address) -> bool:
        return self.is_watched or address in self.used

    def _reads_slots(self, placed: Placed) -> bool:
        """Whether its inputs can arrive in different waves, or it is run by a timer with the inputs it has."""
        if placed.block.has_timer or placed.block.has_answer or placed.block.starts:
            return True
        return len({self._condition(address) for address in placed.wires.values()}) > 1

    def _values_of(self, placed: Placed) -> dict[str, Address]:
        """The wires whose last value is read; a trigger has none, it only happens."""
        return {name: address for name, address in placed.wires.items() if not _is_trigger(placed, name)}

    def _arrives(self, placed: Placed, name: str) -> str:
        """When something arrives at an input."""
        if self.is_at_head:
            return "False"  # nothing has been sent yet
        address = placed.wires[name]
        condition = self._condition(address)
        if not _is_trigger(placed, name):
            return condition
        given = self.graph.blocks[address.block].output(address.port)
        if given is not None and given.type == "trigger":
            return condition
        is_set_off = f"{self._value(address)} is not False"
        return is_set_off if condition == "True" else f"({condition} and {is_set_off})"

    def _behind(self) -> dict[int, frozenset[str]]:
        followers: dict[str, set[str]] = {placed.id: set() for placed in self.blocks}
        at_once: dict[Address, set[str]] = {}
        # From the end to the beginning, so that all followers of a follower are known.
        for placed in reversed(self.blocks):
            for address in placed.wires.values():
                at_once.setdefault(address, set()).update({placed.id}, followers[placed.id])
                followers[address.block].update({placed.id}, followers[placed.id])
        return {
            self.slot_of[f"port:{placed.id}.{name}"]: frozenset(at_once.get(Address(placed.id, name), ()))
            for placed in self.blocks
            for name in placed.block.on_change
        }

    # --- when a port was sent

    def _condition(self, address: Address) -> str:
        placed = self.graph.blocks[address.block]
        if placed.block.is_source:
            way = way_of(placed.id, address.port)
            return "True" if self.has_one_way else f"entry == {self.entry[way if way in self.entry else placed.id]}"
        return self._flag(placed, address.port)

    def _flag(self, placed: Placed, port: str) -> str:
        number = self.number[placed.id]
        if _is_error_port(placed, port):
            return f"failed{number}"
        return f"sent{number}_{port}" if port in placed.block.on_change or port in _may_be_unset(placed) else f"ran{number}"

    def _value(self, address: Address) -> str:
        placed = self.graph.blocks[address.block]
        if placed.block.is_source:
            return "value" if way_of(placed.id, address.port) in self.entry else _OF_A_ROW[address.port]
        return f"v{self.number[placed.id]}_{address.port}"

    # --- lines

    def _write_head(self) -> None:
        self.lines += ["def run(rows, states):"]
        if any(placed.block.may_take_long for placed in self.blocks):
            self.lines.append("    done = 0")
        rows = "woken(rows, states, TIMER_ENTRIES)" if self.timed else "rows"
        self.lines += [
            f"    for row in {rows}:",
            "        entry, key, at, value, quality, position = row",
            "        s = states[key]",
        ]
        if self.starts:
            self.lines += [f"        first = s[{STARTED}] != REVISION", f"        s[{STARTED}] = REVISION"]

    def _write_foot(self) -> None:
        """Stop between two rows when the time is over."""
        self.names["TIMER_NUMBERS"] = frozenset(self.entry[placed.id] for placed in self.timed)
        self.lines += [
            "        if entry not in TIMER_NUMBERS:",
            "            done += 1",
            "            if is_over():",
            "                break",
        ]
        self.lines.append("    return done")

    def _write_source(self, placed: Placed) -> None:
        bodies: dict[str, list[str]] = {}
        for port in placed.outputs:
            address = Address(placed.id, port.name)
            condition = self._condition(address)
            body = bodies.setdefault(condition, [f"runs[{placed.id!r}] += 1"] if self.is_watched else [])
            slot = self.slot_of.get(f"port:{address}")
            if slot is not None:
                body.append(f"s[{slot}] = {self._value(address)}")
            if self.is_watched:
                body.append(f"seen[{str(address)!r}] = (at, {self._value(address)}, key)")
        self.lines.append(f"        # {placed.id}: {placed.block.name}")
        for condition, body in bodies.items():
            if not body:
                continue
            indent = "        " if condition == "True" else "            "
            if condition != "True":
                self.lines.append(f"        if {condition}:")
            self.lines += [indent + line for line in body]

    def _write_block(self, placed: Placed) -> None:
        self.lines.append(f"        # {placed.id}: {placed.block.name}")
        if placed.block.delays:
            # What it sends has been sent at the head, when it was woken.
            self._write_run(placed, self._guard(placed), [])
            return
        sent = self._sent_ports(placed)
        self._write_flags(placed, sent)
        self._write_run(placed, self._guard(placed), sent)

    def _write_delayed(self, placed: Placed) -> None:
        """The run in which a block that delays sends comes before all others, so that a loop through it has an end."""
        self.lines.append(f"        # {placed.id}: {placed.block.name}, what it has held back")
        sent = self._sent_ports(placed)
        self._write_flags(placed, sent)
        self.is_at_head = True
        self._write_run(placed, " and ".join([self._is_woken(placed), *self._needed(placed)]), sent)
        self.is_at_head = False

    def _sent_ports(self, placed: Placed) -> list[str]:
        return [port.name for port in placed.outputs if self._is_sent(Address(placed.id, port.name))]

    def _write_flags(self, placed: Placed, sent: list[str]) -> None:
        flags = sorted({self._flag(placed, name) for name in sent})
        if flags:
            self.lines.append("        " + " = ".join([*flags, "False"]))

    def _write_run(self, placed: Placed, guard: str, sent: list[str]) -> None:
        number = self.number[placed.id]
        indent = "        "
        if guard != "True":
            self.lines.append(f"{indent}if {guard}:")
            indent += "    "
        self.lines.append(f"{indent}try:")
        self.lines += [f"{indent}    {line}" for line in self._body(placed, number, sent)]
        self.lines += [
            f"{indent}except Exception as error:",
            f"{indent}    fail({placed.id!r}, key, at, error, {self._given(placed)})",
        ]
        if ERROR_PORT.name in sent and _is_error_port(placed, ERROR_PORT.name):
            address = Address(placed.id, ERROR_PORT.name)
            lines = [f"{self._value(address)} = sentence_of(error)", f"failed{number} = True"]
            if (slot := self.slot_of.get(f"port:{address}")) is not None:
                lines.append(f"s[{slot}] = {self._value(address)}")
            if self.is_watched:
                lines.append(f"seen[{str(address)!r}] = (at, {self._value(address)}, key)")
            self.lines += [f"{indent}    {line}" for line in lines]

    def _guard(self, placed: Placed) -> str:
        """When the block runs: something that may start it was sent, and all it needs has come at some time."""
        starting = [name for name in placed.wires if name not in placed.block.quiet]
        conditions = list(dict.fromkeys(self._arrives(placed, name) for name in starting))
        if _is_start(placed):
            conditions.append("first")
        if (placed.block.has_timer or placed.block.has_answer) and not placed.block.delays:
            conditions.append(self._is_woken(placed))
        if not conditions:
            return "False"
        guard = "True" if "True" in conditions else " or ".join(conditions)
        if not self._reads_slots(placed):
            return guard
        needed = self._needed(placed)
        if guard != "True" and needed and len(conditions) > 1:
            guard = f"({guard})"
        return " and ".join([guard, *needed] if guard != "True" else needed) or "True"

    def _is_woken(self, placed: Placed) -> str:
        """Whether the row is its timer, or the answer that it waits for."""
        ways = [self.entry[placed.id]] if placed.block.has_timer else []
        ways += [self.answer_entry[placed.id]] if placed.block.has_answer else []
        return f"entry == {ways[0]}" if len(ways) == 1 else f"entry in ({', '.join(map(str, ways))})"

    def _needed(self, placed: Placed) -> list[str]:
        """What must have come at some time."""
        return [
            f"s[{self.slot_of[f'port:{placed.wires[port.name]}']}] is not NOTHING"
            for port in placed.inputs
            if port.required and port.name in placed.wires and port.type != "trigger"
        ]

    def _body(self, placed: Placed, number: int, sent: list[str]) -> list[str]:
        block = placed.block
        lines = [f"{world_of(placed.id)}.row = row"] if "world" in block.wants else []
        call = f"evaluate{number}({', '.join(self._argument(placed, number, name) for name in block.wants)})"
        self.names[f"evaluate{number}"] = block.evaluate
        ran = f"ran{number}"
        sent = [name for name in sent if not _is_error_port(placed, name)]
        if self.is_watched:
            lines.append("began = clock()")
        if block.state_type is not None:
            lines.append(f"{'out' if sent else '_'}, s[{self.slot_of[f'state:{placed.id}']}] = {call}")
        else:
            lines.append(f"out = {call}" if sent else call)
        if self.is_watched:
            lines += [f"spent[{placed.id!r}] += clock() - began", f"runs[{placed.id!r}] += 1"]
        for port in sent:
            lines += self._send(placed, number, port)
        if any(self._flag(placed, name) == ran for name in sent):
            lines.append(f"{ran} = True")
        return lines

    def _send(self, placed: Placed, number: int, port: str) -> list[str]:
        address = Address(placed.id, port)
        value, flag = f"v{number}_{port}", self._flag(placed, port)
        slot = self.slot_of.get(f"port:{address}")
        after = [f"s[{slot}] = {value}"] if slot is not None else []
        if self.is_watched:
            after.append(f"seen[{str(address)!r}] = (at, {value}, key)")
        if flag == f"ran{number}":
            return [f"{value} = out.{port}", *after]
        tests = [f"{value} is not UNSET"] if port in _may_be_unset(placed) else []
        if port in placed.block.on_change:
            tests.append(f"({value} != s[{slot}] or {slot} in s[{RESEND}])")
            after.append(f"if s[{RESEND}]: resent(s[{RESEND}], {slot})")
        return [f"{value} = out.{port}", f"if {' and '.join(tests)}:", *(f"    {line}" for line in [*after, f"{flag} = True"])]

    def _argument(self, placed: Placed, number: int, name: str) -> str:
        block = placed.block
        match name:
            case "inputs":
                return self._inputs(placed, number)
            case "params":
                self.names[f"params{number}"] = placed.params
                return f"params{number}"
            case "prepared":
                assert block.prepare is not None
                self.names[f"prepared{number}"] = block.prepare(placed.params)
                return f"prepared{number}"
            case "state":
                return f"s[{self.slot_of[f'state:{placed.id}']}]"
            case "world":
                return world_of(placed.id)
            case "at" | "quality":
                return name
            case "wired":
                self.names[f"wired{number}"] = frozenset(placed.wires)
                return f"wired{number}"
            case "arrived":
                return f"(value if entry == {self.entry[placed.id]} else at)" if block.has_timer else "at"
            case "answer":
                return f"(value if entry == {self.answer_entry[placed.id]} else None)"
            case "fresh":
                if len(placed.wires) == 1 and not (block.has_timer or block.has_answer or block.quiet or _is_start(placed)):
                    # Nothing else makes it run.
                    self.names[f"fresh{number}"] = frozenset(placed.wires)
                    return f"fresh{number}"
                return f"fresh_of({', '.join(f'({name!r}, {self._arrives(placed, name)})' for name in placed.wires)})"
        raise TypeError(f"{block.name}: evaluate cannot be given “{name}”")

    def _given(self, placed: Placed) -> str:
        """The inputs of a run that has failed, for those who look for the reason."""
        by_slot = self._reads_slots(placed)
        values = []
        for name, address in placed.wires.items():
            if _is_trigger(placed, name):
                value = self._arrives(placed, name)
            else:
                value = f"s[{self.slot_of[f'port:{address}']}]" if by_slot else self._value(address)
            values.append(f"{name!r}: {value}")
        return "{" + ", ".join(values) + "}"

    def _inputs(self, placed: Placed, number: int) -> str:
        """The call that makes the inputs; ports without a wire keep their defaults."""
        struct = ports_class("Inputs", placed.inputs) if placed.block.ports else placed.block.inputs_type
        self.names[f"Inputs{number}"] = struct
        fields = msgspec.structs.fields(struct)
        by_slot = self._reads_slots(placed)
        arguments = []
        for field in fields:
            address = placed.wires.get(field.name)
            if address is None:
                continue
            if _is_trigger(placed, field.name):
                arguments.append((field.name, self._arrives(placed, field.name)))
                continue
            value = f"s[{self.slot_of[f'port:{address}']}]" if by_slot else self._value(address)
            if by_slot and not field.required:
                default = f"default{number}_{field.name}"
                self.names[default] = field.default
                value = f"{default} if {value} is NOTHING else {value}"
            arguments.append((field.name, value))
        # By position is faster, and possible when nothing is left out.
        if len(arguments) == len(fields):
            return f"Inputs{number}({', '.join(value for _, value in arguments)})"
        return f"Inputs{number}({', '.join(f'{name}={value}' for name, value in arguments)})"


# The outputs that sources may have beside what they hear, as they stand in a row.
_OF_A_ROW = {"time": "at / 1_000_000", "quality": "quality"}


def way_of(block_id: str, port: str) -> str:
    """The name of a way into a source: that of the block, with the output behind it when it is not the usual one."""
    return block_id if port == "value" else f"{block_id}.{port}"


def _is_trigger(placed: Placed, name: str) -> bool:
    port = placed.input(name)
    return port is not None and port.type == "trigger"


def _is_error_port(placed: Placed, name: str) -> bool:
    """Whether it is the error port that every block has, not one that the block fills itself."""
    port: Port | None = placed.output(name)
    return port is ERROR_PORT


def _may_be_unset(placed: Placed) -> set[str]:
    if placed.block.outputs_type is Ports:  # they depend on the params, and so does what their struct leaves out
        return {port.name for port in placed.outputs}
    return {field.name for field in msgspec.structs.fields(placed.block.outputs_type) if field.default is UNSET}
