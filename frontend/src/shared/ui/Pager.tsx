import { ActionIcon, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

interface PagerProps {
  offset: number;
  limit: number;
  total: number;
  go: (offset: number) => void;
}

/** "1–50 of 320" with a step to either side; absent when everything fits. */
export function Pager({ offset, limit, total, go }: PagerProps) {
  const { t } = useTranslation();
  if (total <= limit) return null;
  return (
    <Group justify="flex-end" gap="sm" p="sm">
      <Text size="xs" c="dimmed" className="num">
        {t("range", { from: offset + 1, to: Math.min(offset + limit, total), total })}
      </Text>
      <ActionIcon aria-label={t("previous")} disabled={offset === 0} onClick={() => go(Math.max(0, offset - limit))}>
        <IconChevronLeft size={16} />
      </ActionIcon>
      <ActionIcon aria-label={t("next")} disabled={offset + limit >= total} onClick={() => go(offset + limit)}>
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  );
}
