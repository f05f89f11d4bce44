import { Alert, Badge, Button, Divider, Group, Modal, NumberInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconEyeOff, IconTicket } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { api, call, inOrganization } from "@/shared/api/client";
import { notifyError } from "@/shared/notify/notify";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { TimeText } from "@/shared/time/TimeText";
import { useNow } from "@/shared/time/useNow";
import { CopyField } from "@/shared/ui/CopyField";
import { confirm } from "@/shared/ui/confirm";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { useMqttPort } from "../connect/useMqttPort";
import { claimState } from "./claimState";
import { type ClaimCode, claimCodesQuery, type NewClaimCode } from "./queries";
import { registerLines } from "./registerLine";

interface ClaimCodesDialogProps {
  isOpen: boolean;
  close: () => void;
  siteId?: number;
  organizationId?: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

const EMPTY = {
  name: "",
  site_id: null as number | null, // the form library infers the field's type from here
  type_id: null as number | null,
  max_devices: 1,
  days: 7,
};
type Fields = typeof EMPTY;

/** Codes with which devices register themselves: make one, see what became of it, revoke it. */
export function ClaimCodesDialog({ isOpen, close, siteId, organizationId }: ClaimCodesDialogProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const codes = useQuery({ ...claimCodesQuery(organizationId), enabled: isOpen });
  const form = useForm<Fields>({
    initialValues: EMPTY,
    validate: { name: (name) => (name.trim() ? null : t("claim.name_missing")) },
  });
  const make = useMutation({
    mutationFn: ({ days, ...fields }: Fields) =>
      api.post<NewClaimCode>(
        "/api/claim-codes",
        { ...fields, name: fields.name.trim(), expires_at: new Date(Date.now() + days * DAY_MS).toISOString() },
        inOrganization(organizationId),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["claim-codes"] }),
    onError: (error) => showFieldError(form, error),
  });
  const { setValues, clearErrors } = form;
  const { reset } = make;
  useEffect(() => {
    if (!isOpen) return;
    setValues({ ...EMPTY, site_id: siteId ?? null });
    clearErrors();
    reset();
  }, [isOpen, siteId, setValues, clearErrors, reset]);
  return (
    <Modal opened={isOpen} onClose={close} title={t("claim.title")} size="xl" closeOnClickOutside={!make.data}>
      <Stack>
        {make.data ? (
          <>
            <Alert variant="light" color="blue" icon={<IconEyeOff size={16} aria-hidden />}>
              {t("claim.shown_once")}
            </Alert>
            <CopyField label={t("claim.code")} value={make.data.code} />
            <RegisterLines code={make.data.code} />
            <Group justify="flex-end">
              <Button onClick={() => reset()}>{t("claim.copied")}</Button>
            </Group>
          </>
        ) : (
          <form onSubmit={form.onSubmit((fields) => make.mutate(fields))}>
            <Stack>
              <FormError error={make.error} form={form} />
              <TextInput
                label={t("claim.name")}
                description={t("claim.name_help")}
                maxLength={100}
                {...form.getInputProps("name")}
              />
              <Group grow align="flex-start">
                <NamedPicker
                  kind="sites"
                  label={t("site")}
                  organization={organizationId}
                  value={form.values.site_id}
                  change={(id) => form.setFieldValue("site_id", id)}
                  error={form.errors.site_id}
                />
                <NamedPicker
                  kind="device-types"
                  label={t("type")}
                  organization={organizationId}
                  value={form.values.type_id}
                  change={(id) => form.setFieldValue("type_id", id)}
                  error={form.errors.type_id}
                />
              </Group>
              <Group grow align="flex-start">
                <NumberInput
                  label={t("claim.max_devices")}
                  min={1}
                  max={100_000}
                  allowDecimal={false}
                  {...form.getInputProps("max_devices")}
                />
                <NumberInput
                  label={t("claim.days")}
                  min={1}
                  max={365}
                  allowDecimal={false}
                  {...form.getInputProps("days")}
                />
              </Group>
              <Group justify="flex-end">
                <Button type="submit" loading={make.isPending}>
                  {t("claim.make")}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
        <Divider />
        <ClaimCodeTable codes={codes.data?.items} error={codes.error} retry={codes.refetch} />
      </Stack>
    </Modal>
  );
}

function RegisterLines({ code }: { code: string }) {
  const { t } = useTranslation("devices");
  const mqttPort = useMqttPort();
  const { origin, hostname: host } = window.location;
  const lines = registerLines({ origin, host, mqttPort }, code);
  return (
    <>
      <CopyField label={t("claim.how_http")} value={lines.http} />
      <CopyField label={t("claim.how_mqtt")} value={lines.mqtt} />
    </>
  );
}

interface ClaimCodeTableProps {
  codes: readonly ClaimCode[] | undefined;
  error: unknown;
  retry: () => unknown;
}

function ClaimCodeTable({ codes, error, retry }: ClaimCodeTableProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const now = useNow(MINUTE_MS);

  async function revoke(code: ClaimCode): Promise<void> {
    const agreed = await confirm({
      title: t("claim.revoke_title", { name: code.name }),
      text: t("claim.revoke_text"),
      action: t("claim.revoke"),
      isDangerous: true,
    });
    if (!agreed) return;
    try {
      await call<unknown>("DELETE", `/api/claim-codes/${code.id}`);
      await queries.invalidateQueries({ queryKey: ["claim-codes"] });
    } catch (failure) {
      notifyError(failure);
    }
  }

  const columns: Column<ClaimCode>[] = [
    {
      key: "name",
      title: t("claim.name"),
      onPhone: "title",
      render: ({ name, hint }) => (
        <>
          {name} <code>…{hint}</code>
        </>
      ),
    },
    {
      key: "state",
      title: t("state"),
      onPhone: "aside",
      render: (code) => {
        const state = claimState(code, now);
        return <Badge color={state === "open" ? "blue" : "gray"}>{t(`claim.states.${state}`)}</Badge>;
      },
    },
    {
      key: "used",
      title: t("claim.used"),
      render: ({ used, max_devices }) => (
        <span className="num">{t("claim.used_of", { used, count: max_devices })}</span>
      ),
    },
    { key: "place", title: t("site"), render: ({ site }) => site },
    { key: "type", title: t("type"), render: ({ type }) => type },
    { key: "ends", title: t("claim.ends"), render: ({ expires_at }) => <TimeText time={expires_at} /> },
    {
      key: "revoke",
      title: "",
      isRight: true,
      render: (code) =>
        claimState(code, now) === "open" && (
          <Button variant="subtle" color="red" size="compact-sm" onClick={() => void revoke(code)}>
            {t("claim.revoke")}
          </Button>
        ),
    },
  ];
  return (
    <DataTable
      caption={t("claim.title")}
      columns={columns}
      rows={codes}
      rowId={({ id }) => id}
      error={error}
      retry={retry}
      skeletonRows={2}
      empty={<EmptyState icon={IconTicket} text={t("claim.empty")} isSmall />}
    />
  );
}
