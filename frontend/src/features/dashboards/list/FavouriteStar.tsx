import { ActionIcon, Tooltip } from "@mantine/core";
import { IconStar, IconStarFilled } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { type DashboardSummary, markFavourite } from "../queries";

/** Keeps a dashboard at hand: first in the list, first on the start page. */
export function FavouriteStar({ dashboard, className }: { dashboard: DashboardSummary; className?: string }) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const { id, name } = dashboard;
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (isOn: boolean) => markFavourite(id, isOn),
    // One after the other: what was clicked last counts.
    scope: { id: `favourite ${id}` },
    onError: notifyError,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["dashboards", "list"] }),
        client.invalidateQueries({ queryKey: ["dashboards", id, "detail"] }),
        client.invalidateQueries({ queryKey: ["home", "dashboards"] }),
      ]),
  });
  const isOn = isPending ? variables : dashboard.is_favourite;
  const label = t(isOn ? "favourite.remove" : "favourite.add", { name });
  return (
    <Tooltip label={label}>
      <ActionIcon
        className={className}
        aria-label={label}
        aria-pressed={isOn}
        onClick={() => mutate(!isOn)}
        data-testid={`favourite-${id}`}
      >
        {isOn ? <IconStarFilled size={16} /> : <IconStar size={16} stroke={1.6} />}
      </ActionIcon>
    </Tooltip>
  );
}
