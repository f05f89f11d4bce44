import { SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Command, Device } from "@/shared/api/types";
import { FormError } from "@/shared/ui/FormError";
import { Panel } from "@/shared/ui/Panel";
import { deviceTypeQuery } from "../types/queries";
import { TemplateForm, type TemplateOrder } from "./TemplateForm";
import { ValueForm } from "./ValueForm";

type Way = "template" | "value";

/** The commands that the device's type knows, or a plain value for a metric. */
export function CommandForm({ device }: { device: Device }) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [asked, setWay] = useState<Way>("template");
  const type = useQuery({ ...deviceTypeQuery(device.type_id ?? 0), enabled: device.type_id !== null });
  const templates = type.data?.commands ?? [];
  const way: Way = templates.length > 0 ? asked : "value";
  const send = useMutation({
    mutationFn: (order: TemplateOrder) => api.post<Command>(`/api/devices/${device.id}/commands`, order),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["devices", "commands", device.id] }),
  });
  return (
    <Panel
      title={t("command.send_title")}
      actions={
        templates.length > 0 && (
          <SegmentedControl
            size="xs"
            aria-label={t("command.way")}
            value={way}
            onChange={setWay}
            data={[
              { value: "template", label: t("command.way_template") },
              { value: "value", label: t("command.way_value") },
            ]}
          />
        )
      }
    >
      {way === "template" ? (
        <>
          <TemplateForm
            templates={templates}
            target={device.name}
            send={(order) => send.mutate(order)}
            isSending={send.isPending}
          />
          <FormError error={send.error} />
        </>
      ) : (
        <ValueForm device={device} />
      )}
    </Panel>
  );
}
