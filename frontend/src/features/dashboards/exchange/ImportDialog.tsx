import { Alert, Button, Group, Modal, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { useCan } from "@/shared/session/useMe";
import { ErrorState } from "@/shared/ui/ErrorState";
import { DocumentSketch } from "../list/DashboardSketch";
import { PlaceField } from "../list/PlaceField";
import { placeOf } from "../list/place";
import { createDashboard, readDashboardText } from "../queries";

const MOST_NAMED = 12;

/** What a file holds and what it names that is not here, before anything is made of it. */
export function ImportDialog({ file, close }: { file: File; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const navigate = useNavigate();
  const client = useQueryClient();
  const can = useCan();
  const mayAtOrganization = can("edit_dashboards");
  const [given, setName] = useState<string | null>(null);
  const [place, setPlace] = useState("");
  const read = useQuery({
    queryKey: ["dashboards", "import", file.name, file.size, file.lastModified],
    queryFn: async () => readDashboardText(await file.text()),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    // Brought once more it may name what has been made meanwhile.
    gcTime: 0,
  });
  const name = given ?? (read.data?.name || file.name.replace(/\..*$/, ""));
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      createDashboard({
        name: name.trim(),
        template: "empty",
        document: read.data?.document,
        pictures: read.data?.pictures,
        place_site_id: placeOf(place).site_id,
        place_device_id: placeOf(place).device_id,
      }),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: ["dashboards", "list"] });
      close();
      await navigate(`/dashboards/${id}`);
    },
  });
  const isReady = read.data !== undefined && name.trim() !== "" && (mayAtOrganization || place !== "");
  return (
    <Modal opened onClose={close} title={t("exchange.import")} size="lg">
      {read.error ? (
        <ErrorState error={read.error} retry={() => void read.refetch()} isSmall />
      ) : !read.data ? (
        <Skeleton height={160} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (isReady && !isPending) mutate();
          }}
        >
          <Stack>
            <DocumentSketch raw={read.data.document} />
            {read.data.is_newer && (
              <Alert color="yellow" icon={<IconAlertTriangle />}>
                {t("newer", { schema: String(read.data.document.schema) })}
              </Alert>
            )}
            {read.data.absent.length > 0 && (
              <Alert
                color="yellow"
                icon={<IconAlertTriangle />}
                title={t("exchange.absent", { count: read.data.absent.length })}
              >
                <Text size="sm">{t("exchange.absentHelp")}</Text>
                <ul>
                  {read.data.absent.slice(0, MOST_NAMED).map((one) => (
                    <li key={`${one.place}:${one.kind}:${one.name}`}>
                      {one.name} <Text span size="xs">{`${t(`exchange.kind.${one.kind}`)} · ${one.place}`}</Text>
                    </li>
                  ))}
                  {read.data.absent.length > MOST_NAMED && (
                    <li>{t("change.more", { count: read.data.absent.length - MOST_NAMED })}</li>
                  )}
                </ul>
              </Alert>
            )}
            <TextInput
              data-autofocus
              label={t("create.name")}
              maxLength={100}
              required
              value={name}
              error={error ? asApiError(error).message : undefined}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <PlaceField value={place} change={setPlace} isNeeded={!mayAtOrganization} />
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                {t("shared:cancel")}
              </Button>
              <Button type="submit" disabled={!isReady} loading={isPending} data-testid="confirm-import">
                {t("create.action")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
