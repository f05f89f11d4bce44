import { ActionIcon, Tooltip } from "@mantine/core";
import { IconShare } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ShareDialog } from "./ShareDialog";

/** Opens who sees the dashboard. */
export function ShareButton({ dashboard }: { dashboard: { id: number; name: string } }) {
  const { t } = useTranslation("dashboards");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Tooltip label={t("share.open")}>
        <ActionIcon aria-label={t("share.open")} onClick={() => setOpen(true)} data-testid="share-dashboard">
          <IconShare size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      {isOpen && <ShareDialog dashboard={dashboard} close={() => setOpen(false)} />}
    </>
  );
}
