import { CloseButton, Tabs } from "@mantine/core";
import { IconAlertTriangle, IconBraces, IconBug, IconChevronUp, IconRoute, IconTestPipe } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useActivity, useEditor, useOpenEditor, useView } from "../EditorContext";
import { FailedCallsLink } from "../failed/FailedCallsLink";
import { TestsPanel } from "../tests/TestsPanel";
import { TracePanel } from "../traces/TracePanel";
import type { DockTab } from "../viewStore";
import { DebugList } from "./DebugList";
import { ProblemList } from "./ProblemList";
import classes from "./runs.module.css";
import { SourceView } from "./SourceView";

/** Below the canvas: what is wrong, what debug blocks say, what was compiled. Folded to one line until it is wanted. */
export function Dock() {
  const { t } = useTranslation("flows");
  const { view, flowId } = useOpenEditor();
  const dock = useView((state) => state.dock);
  const wrong = useView(({ problems }) => problems.filter(({ level }) => level === "error").length);
  const warnings = useView(({ problems }) => problems.length) - wrong;
  const failing = useActivity(({ blocks }) => Object.values(blocks).filter(({ lastError }) => lastError).length);
  const errors = wrong + failing;
  const tests = useTestsTitle();
  const open = (tab: string | null) => view.setState({ dock: tab as DockTab | null });
  const counts = [
    errors > 0 && t("problems.errors", { count: errors }),
    warnings > 0 && t("problems.warnings", { count: warnings }),
  ];
  const state = counts.filter(Boolean).join(", ") || t("problems.none");
  if (!dock) {
    return (
      <div className={classes.folded}>
        <button
          type="button"
          className={errors > 0 ? `${classes.foldedTab} ${classes.wrong}` : classes.foldedTab}
          onClick={() => open("problems")}
          data-testid="problems-tab"
        >
          <IconAlertTriangle size={14} aria-hidden /> {state}
        </button>
        <button type="button" className={classes.foldedTab} onClick={() => open("debug")}>
          <IconBug size={14} aria-hidden /> {t("debug.title")}
        </button>
        <button type="button" className={classes.foldedTab} onClick={() => open("trace")} data-testid="trace-tab">
          <IconRoute size={14} aria-hidden /> {t("trace.title")}
        </button>
        <button type="button" className={classes.foldedTab} onClick={() => open("tests")} data-testid="tests-tab">
          <IconTestPipe size={14} aria-hidden /> {tests}
        </button>
        <FailedCallsLink flow={flowId} />
        <button type="button" className={classes.unfold} aria-label={t("dock.open")} onClick={() => open("problems")}>
          <IconChevronUp size={14} />
        </button>
      </div>
    );
  }
  return (
    <Tabs
      value={dock}
      onChange={open}
      keepMounted={false}
      className={dock === "trace" || dock === "tests" ? `${classes.dock} ${classes.tall}` : classes.dock}
      data-testid="dock"
    >
      <div className={classes.dockHead}>
        <Tabs.List className={classes.tabs}>
          <Tabs.Tab value="problems" leftSection={<IconAlertTriangle size={14} />}>
            {state}
          </Tabs.Tab>
          <Tabs.Tab value="debug" leftSection={<IconBug size={14} />}>
            {t("debug.title")}
          </Tabs.Tab>
          <Tabs.Tab value="trace" leftSection={<IconRoute size={14} />} data-testid="trace-tab">
            {t("trace.title")}
          </Tabs.Tab>
          <Tabs.Tab value="tests" leftSection={<IconTestPipe size={14} />} data-testid="tests-tab">
            {tests}
          </Tabs.Tab>
          <Tabs.Tab value="source" leftSection={<IconBraces size={14} />}>
            {t("source.title")}
          </Tabs.Tab>
        </Tabs.List>
        {/* Beside the tabs, not among them: a list of tabs holds nothing else. */}
        <div className={classes.besideTabs}>
          <FailedCallsLink flow={flowId} />
          <CloseButton size="sm" aria-label={t("dock.close")} onClick={() => open(null)} />
        </div>
      </div>
      <Tabs.Panel value="problems" className={classes.panel}>
        <ProblemList />
      </Tabs.Panel>
      <Tabs.Panel value="debug" className={classes.panel}>
        <DebugList />
      </Tabs.Panel>
      <Tabs.Panel value="trace" className={classes.panel}>
        <TracePanel />
      </Tabs.Panel>
      <Tabs.Panel value="tests" className={classes.panel}>
        <TestsPanel />
      </Tabs.Panel>
      <Tabs.Panel value="source" className={classes.panel}>
        <SourceView />
      </Tabs.Panel>
    </Tabs>
  );
}

/** How many tests there are, and whether some failed when they were last run. */
function useTestsTitle(): string {
  const { t } = useTranslation("flows");
  const count = useEditor(({ scene }) => scene.document.tests?.length ?? 0);
  const failed = useView(({ testResults }) => Object.values(testResults).filter(({ is_ok }) => !is_ok).length);
  if (failed > 0) return t("tests.title_failed", { count: failed });
  return count > 0 ? t("tests.title_count", { count }) : t("tests.title");
}
