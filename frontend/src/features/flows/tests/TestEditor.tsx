import { ActionIcon, Button, Checkbox, NativeSelect, NumberInput, TextInput, Tooltip } from "@mantine/core";
import { IconCopy, IconPlayerPlay, IconPlus, IconTrash, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { addTest } from "../commands/addTest";
import { setTests } from "../commands/setTests";
import { useEditor, useOpenEditor } from "../EditorContext";
import type { Expectation, FlowTest, GivenSample } from "../graph/document";
import { titleOf } from "../graph/wiring";
import { ProblemText } from "../inspector/ProblemText";
import type { TestResult } from "../types";
import { DifferenceList } from "./DifferenceList";
import { answeredIn, EFFECTS, expectable, nameOfExpectation, sourcesOf } from "./parts";
import classes from "./tests.module.css";
import { ValueInput } from "./ValueInput";

interface TestEditorProps {
  test: FlowTest;
  place: number;
  result: TestResult | undefined;
  isRunning: boolean;
  run: () => void;
}

export function TestEditor({ test, place, result, isRunning, run }: TestEditorProps) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const change = (values: Partial<FlowTest>, what: string) => {
    const tests = store.getState().scene.document.tests ?? [];
    const changed = tests.map((one, index) => (index === place ? { ...one, ...values } : one));
    store.getState().apply(setTests, { tests: changed, what: `${place} ${what}` });
    // What came of it before says nothing of what it asks for now.
    view.setState(({ testResults }) => {
      const { [test.name]: _, ...others } = testResults;
      return { testResults: others };
    });
  };
  const remove = () => {
    const tests = store.getState().scene.document.tests ?? [];
    store.getState().apply(setTests, { tests: tests.filter((_, index) => index !== place) });
    view.setState({ openTest: null });
  };
  return (
    <>
      <div className={classes.row}>
        <TextInput
          size="xs"
          className={classes.grow}
          aria-label={t("tests.name")}
          value={test.name}
          maxLength={100}
          disabled={isReadOnly}
          onChange={(event) => change({ name: event.currentTarget.value }, "name")}
          data-testid="test-name"
        />
        {test.device && <span className={classes.dim}>{test.device}</span>}
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlayerPlay size={14} />}
          loading={isRunning}
          onClick={run}
          data-testid="test-run"
        >
          {t("tests.run")}
        </Button>
        {!isReadOnly && (
          <>
            <Tooltip label={t("tests.duplicate")}>
              <ActionIcon
                aria-label={t("tests.duplicate")}
                onClick={() => {
                  store.getState().apply(addTest, test);
                  view.setState({ openTest: store.getState().scene.document.tests?.length ?? 1 });
                }}
              >
                <IconCopy size={15} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={t("tests.delete")}>
              <ActionIcon aria-label={t("tests.delete")} onClick={remove}>
                <IconTrash size={15} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
      </div>
      {result && <DifferenceList result={result} />}
      {test.note && <ProblemText level="warning" message={test.note} />}
      <fieldset className={classes.halves} disabled={isReadOnly}>
        <GivenTable test={test} change={change} />
        <ExpectTable test={test} change={change} />
      </fieldset>
    </>
  );
}

interface TableProps {
  test: FlowTest;
  change: (values: Partial<FlowTest>, what: string) => void;
}

function GivenTable({ test, change }: TableProps) {
  const { t } = useTranslation("flows");
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const sources = sourcesOf(document, catalogue);
  const given = test.given ?? [];
  const set = (index: number, values: Partial<GivenSample>) =>
    change(
      { given: given.map((one, place) => (place === index ? { ...one, ...values } : one)) },
      `given ${index} ${Object.keys(values)}`,
    );
  const answered = new Set(answeredIn(document, catalogue));
  const known = new Set([...sources, ...answered, ...given.map(({ block }) => block)]);
  const nameOf = (id: string) => {
    const name = titleOf(document, catalogue, id);
    return answered.has(id) ? t("tests.answer_of", { name }) : name;
  };
  const last = given.at(-1);
  return (
    <section className={classes.half}>
      <h4>{t("tests.given")}</h4>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t("tests.at_s")}</th>
            <th>{t("tests.source")}</th>
            <th>{t("tests.value")}</th>
            <th aria-label={t("tests.remove")} />
          </tr>
        </thead>
        <tbody>
          {given.map((sample, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place.
            <tr key={index}>
              <td>
                <SecondsInput
                  label={t("tests.at_s")}
                  value={sample.at_s ?? 0}
                  change={(at_s) => set(index, { at_s })}
                />
              </td>
              <td>
                <NativeSelect
                  size="xs"
                  aria-label={t("tests.source")}
                  value={sample.block}
                  data={[...known].map((id) => ({ value: id, label: nameOf(id) }))}
                  onChange={(event) => set(index, { block: event.currentTarget.value })}
                />
              </td>
              <td className={classes.what}>
                {answered.has(sample.block) && (
                  <NativeSelect
                    size="xs"
                    aria-label={t("tests.went")}
                    value={sample.ok === false ? "failed" : "ok"}
                    data={[
                      { value: "ok", label: t("tests.ok") },
                      { value: "failed", label: t("tests.failed_call") },
                    ]}
                    onChange={(event) =>
                      set(
                        index,
                        event.currentTarget.value === "ok"
                          ? { ok: true, error: "" }
                          : { ok: false, value: null, error: sample.error || t("tests.error_hint") },
                      )
                    }
                    data-testid={`given-ok-${index}`}
                  />
                )}
                {answered.has(sample.block) && sample.ok === false ? (
                  <TextInput
                    size="xs"
                    aria-label={t("tests.error")}
                    value={sample.error ?? ""}
                    maxLength={500}
                    onChange={(event) => set(index, { error: event.currentTarget.value })}
                    data-testid={`given-error-${index}`}
                  />
                ) : (
                  <ValueInput
                    label={t("tests.value")}
                    value={sample.value}
                    change={(value) => set(index, { value })}
                    testId={`given-value-${index}`}
                  />
                )}
              </td>
              <td>
                <RemoveRow
                  remove={() => change({ given: given.filter((_, place) => place !== index) }, `less ${given.length}`)}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.row}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          disabled={known.size === 0}
          onClick={() =>
            change(
              {
                given: [
                  ...given,
                  {
                    block: last?.block ?? [...known][0] ?? "",
                    at_s: last ? (last.at_s ?? 0) + 1 : 0,
                    value: last?.value ?? 0,
                  },
                ],
              },
              `more ${given.length}`,
            )
          }
        >
          {t("tests.add_sample")}
        </Button>
        <NumberInput
          size="xs"
          classNames={{ root: classes.beside, wrapper: classes.seconds }}
          label={t("tests.run_on")}
          suffix=" s"
          min={0}
          hideControls
          value={test.run_on_s ?? 0}
          onChange={(value) => typeof value === "number" && change({ run_on_s: value }, "run_on")}
        />
      </div>
    </section>
  );
}

function ExpectTable({ test, change }: TableProps) {
  const { t } = useTranslation("flows");
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const choices = expectable(document, catalogue);
  const expect = test.expect ?? [];
  const set = (index: number, values: Partial<Expectation>) =>
    change(
      { expect: expect.map((one, place) => (place === index ? { ...one, ...values } : one)) },
      `expect ${index} ${Object.keys(values)}`,
    );
  return (
    <section className={classes.half}>
      <h4>{t("tests.expected")}</h4>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t("tests.at_s")}</th>
            <th>{t("tests.what")}</th>
            <th>{t("tests.value")}</th>
            <th>{t("tests.nothing_comes")}</th>
            <th aria-label={t("tests.remove")} />
          </tr>
        </thead>
        <tbody>
          {expect.map((one, index) => {
            const name = nameOfExpectation(one);
            const isKnown = choices.some(({ value }) => value === name);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place.
              <tr key={index}>
                <td>
                  {!one.nothing && (
                    <SecondsInput
                      label={t("tests.at_s")}
                      value={one.at_s ?? 0}
                      change={(at_s) => set(index, { at_s })}
                    />
                  )}
                </td>
                <td className={classes.what}>
                  <NativeSelect
                    size="xs"
                    aria-label={t("tests.what")}
                    value={name}
                    data={isKnown ? choices : [{ value: name, label: name }, ...choices]}
                    onChange={(event) => {
                      const [block = "", port = ""] = event.currentTarget.value.split(/\.(.*)/s);
                      set(index, { block, port, ...(port ? { does: "" } : {}) });
                    }}
                  />
                  {!one.port && (
                    <NativeSelect
                      size="xs"
                      aria-label={t("tests.does")}
                      value={one.does ?? ""}
                      data={EFFECTS.map((does) => ({ value: does, label: does || t("tests.anything") }))}
                      onChange={(event) => set(index, { does: event.currentTarget.value })}
                    />
                  )}
                </td>
                <td>
                  {!one.nothing && (
                    <ValueInput
                      label={t("tests.value")}
                      value={one.value}
                      change={(value) => set(index, { value })}
                      placeholder={t("tests.any_value")}
                      isOptional
                      testId={`expect-value-${index}`}
                    />
                  )}
                </td>
                <td>
                  <Checkbox
                    size="xs"
                    aria-label={t("tests.nothing_comes")}
                    checked={one.nothing ?? false}
                    onChange={(event) => set(index, { nothing: event.currentTarget.checked })}
                  />
                </td>
                <td>
                  <RemoveRow
                    remove={() =>
                      change({ expect: expect.filter((_, place) => place !== index) }, `fewer ${expect.length}`)
                    }
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className={classes.row}>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          disabled={choices.length === 0}
          onClick={() => {
            const [block = "", port = ""] = (choices.at(-1)?.value ?? "").split(/\.(.*)/s);
            change(
              { expect: [...expect, { block, ...(port ? { port } : {}), at_s: test.given?.at(-1)?.at_s ?? 0 }] },
              `further ${expect.length}`,
            );
          }}
          data-testid="test-add-expectation"
        >
          {t("tests.add_expectation")}
        </Button>
        <NumberInput
          size="xs"
          classNames={{ root: classes.beside, wrapper: classes.seconds }}
          label={t("tests.tolerance")}
          min={0}
          hideControls
          value={test.tolerance ?? 0.000001}
          onChange={(value) => typeof value === "number" && change({ tolerance: value }, "tolerance")}
        />
      </div>
    </section>
  );
}

function SecondsInput({ label, value, change }: { label: string; value: number; change: (value: number) => void }) {
  return (
    <NumberInput
      size="xs"
      className={classes.seconds}
      aria-label={label}
      hideControls
      value={value}
      onChange={(given) => typeof given === "number" && change(given)}
    />
  );
}

function RemoveRow({ remove }: { remove: () => void }) {
  const { t } = useTranslation("flows");
  return (
    <ActionIcon size="sm" aria-label={t("tests.remove")} onClick={remove}>
      <IconX size={13} />
    </ActionIcon>
  );
}
