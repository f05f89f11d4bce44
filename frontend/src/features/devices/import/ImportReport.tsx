import { Alert, Progress, ScrollArea, Stack, Table, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { DeviceImport } from "./queries";

const TABLE_HEIGHT = 280;
const NAMED = 200;

/** What an import did, or would do; every row that was not taken is named with the reason. */
export function ImportReport({ job }: { job: DeviceImport }) {
  const { t } = useTranslation("devices");
  if (!job.finished_at) {
    return (
      <Stack gap="xs">
        <Progress value={(100 * job.done) / Math.max(1, job.total)} animated />
        <Text className="num">{t("import.running", { done: job.done, count: job.total })}</Text>
      </Stack>
    );
  }
  if (job.status === "failed") {
    return (
      <Alert color="red" variant="light" icon={<IconAlertTriangle size={16} aria-hidden />}>
        {job.detail}
      </Alert>
    );
  }
  const key = job.dry_run ? "import.would" : "import.did";
  return (
    <Stack gap="sm">
      <Text fw={600} className="num">
        {[
          t(`${key}_create`, { count: job.created }),
          job.changed > 0 && t(`${key}_change`, { count: job.changed }),
          t("import.refused", { count: job.refused }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
      {job.problems.length > 0 && (
        <ScrollArea.Autosize mah={TABLE_HEIGHT}>
          <Table stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("import.row")}</Table.Th>
                <Table.Th>{t("name")}</Table.Th>
                <Table.Th>{t("import.column")}</Table.Th>
                <Table.Th>{t("import.problem")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {job.problems.slice(0, NAMED).map((problem) => (
                <Table.Tr key={`${problem.row} ${problem.column} ${problem.message}`}>
                  <Table.Td className="num">{problem.row}</Table.Td>
                  <Table.Td>{problem.name}</Table.Td>
                  <Table.Td>{problem.column}</Table.Td>
                  <Table.Td>{problem.message}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
      {job.refused > NAMED && <Text c="dimmed">{t("bulk.more", { count: job.refused - NAMED })}</Text>}
    </Stack>
  );
}
