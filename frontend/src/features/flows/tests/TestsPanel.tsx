import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconPlayerPlay,
  IconPlus,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { addTest } from "../commands/addTest";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import type { FlowTest } from "../graph/document";
import { runTests } from "../queries";
import type { TestResult } from "../types";
import { sourcesOf } from "./parts";
import { SpanDialog } from "./SpanDialog";
import { TestEditor } from "./TestEditor";
import classes from "./tests.module.css";

const NO_TESTS: readonly FlowTest[] = [];

/** The tests that are kept with the flow: what is given, what has to come of it, and whether it did. */
export function TestsPanel() {
  const { t } = useTranslation("flows");
  const { flowId, store, view } = useOpenEditor();
  const tests = useEditor((state) => state.scene.document.tests ?? NO_TESTS);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const results = useView((state) => state.testResults);
  const open = useView((state) => state.openTest);
  const [isSpanning, setSpanning] = useState(false);
  const run = useMutation({
    mutationFn: async (names?: readonly string[]) => {
      const { document } = store.getState().scene;
      return { ...(await runTests(flowId, document, names)), asked: document.tests ?? NO_TESTS };
    },
    onSuccess: ({ items, asked }) => {
      // One that was changed meanwhile asks for something else by now.
      const now = store.getState().scene.document.tests ?? NO_TESTS;
      const same = new Set(asked.filter((one) => now.includes(one)).map(({ name }) => name));
      const found = items.filter(({ name }) => same.has(name)).map((item) => [item.name, item]);
      view.setState(({ testResults }) => ({ testResults: { ...testResults, ...Object.fromEntries(found) } }));
    },
    onError: notifyError,
  });
  const place = open !== null && open < tests.length ? open : tests.length > 0 ? 0 : null;
  const test = place === null ? undefined : tests[place];
  const add = () => {
    const { scene, catalogue, apply } = store.getState();
    const [source] = sourcesOf(scene.document, catalogue);
    apply(addTest, {
      name: t("tests.new_name"),
      given: source ? [{ block: source, at_s: 0, value: 0 }] : [],
      expect: [],
    });
    view.setState({ openTest: tests.length });
  };
  return (
    <div className={classes.tests} data-testid="tests">
      <div className={classes.side}>
        <div className={classes.tools}>
          <Button
            size="compact-sm"
            leftSection={<IconPlayerPlay size={14} />}
            disabled={tests.length === 0}
            loading={run.isPending && run.variables === undefined}
            onClick={() => run.mutate(undefined)}
            data-testid="tests-run-all"
          >
            {t("tests.run_all")}
          </Button>
          {!isReadOnly && (
            <Menu position="top-end">
              <Menu.Target>
                <Tooltip label={t("tests.add")}>
                  <ActionIcon aria-label={t("tests.add")}>
                    <IconPlus size={16} />
                  </ActionIcon>
                </Tooltip>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={add}>{t("tests.empty_one")}</Menu.Item>
                <Menu.Item onClick={() => view.setState({ dock: "trace" })}>{t("tests.from_trace")}</Menu.Item>
                <Menu.Item onClick={() => setSpanning(true)}>{t("tests.from_span")}</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </div>
        {tests.length === 0 ? (
          <p className={classes.nothing}>{t("tests.nothing")}</p>
        ) : (
          <ul className={classes.list}>
            {tests.map(({ name }, index) => (
              <li key={name}>
                <button
                  type="button"
                  className={index === place ? `${classes.item} ${classes.here}` : classes.item}
                  aria-current={index === place || undefined}
                  onClick={() => view.setState({ openTest: index })}
                  data-testid={`test-${index}`}
                >
                  <ResultIcon result={results[name]} />
                  <span className={classes.name}>{name}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className={classes.editor}>
        {test && place !== null && (
          <TestEditor
            key={place}
            test={test}
            place={place}
            result={results[test.name]}
            isRunning={run.isPending}
            run={() => run.mutate([test.name])}
          />
        )}
      </div>
      <SpanDialog isOpen={isSpanning} close={() => setSpanning(false)} />
    </div>
  );
}

function ResultIcon({ result }: { result: TestResult | undefined }) {
  const { t } = useTranslation("flows");
  if (!result) return <IconCircleDashed size={15} className={classes.unknown} aria-label={t("tests.not_run")} />;
  return result.is_ok ? (
    <IconCircleCheckFilled size={15} className={classes.passed} aria-label={t("tests.passed")} />
  ) : (
    <IconCircleXFilled size={15} className={classes.failed} aria-label={t("tests.failed")} />
  );
}
