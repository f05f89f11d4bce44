import { PasswordInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** The server's shortest password. */
export const PASSWORD_LENGTH = 10;

interface NewPasswordProps {
  value: string;
  change: (value: string) => void;
  error?: ReactNode;
  isFocused?: boolean;
}

/** One field, readable on demand, instead of two that must agree. */
export function NewPassword({ value, change, error, isFocused = false }: NewPasswordProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t("new_password.label")}
      description={t("new_password.help", { count: PASSWORD_LENGTH })}
      autoComplete="new-password"
      autoFocus={isFocused}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      error={error}
    />
  );
}
