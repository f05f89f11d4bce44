import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { showLanguage } from "../i18n/i18n";
import { labelsOfKeys, listen, register, textOfKeys } from "./shortcuts";

const leaving: (() => void)[] = [];
beforeEach(() => leaving.push(listen()));
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  document.body.innerHTML = "";
});

function on(keys: string, more = {}) {
  const run = vi.fn();
  leaving.push(register({ keys, label: keys, group: "", run, ...more }));
  return run;
}

function press(key: string, more: KeyboardEventInit = {}, target: EventTarget = document.body): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

test("g and then d goes, d alone does not", () => {
  const go = on("g d");
  press("d");
  expect(go).not.toHaveBeenCalled();
  press("g");
  press("d");
  expect(go).toHaveBeenCalledTimes(1);
});

test("a sequence that takes too long starts anew", () => {
  vi.useFakeTimers();
  const go = on("g d");
  press("g");
  vi.advanceTimersByTime(1_500);
  press("d");
  vi.useRealTimers();
  expect(go).not.toHaveBeenCalled();
});

test("Ctrl and Shift are part of the name", () => {
  const undo = on("mod+z");
  const redo = on("mod+shift+z");
  press("Z", { ctrlKey: true, shiftKey: true });
  expect(undo).not.toHaveBeenCalled();
  expect(redo).toHaveBeenCalledTimes(1);
});

test("who types into a field only meets the shortcuts that work there", () => {
  const search = on("/");
  const save = on("mod+s", { worksInFields: true });
  const field = document.body.appendChild(document.createElement("input"));
  press("/", {}, field);
  press("s", { ctrlKey: true }, field);
  expect(search).not.toHaveBeenCalled();
  expect(save).toHaveBeenCalledTimes(1);
});

test("a ticked box is no field to type into", () => {
  const undo = on("mod+z");
  const box = document.body.appendChild(document.createElement("input"));
  box.type = "radio";
  press("z", { ctrlKey: true }, box);
  expect(undo).toHaveBeenCalledTimes(1);
});

test("the newest registration wins until it leaves", () => {
  const older = on("/");
  const run = vi.fn();
  const leave = register({ keys: "/", label: "", group: "", run });
  press("/");
  leave();
  press("/");
  expect(run).toHaveBeenCalledTimes(1);
  expect(older).toHaveBeenCalledTimes(1);
});

test("keys are shown as people read them", () => {
  expect(labelsOfKeys("mod+shift+z")).toEqual([["Ctrl", "Shift", "Z"]]);
  expect(labelsOfKeys("g d")).toEqual([["G"], ["D"]]);
  expect(textOfKeys("shift+f6")).toBe("Shift+F6");
});

test("a German keyboard has other words on some keys", async () => {
  await showLanguage("de");
  expect(textOfKeys("mod+shift+z")).toBe("Strg+Umschalt+Z");
  expect(textOfKeys("delete")).toBe("Entf");
  await showLanguage("en");
});
