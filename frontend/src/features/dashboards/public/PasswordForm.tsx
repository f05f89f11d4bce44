import { Button, PasswordInput, Stack } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { FormError } from "@/shared/ui/FormError";
import { canKeep } from "./keeping";
import classes from "./PublicPage.module.css";

interface PasswordFormProps {
  token: string;
  opened: (grant: string) => void;
}

/** A link with a password shows this first. */
export function PasswordForm({ token, opened }: PasswordFormProps) {
  const { t } = useTranslation("dashboards");
  const [password, setPassword] = useState("");
  const open = useMutation({
    mutationFn: () => api.post<{ grant: string }>(`/api/public/${encodeURIComponent(token)}/grant`, { password }),
    onSuccess: ({ grant }) => opened(grant),
  });
  return (
    <main className={classes.alone}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate();
        }}
      >
        <Stack gap="md">
          <h1 className={classes.title}>
            <IconLock size={20} stroke={1.6} aria-hidden /> {t("public.locked")}
          </h1>
          <FormError error={open.error} />
          <PasswordInput
            label={t("public.password")}
            autoComplete="off"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {!canKeep() && (
            <p className={classes.hint}>
              {t("public.keepsNothing")}{" "}
              <a href={`/public/${encodeURIComponent(token)}`} target="_blank" rel="noreferrer">
                {t("public.ownTab")}
              </a>
            </p>
          )}
          <Button type="submit" loading={open.isPending} disabled={!password}>
            {t("public.open")}
          </Button>
        </Stack>
      </form>
    </main>
  );
}
