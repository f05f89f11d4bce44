/* Runs once in each context, before the user's code. It is put on one line, so that every line after the first is the user's. */
(function () {
  'use strict';
  let now = 0;
  let seed = 0;
  let frame = null;

  /* The clock stands at the time of the run, and chance begins anew with each run: the same samples give the same outputs. */
  const RealDate = Date;
  function StillDate(...parts) {
    if (!new.target) return new RealDate(now).toString();
    return Reflect.construct(RealDate, parts.length ? parts : [now], new.target);
  }
  StillDate.prototype = RealDate.prototype;
  StillDate.now = () => now;
  StillDate.parse = RealDate.parse;
  StillDate.UTC = RealDate.UTC;
  RealDate.prototype.constructor = StillDate;
  globalThis.Date = StillDate;
  Math.random = () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  for (const name of ['performance', 'Atomics', 'SharedArrayBuffer', 'WeakRef', 'FinalizationRegistry']) delete globalThis[name];

  /* Nothing may be left behind for the next run, so all that is shared is frozen. What people give their own objects and errors
     (`toString`, `name`, `message`) can still be set on these. */
  function openForOwn(shared) {
    for (const key of Reflect.ownKeys(shared)) {
      const known = Object.getOwnPropertyDescriptor(shared, key);
      if (!('value' in known) || !known.configurable) continue;
      const value = known.value;
      Object.defineProperty(shared, key, {
        get() {
          return value;
        },
        set(own) {
          if (this === shared) throw new TypeError(`"${String(key)}" is shared and cannot be changed`);
          Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
        },
        enumerable: known.enumerable,
        configurable: false,
      });
    }
  }
  const seen = new Set();
  function freeze(thing) {
    if (thing === null || (typeof thing !== 'object' && typeof thing !== 'function') || seen.has(thing)) return;
    seen.add(thing);
    Object.freeze(thing);
    freeze(Object.getPrototypeOf(thing));
    for (const key of Reflect.ownKeys(thing)) {
      const known = Object.getOwnPropertyDescriptor(thing, key);
      freeze(known.value);
      freeze(known.get);
      freeze(known.set);
    }
  }
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const thing = globalThis[name];
    if (typeof thing === 'function' && thing.prototype instanceof Error) openForOwn(thing.prototype);
  }
  openForOwn(Error.prototype);
  openForOwn(Object.prototype);
  freeze(globalThis);
  for (const hidden of [
    function* () {},
    async function () {},
    async function* () {},
    (function* () {})(),
    (async function* () {})(),
    [][Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    ''[Symbol.iterator](),
    ''.matchAll(/x/g),
    [].values().map((item) => item),
    Iterator.from({ next() {} }),
  ]) {
    freeze(Object.getPrototypeOf(hidden));
  }

  function named(port, ports, kind) {
    const name = String(port);
    if (!Object.hasOwn(ports, name)) {
      const known = Object.keys(ports).join(', ') || 'none';
      throw new Error(`There is no ${kind} port "${name}". There are: ${known}`);
    }
    return name;
  }
  function points(name) {
    const value = frame.inputs[name];
    if (value === undefined || value === null) return [];
    if (frame.inputTypes[name] !== 'series') return [{ time: now, value, source: name }];
    return value.map((point) => ({ ...point }));
  }
  function written(value) {
    if (typeof value === 'string') return value;
    try {
      const text = value instanceof Error ? String(value) : JSON.stringify(value);
      return text === undefined ? String(value) : text;
    } catch (error) {
      return String(value);
    }
  }
  function log(...values) {
    if (frame.notes.length < 20) frame.notes.push(values.map(written).join(' ').slice(0, 1000));
  }
  function plain(key, value) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${key ? `"${key}"` : 'It'} is ${value}, which is no value that can be passed on`);
    return value;
  }

  function begin(user, text) {
    frame = JSON.parse(text);
    frame.notes = [];
    frame.failed = null;
    now = frame.at;
    seed = (Math.floor(now) ^ Math.floor(now / 4294967296) ^ 0x5bd1e995) | 0;
    frame.outputs = {};
    frame.state = JSON.parse(frame.state || '{}');
    const console = Object.freeze({ log, info: log, warn: log, error: log, debug: log });
    const running = frame;
    const setOutputValue = (port, value) => {
      running.outputs[named(port, running.outputTypes, 'output')] = value;
    };
    const getInputValue = (port) => points(named(port, running.inputTypes, 'input'));
    try {
      const answer = user(frame.inputs, frame.outputs, getInputValue, setOutputValue, frame.state, console, now, Object.freeze(frame.trigger));
      if (answer instanceof Promise) answer.catch((error) => fail(running, error));
    } catch (error) {
      fail(frame, error);
    }
  }
  function fail(running, error) {
    if (running.failed) return;
    const isError = error instanceof Error;
    running.failed = { message: (isError ? String(error) : `Thrown: ${written(error)}`).slice(0, 400), stack: isError ? String(error.stack).slice(0, 4000) : '' };
  }
  function end() {
    const done = frame;
    frame = null;
    if (!done.failed) {
      try {
        for (const name of Object.keys(done.outputs)) named(name, done.outputTypes, 'output');
        const outputs = JSON.stringify(done.outputs, plain);
        const state = JSON.stringify(done.state, plain);
        return JSON.stringify({ outputs, state, notes: done.notes });
      } catch (error) {
        fail(done, error);
      }
    }
    return JSON.stringify({ failed: done.failed, notes: done.notes });
  }
  return { begin, end };
})();
