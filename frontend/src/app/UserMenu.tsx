import { Avatar, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconKeyboard, IconLogout } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMe } from "@/shared/session/useMe";
import { usePreferences } from "@/shared/theme/preferences";
import classes from "./UserMenu.module.css";
import { useSession } from "./useSession";

export function UserMenu({ showShortcuts }: { showShortcuts: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { switchOrganization, signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, setDensity } = usePreferences();
  if (!me) return null;
  const name = me.user.name || me.user.email;
  return (
    <Menu position="bottom-end" width={264} closeOnItemClick>
      <Menu.Target>
        <UnstyledButton className={classes.button}>
          <span className={classes.organization}>{me.organization.name}</span>
          <Avatar size={28} radius="xl" color="blue" name={name} aria-hidden />
          <span className="visually-hidden">{t("frame.user_menu")}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text fw={600} truncate>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {me.user.email}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Label>{t("frame.organization")}</Menu.Label>
        {me.organizations.map((organization) => (
          <Menu.Item
            key={organization.id}
            onClick={() => switchOrganization(organization.id)}
            rightSection={organization.id === me.organization.id && <IconCheck size={16} aria-hidden />}
            aria-current={organization.id === me.organization.id}
          >
            {organization.name}
            <Text size="xs" c="dimmed">
              {t(`frame.role.${organization.role}`)}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <div className={classes.choice}>
          <span id="theme-label">{t("frame.theme")}</span>
          <SegmentedControl
            size="xs"
            aria-labelledby="theme-label"
            value={colorScheme}
            onChange={setColorScheme}
            data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`frame.theme_${value}`) }))}
          />
        </div>
        <div className={classes.choice}>
          <span id="density-label">{t("frame.density")}</span>
          <SegmentedControl
            size="xs"
            aria-labelledby="density-label"
            value={density}
            onChange={setDensity}
            data={(["comfortable", "compact"] as const).map((value) => ({ value, label: t(`frame.density_${value}`) }))}
          />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={showShortcuts}>
          {t("frame.shortcuts")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut()}>
          {t("frame.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
