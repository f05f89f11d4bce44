import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { allauth } from "@/shared/auth/allauth";
import { authConfigQuery } from "@/shared/auth/authConfig";
import { readPasskey, type WebauthnOptions } from "@/shared/auth/webauthn";
import { live } from "@/shared/live/live";
import { meQuery } from "@/shared/session/useMe";
import { type LoginStep, stepAfter } from "./nextStep";

interface RequestOptions {
  request_options: WebauthnOptions;
}

/** The way through the door, step by step: password, second factor, in. */
export function useLogin() {
  const queries = useQueryClient();
  const [step, setStep] = useState<LoginStep>({ name: "password" });
  const advance = useMutation({
    mutationFn: async (attempt: () => Promise<unknown>): Promise<LoginStep> => {
      // A first visit has no CSRF cookie yet; asking for the configuration sets it.
      await queries.ensureQueryData(authConfigQuery);
      try {
        await attempt();
      } catch (error) {
        const next = stepAfter(error);
        if (!next) throw error;
        return next;
      }
      return { name: "done" };
    },
    onSuccess: async (next) => {
      if (next.name === "done") {
        await queries.fetchQuery({ ...meQuery, staleTime: 0 });
        live.reset();
      }
      setStep(next);
    },
  });
  const passkey = async (path: string) => {
    const { request_options } = await allauth<RequestOptions>("GET", path);
    await allauth("POST", path, { body: { credential: await readPasskey(request_options) } });
  };
  return {
    step,
    error: advance.error,
    isPending: advance.isPending,
    signIn: (email: string, password: string) =>
      advance.mutate(() => allauth("POST", "auth/login", { body: { email: email.trim(), password } })),
    signInWithPasskey: () => advance.mutate(() => passkey("auth/webauthn/login")),
    sendCode: (code: string) =>
      advance.mutate(() => allauth("POST", "auth/2fa/authenticate", { body: { code: code.trim() } })),
    usePasskey: () => advance.mutate(() => passkey("auth/webauthn/authenticate")),
    startAgain: () => {
      advance.reset();
      setStep({ name: "password" });
    },
  };
}

export type Login = ReturnType<typeof useLogin>;
