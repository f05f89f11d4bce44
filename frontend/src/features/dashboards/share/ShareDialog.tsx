import { Button, Checkbox, Group, Modal, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { ErrorState } from "@/shared/ui/ErrorState";
import { FormError } from "@/shared/ui/FormError";
import { type Shares, saveShares, sharesQuery } from "../queries";
import { PublicLinks } from "./PublicLinks";

interface ShareDialogProps {
  dashboard: { id: number; name: string };
  close: () => void;
}

/** Who sees the dashboard: people by their profiles, and whoever has a public link. */
export function ShareDialog({ dashboard, close }: ShareDialogProps) {
  const { t } = useTranslation("dashboards");
  return (
    <Modal opened onClose={close} size="lg" title={t("share.title", { name: dashboard.name })}>
      <Tabs defaultValue="people" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="people">{t("share.tabs.people")}</Tabs.Tab>
          <Tabs.Tab value="public">{t("share.tabs.public")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="people">
          <People dashboard={dashboard} close={close} />
        </Tabs.Panel>
        <Tabs.Panel value="public">
          <PublicLinks dashboardId={dashboard.id} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  );
}

/** Which profiles' people see the dashboard. */
function People({ dashboard, close }: ShareDialogProps) {
  const shares = useQuery(sharesQuery(dashboard.id));
  return (
    <>
      {shares.error ? (
        <ErrorState isSmall error={shares.error} retry={shares.refetch} />
      ) : shares.data ? (
        <ShareForm dashboard={dashboard} shares={shares.data} close={close} />
      ) : (
        <Stack aria-busy="true">
          <Skeleton height={20} />
          <Skeleton height={20} />
          <Skeleton height={20} />
        </Stack>
      )}
    </>
  );
}

function ShareForm({ dashboard, shares, close }: ShareDialogProps & { shares: Shares }) {
  const { t } = useTranslation("dashboards");
  const queries = useQueryClient();
  const [chosen, setChosen] = useState(shares.profile_ids.map(String));
  const save = useMutation({
    mutationFn: () => saveShares(dashboard.id, chosen.map(Number)),
    onSuccess: (saved) => {
      queries.setQueryData(sharesQuery(dashboard.id).queryKey, saved);
      notify(t("share.done", { name: dashboard.name }));
      close();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack>
        <Text c="dimmed">{t("share.text")}</Text>
        <FormError error={save.error} />
        {shares.choices.length === 0 ? (
          <Text>{t("share.empty")}</Text>
        ) : (
          <Checkbox.Group value={chosen} onChange={setChosen} aria-label={t("share.profiles")}>
            <Stack gap="sm">
              {shares.choices.map(({ id, name, description }) => (
                <Checkbox key={id} value={String(id)} label={name} description={description} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("shared:cancel")}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={shares.choices.length === 0}>
            {t("share.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
