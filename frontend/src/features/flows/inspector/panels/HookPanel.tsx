import { Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { CopyField } from "@/shared/ui/CopyField";
import { setParam } from "../../commands/setParam";
import { useEditor, useOpenEditor } from "../../EditorContext";
import classes from "../inspector.module.css";
import type { BlockPanel, PanelProps } from "./panel";

interface Hooks {
  readonly items: readonly { readonly block: string; readonly path: string }[];
}

/** The secret address at which other programs reach the flow. */
function HookPanel({ id }: PanelProps) {
  const { t } = useTranslation("flows");
  const { flowId, store } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const renewed = useEditor((state) => Number(state.scene.document.blocks[id]?.params.renewed ?? 0));
  const hooks = useQuery({
    queryKey: ["flows", flowId, "hooks"],
    queryFn: ({ signal }) => api.get<Hooks>(`/api/flows/${flowId}/hooks`, {}, signal),
    refetchOnMount: "always",
    retry: false,
  });
  const path = hooks.data?.items.find((item) => item.block === id)?.path;
  const address = path && `${window.location.origin}${path}`;
  return (
    <section className={classes.panel} aria-label={t("hook.title")}>
      <h3 className={classes.panelTitle}>{t("hook.title")}</h3>
      {address ? (
        <>
          <CopyField value={address} label={t("hook.address")} />
          <CopyField
            value={`curl -X POST -H 'Content-Type: application/json' -d '{"level": 3}' '${address}'`}
            label={t("hook.example")}
          />
        </>
      ) : (
        !hooks.isPending && (
          <Text size="sm" c="dimmed">
            {t("hook.not_deployed")}
          </Text>
        )
      )}
      {!isReadOnly && (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => store.getState().apply(setParam, { block: id, path: ["renewed"], value: renewed + 1 })}
          >
            {t("hook.renew")}
          </Button>
        </Group>
      )}
    </section>
  );
}

export const panel: BlockPanel = { types: ["source.hook"], Panel: HookPanel };
