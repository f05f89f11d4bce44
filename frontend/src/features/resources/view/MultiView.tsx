import { Button, Group } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "@/shared/nodes/NodeIcon";
import { Slot } from "@/shared/nodes/slots";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { actionsFor } from "../actions/nodeActions";
import { useRunAction } from "../actions/useRunAction";
import { treePageQuery } from "../queries";
import { found, type ReadPage, rowsOf } from "../tree/treeRows";
import { useTreeStore } from "../tree/treeStore";
import classes from "./view.module.css";

const NAMED = 12;

/** Several nodes are chosen: what can be done to all of them. */
export function MultiView() {
  const { t } = useTranslation("resources");
  const queries = useQueryClient();
  const { selection, expanded, moving } = useTreeStore();
  const run = useRunAction();
  const read: ReadPage = (node, page) => queries.getQueryData(treePageQuery(node, page).queryKey);
  const subjects = found(rowsOf(expanded, read), [...selection.keys]);
  const devices = subjects.flatMap(({ item }) => (item.kind === "device" ? [item] : []));
  const rest = subjects.length - NAMED;
  return (
    <Page>
      <h2 className={classes.name}>{t("chosen", { count: subjects.length })}</h2>
      <Group gap="sm">
        {actionsFor(subjects, moving).map(({ name, icon: Glyph, isDangerous }) => (
          <Button
            key={name}
            variant="default"
            c={isDangerous ? "var(--critical-text)" : undefined}
            leftSection={<Glyph size={16} stroke={1.6} aria-hidden />}
            onClick={() => run(name, subjects)}
          >
            {t(`action.${name}`, { count: subjects.length })}
          </Button>
        ))}
        {devices.length > 0 && (
          <Slot
            name="bulk"
            props={{
              devices: devices.map(({ id, label, permissions, organization_id }) => ({
                id: Number(id),
                name: label,
                permissions,
                organization_id,
              })),
            }}
          />
        )}
      </Group>
      <Panel isFlush title={t("chosen_ones")}>
        <ul className={classes.chosen}>
          {subjects.slice(0, NAMED).map(({ item }) => (
            <li key={item.key}>
              <NodeIcon kind={item.kind} />
              {item.label}
            </li>
          ))}
          {rest > 0 && <li className={classes.dim}>{t("and_more", { count: rest })}</li>}
        </ul>
      </Panel>
    </Page>
  );
}
