import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useLeaveGuard } from "@/shared/routing/useLeaveGuard";
import { useShortcut } from "@/shared/shortcuts/useShortcut";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { FormError } from "@/shared/ui/FormError";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import type { PermissionInfo, ProfileDetail } from "../types";
import { EntryList } from "./EntryList";
import { FactsFields } from "./FactsFields";
import { type ProfileDocument, withNodes } from "./profileDocument";
import { SwitchFields } from "./SwitchFields";
import { useDeleteProfile } from "./useDeleteProfile";
import { useProfileDraft } from "./useProfileDraft";

interface ProfileEditorProps {
  /** Null for a new one. */
  profile: ProfileDetail | null;
  initial: ProfileDocument;
  permissions: readonly PermissionInfo[];
}

export function ProfileEditor({ profile, initial, permissions }: ProfileEditorProps) {
  const { t } = useTranslation("organizations");
  const { document, change, isDirty, problem, save } = useProfileDraft(profile, initial);
  const failure = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (save.error) failure.current?.scrollIntoView({ block: "center" });
  }, [save.error]);
  const name = profile?.name ?? t("profiles.new");
  useLeaveGuard(isDirty && !save.isPending, name);
  useShortcut(
    "mod+s",
    (event) => {
      event.preventDefault();
      if (isDirty && !problem && !save.isPending) save.mutate();
    },
    { label: t("save"), worksInFields: true },
  );
  return (
    <>
      <PageHeader
        title={name}
        trail={[{ to: "/administration/profiles", label: t("places.profiles") }]}
        actions={
          <>
            {profile && <ProfileMenu profile={profile} document={document} />}
            <Button disabled={!isDirty || problem !== null} loading={save.isPending} onClick={() => save.mutate()}>
              {profile ? t("save") : t("profiles.create")}
            </Button>
          </>
        }
      />
      <Page isNarrow>
        <div ref={failure} hidden={!save.error}>
          <FormError error={save.error} />
        </div>
        <Panel title={t("profiles.one")}>
          <FactsFields document={document} change={change} error={save.error} />
        </Panel>
        <Panel title={t("switches.title")}>
          <SwitchFields document={document} change={change} />
        </Panel>
        <EntryList
          document={document}
          change={change}
          permissions={permissions}
          add={(nodes) => change(withNodes(document, nodes))}
        />
      </Page>
    </>
  );
}

function ProfileMenu({ profile, document }: { profile: ProfileDetail; document: ProfileDocument }) {
  const { t } = useTranslation("organizations");
  const navigate = useNavigate();
  const remove = useDeleteProfile(profile);
  const copy = { ...document, name: t("profiles.copy_of", { name: document.name }) };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={t("actions")}>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => void navigate("/administration/profiles/new", { state: { copy } })}
        >
          {t("profiles.copy")}
        </Menu.Item>
        <Menu.Item
          color="var(--critical-text)"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => void remove()}
        >
          {t("profiles.delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
