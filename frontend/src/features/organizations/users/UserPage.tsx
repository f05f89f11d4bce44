import { Button, Skeleton } from "@mantine/core";
import { IconZoomQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { userQuery } from "../queries";
import { AccountState } from "./AccountState";
import { PersonKeys } from "./PersonKeys";
import { SignInPanel } from "./SignInPanel";
import { UserForm } from "./UserForm";

/** One person: what they have, and how they come in. */
export function UserPage() {
  const { t } = useTranslation("organizations");
  const { userId = "" } = useParams();
  const person = useQuery(userQuery(Number(userId)));
  const trail = [{ to: "/administration/users", label: t("places.users") }];
  if (person.error && !person.data) {
    return (
      <>
        <PageHeader title={t("users.person")} trail={trail} />
        <ErrorState error={person.error} retry={person.refetch} />
      </>
    );
  }
  if (!person.data) {
    return (
      <Page isNarrow>
        <PageHeader title={t("users.person")} trail={trail} />
        <Skeleton height={232} radius="md" />
        <Skeleton height={232} radius="md" />
      </Page>
    );
  }
  const { id, name, email } = person.data;
  return (
    <>
      <PageHeader
        title={name || email}
        trail={trail}
        after={<AccountState person={person.data} />}
        actions={
          <Button
            component={Link}
            to={`/administration/explain?user=${id}`}
            variant="default"
            leftSection={<IconZoomQuestion size={16} aria-hidden />}
          >
            {t("users.explain")}
          </Button>
        }
      />
      <Page isNarrow>
        <Panel title={t("users.account")}>
          <UserForm key={id} person={person.data} />
        </Panel>
        {person.data.is_ours && person.data.is_active && person.data.may_log_in === false && (
          <PersonKeys person={person.data} />
        )}
        <SignInPanel person={person.data} />
      </Page>
    </>
  );
}
