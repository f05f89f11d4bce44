import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { allauth, isDoneButSignedOut } from "@/shared/auth/allauth";
import { meQuery } from "@/shared/session/useMe";
import { AuthError } from "../AuthError";
import classes from "../AuthPage.module.css";

/** Somebody else is signed in here than the one who is invited. */
export function OtherAccount({ email }: { email: string }) {
  const { t } = useTranslation("auth");
  const queries = useQueryClient();
  const leave = useMutation({
    mutationFn: async () => {
      try {
        await allauth("DELETE", "auth/session");
      } catch (error) {
        if (!isDoneButSignedOut(error)) throw error;
      }
    },
    onSuccess: () => queries.setQueryData(meQuery.queryKey, null),
  });
  return (
    <>
      <p className={classes.text}>{t("invitation_other", { email })}</p>
      <AuthError error={leave.error} />
      <Button fullWidth loading={leave.isPending} onClick={() => leave.mutate()}>
        {t("invitation_sign_out")}
      </Button>
    </>
  );
}
