import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { NavigateFunction } from "react-router";
import type { NavigationEntry } from "@/shared/routing/Feature";
import type { Shortcut } from "@/shared/shortcuts/shortcuts";

/** `g` and a letter for each entry of the navigation that has one. */
export function useGoShortcuts(
  navigation: readonly NavigationEntry[],
  navigate: NavigateFunction,
  register: (shortcut: Shortcut) => () => void,
): void {
  const { t } = useTranslation();
  useEffect(() => {
    const leave = navigation.flatMap(({ shortcut, to, label }) =>
      shortcut
        ? [
            register({
              keys: `g ${shortcut}`,
              label: t("frame.go_to", { page: t(label) }),
              group: t("shortcut_groups.go"),
              run: () => navigate(to),
            }),
          ]
        : [],
    );
    return () => {
      for (const goodbye of leave) goodbye();
    };
  }, [navigation, navigate, register, t]);
}
