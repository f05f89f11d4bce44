"""Scripts: what they can do, what they cannot, and that the process they run in is replaced when one goes too far."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from flows.blocks.script import javascript
from flows.graphs.facts import NoFacts
from flows.graphs.validation import check
from flows.javascript.client import Host, host
from tests.flows.drawing import draw
from tests.flows.running import Bench


@pytest.fixture(autouse=True, scope="module")
def _stopped() -> Iterator[None]:
    yield
    host.stop()


def bench(code: str, **params: Any) -> Bench:
    given = {
        "inputs": [{"name": "value", "type": "any", "required": False}],
        "outputs": [{"name": "result", "type": "any"}, {"name": "number"}, {"name": "series", "type": "series"}],
    }
    return Bench(javascript.block, code=code, **(given | params))


def result(code: str, value: Any = 1, **params: Any) -> Any:
    return bench(code, **params).send(1_790_000_000.5, value=value).get("result")


# --- ports


def test_an_input_is_a_list_of_points_too():
    points = '[{"time":1790000000500,"value":7,"source":"value"}]'

    assert result("outputs.result = JSON.stringify(getInputValue('value'))", 7) == points


def test_points_are_given_and_taken_with_their_times():
    code = "outputs.result = JSON.stringify(getInputValue('value')); setOutputValue('series', getInputValue('value'))"
    run = bench(code, inputs=[{"name": "value", "type": "series"}])

    sent = run.send(5, value=[[1_500, 2_000_000], [7, 8]])

    assert sent["result"] == '[{"time":1.5,"value":7,"source":"value"},{"time":2000,"value":8,"source":"value"}]'
    assert sent["series"] == [[1_500, 2_000_000], [7.0, 8.0]]


def test_the_last_of_several_points_is_the_value():
    code = "setOutputValue('number', [{time: 1, value: 5, source: 'a'}, {time: 2, value: 6, source: 'a'}])"

    assert bench(code).send(0, value=1) == {"number": 6.0}


def test_a_value_becomes_a_point_of_a_series():
    assert bench("outputs.series = 5").send(2, value=1) == {"series": [[2_000_000], [5.0]]}


@pytest.mark.parametrize("code", ["", "outputs.result = undefined", "outputs.result = null", "setOutputValue('number', null)"])
def test_what_is_not_set_is_not_sent(code: str):
    assert bench(code).send(0, value=1) == {}


def test_a_script_knows_what_has_arrived_and_when():
    rows = [{"name": "a", "required": False}, {"name": "b", "required": False}]
    run = bench("outputs.result = [trigger.join(), at, inputs.b ?? 'none'].join(' ')", inputs=rows)

    assert run.send(1.5, a=1) == {"result": "a 1500 none"}
    assert run.send(2, b=2) == {"result": "b 2000 2"}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("outputs.foo = 1", 'There is no output port "foo". There are: result, number, series'),
        ("\n  setOutputValue('foo', 1)", r'no output port "foo".*line 2, column'),
        ("getInputValue('foo')", 'no input port "foo"'),
        ("outputs.number = 'high'", "“number” should be a number, and what was found is “high”"),
        ("outputs.number = 0 / 0", r'"number" is NaN'),
        ("outputs.series = ['x']", "“x” has no time"),
        ("outputs.result = 1n", "BigInt"),
    ],
)
def test_an_output_that_cannot_be_sent_is_named(code: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        result(code)


# --- state


def test_the_state_lasts_from_run_to_run():
    run = bench("state.count = (state.count ?? 0) + 1; state.seen = [...(state.seen ?? []), at]; outputs.result = state.count")
    run.send(1, value=1)

    assert run.send(2, value=1) == {"result": 2}
    assert run.state.json == '{"count":2,"seen":[1000,2000]}'


def test_a_run_that_fails_leaves_the_state_as_it_was():
    run = bench(
        "state.count = (state.count ?? 0) + 1; if (inputs.value < 0) throw new Error('below 0'); outputs.result = state.count"
    )
    run.send(1, value=1)
    with pytest.raises(ValueError, match="Error: below 0"):
        run.send(2, value=-1)

    assert run.send(3, value=1) == {"result": 2}


def test_a_state_that_grows_too_large_is_refused():
    with pytest.raises(ValueError, match=r"state takes 20,\d+ characters of JSON; 16,384 are kept"):
        result("state.text = 'x'.repeat(20000)")


# --- what must not be


def test_time_stands_still_and_chance_repeats_itself():
    code = "outputs.result = [Date.now(), +new Date(), +new Date(5), Date.UTC(1970, 0, 2), Math.random(), Math.random()].join()"

    assert result(code) == result(code)
    assert result(code).startswith("1790000000500,1790000000500,5,86400000,0.")
    assert result("outputs.result = [Math.random(), new Date() instanceof Date, typeof Date()].join()").endswith("true,string")


def test_there_is_nothing_of_the_outside():
    names = "require process std os print setTimeout fetch performance Atomics SharedArrayBuffer WeakRef module window"

    assert result(f"outputs.result = '{names}'.split(' ').filter((name) => globalThis[name] !== undefined).join()") == ""


@pytest.mark.parametrize(
    "code",
    [
        "Object.prototype.bad = 1",
        "Array.prototype.map = () => 1",
        "globalThis.bad = 1",
        "bad = 1",
        "Object.getPrototypeOf(function* () {}).bad = 1",
        "Object.getPrototypeOf([][Symbol.iterator]()).next = () => 1",
        "Object.defineProperty(Object.prototype, 'bad', { value: 1 })",
        "JSON.parse = () => 1",
        "Math.random = () => 1",
        "Object.prototype.toString = 1",
        "Error.prototype.name = 'x'",
        "trigger.bad = 1",
        "console.log.bad = 1; console.bad = 1",
        "(() => {}).constructor.prototype.bad = 1",
        "Promise.prototype.then = 1",
        "Date.now = () => 1",
        "Object.setPrototypeOf(Array.prototype, null)",
    ],
)
def test_nothing_that_is_shared_can_be_changed(code: str):
    with pytest.raises(ValueError, match=r"TypeError|ReferenceError"):
        result(code)


def test_runs_do_not_see_each_other():
    run = bench("let leaked = globalThis.leaked; try { globalThis.leaked = 1 } catch {} outputs.result = String(leaked)")
    run.send(1, value=1)

    assert run.send(2, value=1) == {"result": "undefined"}


def test_people_may_name_their_own_errors_and_methods():
    code = """
