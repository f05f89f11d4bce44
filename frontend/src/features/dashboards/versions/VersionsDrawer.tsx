import { Badge, Button, Drawer, Group, Skeleton, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notify, notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { isDirty } from "../editor/dashboardEditor";
import { useEditorState } from "../editor/EditorContext";
import { restoreVersion, versionsQuery } from "../queries";
import { Comparison } from "./Comparison";
import classes from "./versions.module.css";

interface VersionsDrawerProps {
  dashboardId: number;
  /** The one that viewers see. */
  current: number;
  close: () => void;
  /** The server's document is another one now. */
  reload: () => Promise<void>;
}

/** Everything that was ever saved, and the way back to it. */
export function VersionsDrawer({ dashboardId, current, close, reload }: VersionsDrawerProps) {
  const { t } = useTranslation("dashboards");
  const { data, error, refetch } = useQuery(versionsQuery(dashboardId));
  const [opened, setOpened] = useState<number | null>(null);
  const isUnsaved = useEditorState(isDirty);
  const restore = useMutation({
    mutationFn: (version: number) => restoreVersion(dashboardId, version),
    onSuccess: async ({ version: newest }, version) => {
      await reload();
      await refetch();
      notify(t("versions.restored", { version, newest }));
    },
    onError: notifyError,
  });
  return (
    <Drawer opened onClose={close} position="right" title={t("versions.title")} size="md">
      {isUnsaved && (
        <Text size="xs" c="dimmed" mb="sm">
          {t("versions.unsavedFirst")}
        </Text>
      )}
      {error ? (
        <ErrorState error={error} retry={refetch} isSmall />
      ) : !data ? (
        <Skeleton height={240} />
      ) : data.items.length === 0 ? (
        <EmptyState text={t("versions.empty")} />
      ) : (
        <ol className={classes.list}>
          {data.items.map(({ version, author, message, created_at }) => (
            <li key={version} className={classes.version} data-testid={`version-${version}`}>
              <div className={classes.what}>
                <span className={classes.number}>{t("versions.number", { version })}</span>
                {message && <span className={classes.message}>{message}</span>}
                <span className={classes.by}>
                  {author ?? t("versions.somebody")} · <TimeText time={created_at} />
                </span>
              </div>
              <Group gap={4}>
                {version > 1 && (
                  <Button
                    size="compact-sm"
                    variant="subtle"
                    color="gray"
                    aria-expanded={opened === version}
                    onClick={() => setOpened(opened === version ? null : version)}
                    data-testid={`compare-${version}`}
                  >
                    {t("versions.compare")}
                  </Button>
                )}
                {version === current ? (
                  <Badge>{t("versions.current")}</Badge>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={isUnsaved}
                    loading={restore.isPending && restore.variables === version}
                    onClick={() => restore.mutate(version)}
                  >
                    {t("versions.restore")}
                  </Button>
                )}
              </Group>
              {opened === version && <Comparison dashboardId={dashboardId} before={version - 1} after={version} />}
            </li>
          ))}
        </ol>
      )}
    </Drawer>
  );
}
