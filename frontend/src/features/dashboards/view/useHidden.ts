import { useCallback, useContext, useMemo, useSyncExternalStore } from "react";
import { useSearchParams } from "react-router";
import { CommandsContext } from "../controls/useControl";
import { DashboardDataContext } from "../data/useSources";
import { type Box, type DashboardDocument, topicOf } from "../document/dashboardDocument";
import { VARIABLE_PREFIX } from "../document/link";
import { lookOf, readLook } from "../document/look";
import { bindingsOf, type Circumstances, isVisible, readVisibleWhen } from "../document/visibleWhen";
import { ResolutionContext } from "../variables/ResolutionContext";
import { wordOf } from "../variables/variables";
import { foldedBoxes, withInner } from "./foldedBoxes";
import { tabBars } from "./tabBars";
import type { Screen } from "./useScreen";

/** How an open tab and a folded panel stand in the address. */
export const TAB_PREFIX = "tab-";
export const FOLD_PREFIX = "fold-";

const NONE: ReadonlySet<string> = new Set();

/** Which widgets of a page are hidden now, by their conditions, by folded panels and by tabs. */
export function useHidden(document: DashboardDocument, boxes: readonly Box[], screen: Screen): ReadonlySet<string> {
  const data = useContext(DashboardDataContext);
  const commands = useContext(CommandsContext);
  const { variables } = useContext(ResolutionContext);
  const [search] = useSearchParams();
  const conditional = useMemo(
    () =>
      boxes.flatMap(({ i }) => {
        const visibleWhen = readVisibleWhen(document.widgets[i]?.visibleWhen);
        return visibleWhen.conditions.length > 0 ? [{ id: i, visibleWhen }] : [];
      }),
    [document.widgets, boxes],
  );
  /** Those that the data flow shows and hides. */
  const led = useMemo(
    () =>
      boxes.flatMap(({ i }) => {
        const look = lookOf(document.widgets[i]);
        return look?.inputs.includes("visible") ? [{ id: i, binding: look.binding }] : [];
      }),
    [document.widgets, boxes],
  );
  const topics = useMemo(() => {
    const bindings = conditional.flatMap(({ visibleWhen }) => bindingsOf(visibleWhen));
    return [...new Set([...bindings, ...led.map(({ binding }) => binding)].map(topicOf))];
  }, [conditional, led]);
  const subscribe = useCallback((changed: () => void) => data.subscribe(topics, changed), [data, topics]);
  const revision = useSyncExternalStore(subscribe, () => data.revisionOf(topics));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the revision is the reason to ask again.
  return useMemo(() => {
    const bars = tabBars(document);
    const circumstances: Circumstances = {
      read: (binding) => data.sources([binding])[0]?.latest?.value,
      variable: (name) => wordOf(variables, name) ?? search.get(`${VARIABLE_PREFIX}${name}`) ?? undefined,
      permissions: commands?.permissions ?? [],
      screen: screen.layout === "mobile" ? "phone" : "desktop",
      tabOf: (id) => {
        const bar = bars.find((one) => one.id === id);
        return bar && openTab(bar.tabs, search.get(`${TAB_PREFIX}${id}`));
      },
    };
    const hidden = conditional.filter(({ visibleWhen }) => !isVisible(visibleWhen, circumstances)).map(({ id }) => id);
    const put = led.filter(({ binding }) => readLook(circumstances.read(binding), ["visible"]).visible === false);
    hidden.push(...put.map(({ id }) => id));
    const folded = foldedBoxes(boxes, document.widgets, (id) => search.get(`${FOLD_PREFIX}${id}`));
    const first = [...hidden, ...folded];
    return first.length > 0 ? withInner(first, boxes, document.widgets) : NONE;
  }, [data, conditional, led, boxes, document, search, variables, commands?.permissions, screen.layout, revision]);
}

/** The tab that was opened, else the first. */
export function openTab(tabs: readonly string[], wanted: string | null): string | undefined {
  return tabs.find((tab) => tab === wanted) ?? tabs[0];
}
