import { Button, Group, Loader, Modal, Stack, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { ErrorState } from "@/shared/ui/ErrorState";
import { FormError } from "@/shared/ui/FormError";
import { formatValue } from "@/shared/values/format";
import { type AppliedAll, applyType } from "./applyType";
import type { DeviceType } from "./queries";

const NAMED = 20;

interface ApplyDialogProps {
  type: DeviceType;
  isOpen: boolean;
  close: () => void;
}

/** Shows what existing devices would get, then gives it to them. */
export function ApplyDialog({ type, isOpen, close }: ApplyDialogProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [through, setThrough] = useState(0);
  const preview = useQuery({
    queryKey: ["device-types", "apply", type.id],
    queryFn: () => applyType(type.id, { isDryRun: true, progress: setThrough }),
    enabled: isOpen,
    staleTime: 0,
    gcTime: 0,
  });
  const apply = useMutation({
    mutationFn: () => applyType(type.id, { isDryRun: false, progress: setThrough }),
    onSuccess: ({ added }) => {
      void queries.invalidateQueries({ queryKey: ["devices"] });
      void queries.invalidateQueries({ queryKey: ["tree"] });
      notify(t("types.applied", { count: added }));
      close();
    },
  });
  const { reset } = apply;
  useEffect(() => {
    if (!isOpen) return;
    setThrough(0);
    reset();
  }, [isOpen, reset]);
  const isReady = preview.data !== undefined && !preview.isFetching;
  return (
    <Modal opened={isOpen} onClose={close} title={t("types.apply_title", { name: type.name })} size="lg">
      <Stack>
        <FormError error={apply.error} />
        {preview.error ? (
          <ErrorState error={preview.error} retry={preview.refetch} isSmall />
        ) : isReady && !apply.isPending ? (
          <Preview applied={preview.data} />
        ) : (
          <Group gap="sm">
            <Loader size={16} />
            <Text className="num">{t("types.looked_at", { count: through })}</Text>
          </Group>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button
            disabled={!isReady || preview.data.added === 0}
            loading={apply.isPending}
            onClick={() => {
              setThrough(0);
              apply.mutate();
            }}
          >
            {t("types.apply_action", { count: preview.data?.added ?? 0 })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Preview({ applied: { devices, added, differences } }: { applied: AppliedAll }) {
  const { t } = useTranslation("devices");
  return (
    <>
      <Text>{t(added > 0 ? "types.lacking" : "types.nothing_lacking", { count: devices, added })}</Text>
      {differences.length > 0 && (
        <>
          <Text c="dimmed">{t("types.differences")}</Text>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("device")}</Table.Th>
                <Table.Th>{t("metric.path")}</Table.Th>
                <Table.Th>{t("types.field")}</Table.Th>
                <Table.Th>{t("types.device_has")}</Table.Th>
                <Table.Th>{t("types.type_says")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {differences.slice(0, NAMED).map((one) => (
                <Table.Tr key={`${one.device_id} ${one.path} ${one.field}`}>
                  <Table.Td>{one.device}</Table.Td>
                  <Table.Td>{one.path}</Table.Td>
                  <Table.Td>{t(`types.fields.${one.field}`)}</Table.Td>
                  <Table.Td>{shown(one.device_has)}</Table.Td>
                  <Table.Td>{shown(one.type_says)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          {differences.length > NAMED && (
            <Text c="dimmed">{t("bulk.more", { count: differences.length - NAMED })}</Text>
          )}
        </>
      )}
    </>
  );
}

function shown(value: unknown): string {
  return formatValue(value as Parameters<typeof formatValue>[0]); // a field of a metric: text, number, yes or no, nothing
}