class Leak extends Error { constructor(message) { super(message); this.name = 'Leak' } }
const pump = {}; pump.toString = () => 'P7'; pump.constructor = 5;
try { throw new Leak('at ' + pump) } catch (error) { outputs.result = `${error}` }"""

    assert result(code) == "Leak: at P7"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("\nlet n = 0; for (;;) { n += 1; n.toFixed(2) }", r"longer than 50 ms and was stopped\. Do less"),
        ("try { for (;;) {} } catch { }", "longer than 50 ms"),
        ("/(a+)+$/.test('a'.repeat(40) + 'b')", "longer than 50 ms"),
        ("(function go() { Promise.resolve().then(go) })()", "longer than 50 ms|promises follow"),
        ("'ab'.repeat(3e6).indexOf('ba'.repeat(2e5) + 'c')", "longer than 50 ms"),  # one native step: its process is killed
        ("const all = []; while (true) all.push(new Array(1000).fill(1))", "more than 8 MB of memory|longer than"),
        ("new ArrayBuffer(1e9)", "more than 8 MB"),
        ("'a'.repeat(2 ** 28)", "more than 8 MB"),
        ("function f() { return f() + 1 }\nf()", r"calls itself too deep.*line 1, column"),
        ("outputs.result = 'x'.repeat(300000)", "300,013 characters of JSON; 262,144 can be passed on"),
        ("const a = []; a[0] = a; outputs.result = a", "circular"),
        ("outputs.result = { toJSON() { for (;;) {} } }", "longer than 50 ms"),
    ],
)
def test_a_script_that_goes_too_far_is_stopped_and_the_next_run_is_as_ever(code: str, sentence: str):
    run = bench(f"if (inputs.value) outputs.result = 'fine'; else {{{code}\n}}", memory_mb=8)
    with pytest.raises(ValueError, match=sentence):
        run.send(1, value=0)

    assert run.send(2, value=1) == {"result": "fine"}


def test_promises_are_worked_off_and_those_that_never_resolve_do_nothing():
    assert (
        result("(async () => { await null; outputs.result = 5 })(); new Promise(() => {}).then(() => { outputs.result = 6 })")
        == 5
    )


def test_a_promise_left_behind_does_not_write_into_the_next_run():
    run = bench(
        "outputs.result = inputs.value; if (inputs.value === 1) Promise.resolve().then(() => Promise.reject(new Error('x')))"
    )

    assert run.send(1, value=1) == {"result": 1}
    assert run.send(2, value=2) == {"result": 2}


def test_what_is_logged_is_noted_within_bounds():
    run = bench("for (let n = 0; n < 100; n++) console.log('line', n, { a: [1] }, null); console.log('x'.repeat(5000))")
    run.send(0, value=1)

    assert len(run.world.calls) == 20
    assert run.world.calls[0] == ("note", 'line 0 {"a":[1]} null')


def test_what_was_logged_before_an_error_is_kept():
    run = bench("console.log('so far'); null.x")
    with pytest.raises(ValueError, match=r"TypeError: cannot read property 'x' of null \(line 1, column 24\)"):
        run.send(0, value=1)

    assert run.world.calls == [("note", "so far")]


# --- validation


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("let x = ;", "Line 1, column 9: SyntaxError"),
        ("let a = 1;\n\nlet b = a +;\n", "Line 3, column 12: SyntaxError"),
        ("let a = 1;\nif (a) {", "Line 2, column 9: SyntaxError"),
        ("}); (function () {", "a brace closes more than"),
        ("await 1", "Line 1, column"),
        ("import x from 'y'", "Line 1, column"),
        ("with (Math) {}", "Line 1, column"),
        ("let outputs = 1; let at = ;", "Line 1, column"),
    ],
)
def test_a_mistake_in_the_syntax_is_found_before_the_deploy(code: str, sentence: str):
    document = draw({"s": ("script.javascript", {"code": code})})
    problem = next(item for item in check(document, NoFacts()).problems if item.field == "params.code")

    assert sentence in problem.message
    assert problem.level == "error"


def test_a_run_time_error_names_the_line_of_the_user():
    with pytest.raises(ValueError, match=r"ReferenceError: pmup is not defined \(line 3, column"):
        result("const a = 1;\nfunction go() {\n  return pmup;\n}\ngo()")


def test_ports_of_one_name_are_refused():
    with pytest.raises(ValueError, match="Two ports are called “a”"):
        javascript.JavaScriptParams(inputs=[{"name": "a"}, {"name": "a"}])
    with pytest.raises(ValueError, match="less than or equal to 1000"):
        javascript.JavaScriptParams(time_ms=5000)


# --- the process


def test_the_process_knows_nothing_of_ours_and_is_replaced_when_it_is_gone():
    own = Host()
    assert own.check("1") == ["ok"]
    first = own.pid
    assert first is not None
    with open(f"/proc/{first}/environ") as environment:
        assert "DJANGO" not in environment.read()

    os.kill(first, 9)
    own.check("1")
    assert own.check("1") == ["ok"]
    assert own.pid != first
    own.stop()


def test_scripts_beyond_those_that_are_kept_are_sent_again():
    runs = [bench("outputs.result = inputs.value") for _ in range(60)]
    for run in runs:
        run.send(1, value=1)

    assert [run.send(2, value=n) for n, run in enumerate(runs)] == [{"result": n} for n in range(60)]
