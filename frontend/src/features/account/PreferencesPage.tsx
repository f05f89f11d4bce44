import { Group, Input, SegmentedControl, Select, Stack, useMantineColorScheme } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "@/shared/i18n/LanguageSwitch";
import { notifyError } from "@/shared/notify/notify";
import { StartPageField } from "@/shared/pickers/StartPageField";
import { useChangeMe } from "@/shared/session/useChangeMe";
import { useMe } from "@/shared/session/useMe";
import { usePreferences } from "@/shared/theme/preferences";
import { fullTime, ownTimeZone } from "@/shared/time/format";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";

const SCHEMES = ["light", "dark", "auto"] as const;
const DENSITIES = ["comfortable", "compact"] as const;
/** A select has no empty value. */
const BROWSERS = "browser";

/** How Sluice looks and where it begins; kept with the account, so that it is the same everywhere. */
export function PreferencesPage() {
  const { t } = useTranslation("account");
  const me = useMe();
  const changeMe = useChangeMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, setDensity } = usePreferences();
  const keep = (preferences: Record<string, string | null>) => changeMe({ preferences }).catch(notifyError);
  if (!me) return null;
  const textOf = (name: string) => {
    const value = me.user.preferences[name];
    return typeof value === "string" ? value : "";
  };
  const zone = textOf("time_zone");
  return (
    <>
      <PageHeader title={t("places.preferences")} />
      <Page isNarrow>
        <Panel title={t("preferences.looks")}>
          <Group gap="xl" align="flex-start">
            <Input.Wrapper label={t("frame.theme")} labelElement="div">
              <div>
                <SegmentedControl
                  aria-label={t("frame.theme")}
                  value={colorScheme}
                  onChange={(scheme) => {
                    setColorScheme(scheme);
                    void keep({ theme: scheme });
                  }}
                  data={SCHEMES.map((value) => ({ value, label: t(`frame.theme_${value}`) }))}
                />
              </div>
            </Input.Wrapper>
            <Input.Wrapper label={t("frame.density")} labelElement="div">
              <div>
                <SegmentedControl
                  aria-label={t("frame.density")}
                  value={density}
                  onChange={(chosen) => {
                    setDensity(chosen);
                    void keep({ density: chosen });
                  }}
                  data={DENSITIES.map((value) => ({ value, label: t(`frame.density_${value}`) }))}
                />
              </div>
            </Input.Wrapper>
            <Input.Wrapper label={t("frame.language")} labelElement="div" description={t("preferences.language_help")}>
              <div>
                <LanguageSwitch chosen={(language) => void keep({ language })} />
              </div>
            </Input.Wrapper>
          </Group>
        </Panel>
        <Panel title={t("preferences.place")}>
          <Stack maw={480}>
            <StartPageField
              label={t("preferences.start_page")}
              ordinary={t("preferences.start_page_of_profiles")}
              value={textOf("start_page")}
              change={(path) => void keep({ start_page: path || null })}
            />
            <Select
              label={t("preferences.time_zone")}
              description={t("preferences.time_zone_help", { now: fullTime(Date.now()) })}
              searchable
              // What is typed takes the place of what is chosen.
              onFocus={(event) => event.currentTarget.select()}
              allowDeselect={false}
              limit={100}
              data={[
                { value: BROWSERS, label: t("preferences.browser_zone", { zone: ownTimeZone() }) },
                ...Intl.supportedValuesOf("timeZone"),
              ]}
              value={zone || BROWSERS}
              onChange={(value) => void keep({ time_zone: value === BROWSERS ? null : value })}
            />
          </Stack>
        </Panel>
      </Page>
    </>
  );
}
