import { Button, FileButton, Group, Input, Select, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import { notifyError } from "@/shared/notify/notify";
import { CommandsContext } from "../controls/useControl";
import { pictureUrl } from "../view/pictures";

interface PictureFieldProps {
  label: string;
  description: string | undefined;
  value: number | null;
  change: (picture: number | null) => void;
}

interface Picture {
  id: number;
  name: string;
  content_type: string;
}

interface Kept extends Picture {
  left_out: Record<string, number>;
}

/** Chooses among the pictures of the dashboard, or brings another one. */
export function PictureField({ label, description, value, change }: PictureFieldProps) {
  const { t } = useTranslation("dashboards");
  const dashboardId = useContext(CommandsContext)?.dashboardId ?? 0;
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [leftOut, setLeftOut] = useState<string[]>([]);
  const path = `/api/dashboards/${dashboardId}/pictures`;
  const queryKey = ["dashboards", dashboardId, "pictures"];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.get<Page<Picture>>(path, { limit: 100 }, signal),
    enabled: dashboardId > 0,
  });
  const bring = async (file: File | null) => {
    if (!file) return;
    setBusy(true);
    try {
      const kept = await api.post<Kept>(path, { name: file.name, data: await dataUrlOf(file) });
      setLeftOut(Object.entries(kept.left_out).map(([name, count]) => (count > 1 ? `${name} (${count})` : name)));
      await client.invalidateQueries({ queryKey });
      change(kept.id);
    } catch (error) {
      notifyError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      {value !== null && (
        <img
          src={pictureUrl(value)}
          alt=""
          style={{ display: "block", maxWidth: "100%", maxHeight: 120, margin: "4px 0" }}
        />
      )}
      <Group gap="xs" wrap="nowrap">
        <Select
          flex={1}
          aria-label={label}
          clearable
          placeholder={t("picture.none")}
          data={(data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          value={value === null ? null : String(value)}
          onChange={(chosen) => change(chosen === null ? null : Number(chosen))}
        />
        <FileButton onChange={bring} accept="image/png,image/jpeg,image/webp,image/gif,image/svg+xml">
          {(props) => (
            <Button {...props} variant="default" loading={isBusy} leftSection={<IconUpload size={14} />}>
              {t("picture.bring")}
            </Button>
          )}
        </FileButton>
      </Group>
      {leftOut.length > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("picture.leftOut", { names: leftOut.join(", ") })}
        </Text>
      )}
    </Input.Wrapper>
  );
}

function dataUrlOf(file: File): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}
