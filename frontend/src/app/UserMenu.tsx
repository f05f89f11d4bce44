import { Avatar, Divider, Popover, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconKeyboard, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { LanguageSwitch } from "@/shared/i18n/LanguageSwitch";
import { notifyError } from "@/shared/notify/notify";
import { useChangeMe } from "@/shared/session/useChangeMe";
import { useMe } from "@/shared/session/useMe";
import { usePreferences } from "@/shared/theme/preferences";
import classes from "./UserMenu.module.css";
import { useSession } from "./useSession";

export function UserMenu({ showShortcuts }: { showShortcuts: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const changeMe = useChangeMe();
  const { switchOrganization, signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, setDensity } = usePreferences();
  const [isOpen, setOpen] = useState(false);
  if (!me) return null;
  const keep = (preferences: Record<string, string>) => void changeMe({ preferences }).catch(notifyError);
  const name = me.user.name || me.user.email;
  const act = (run: () => unknown) => {
    setOpen(false);
    void run();
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={264} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.button} onClick={() => setOpen(!isOpen)}>
          <span className={classes.organization}>{me.organization.name}</span>
          <Avatar size={28} radius="xl" color="blue" name={name} aria-hidden />
          <span className="visually-hidden">{t("frame.user_menu")}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <div className={classes.who}>
          <Text fw={600} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {me.user.email}
          </Text>
        </div>
        <Divider my="xs" />
        <span className={classes.label}>{t("frame.organization")}</span>
        <div className={classes.organizations}>
          {me.organizations.map((organization) => (
            <Entry
              key={organization.id}
              run={() => act(() => switchOrganization(organization.id))}
              isCurrent={organization.id === me.organization.id}
            >
              <span className={classes.grow}>{organization.name}</span>
              {organization.id === me.organization.id && <IconCheck size={16} aria-hidden />}
            </Entry>
          ))}
        </div>
        <Divider my="xs" />
        <div className={classes.choice}>
          <span id="theme-label">{t("frame.theme")}</span>
          <SegmentedControl
            size="xs"
            aria-labelledby="theme-label"
            value={colorScheme}
            onChange={(scheme) => {
              setColorScheme(scheme);
              keep({ theme: scheme });
            }}
            data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`frame.theme_${value}`) }))}
          />
        </div>
        <div className={classes.choice}>
          <span id="density-label">{t("frame.density")}</span>
          <SegmentedControl
            size="xs"
            aria-labelledby="density-label"
            value={density}
            onChange={(chosen) => {
              setDensity(chosen);
              keep({ density: chosen });
            }}
            data={(["comfortable", "compact"] as const).map((value) => ({ value, label: t(`frame.density_${value}`) }))}
          />
        </div>
        <div className={classes.choice}>
          <span>{t("frame.language")}</span>
          <LanguageSwitch size="xs" chosen={(language) => keep({ language })} />
        </div>
        <Divider my="xs" />
        <Entry run={() => act(() => navigate("/account"))}>
          <IconUserCircle size={16} aria-hidden />
          {t("frame.account")}
        </Entry>
        <Entry run={() => act(showShortcuts)}>
          <IconKeyboard size={16} aria-hidden />
          {t("frame.shortcuts")}
        </Entry>
        <Entry run={() => act(signOut)}>
          <IconLogout size={16} aria-hidden />
          {t("frame.sign_out")}
        </Entry>
      </Popover.Dropdown>
    </Popover>
  );
}

interface EntryProps {
  run: () => void;
  isCurrent?: boolean;
  children: ReactNode;
}

function Entry({ run, isCurrent, children }: EntryProps) {
  return (
    <UnstyledButton className={classes.entry} onClick={run} aria-current={isCurrent || undefined}>
      {children}
    </UnstyledButton>
  );
}
