import type { Feature } from "@/shared/routing/Feature";

const forgotten = async () => ({ Component: (await import("./ForgottenPasswordPage")).ForgottenPasswordPage });
const reset = async () => ({ Component: (await import("./ResetPasswordPage")).ResetPasswordPage });
const confirm = async () => ({ Component: (await import("./ConfirmEmailPage")).ConfirmEmailPage });
const invitation = async () => ({ Component: (await import("./AcceptInvitationPage")).AcceptInvitationPage });

export const feature: Feature = {
  publicRoutes: [
    { path: "login", lazy: async () => ({ Component: (await import("./LoginPage")).LoginPage }) },
    { path: "forgotten-password", lazy: forgotten },
    // The addresses that stand in mails.
    { path: "reset-password/:key?", lazy: reset },
    { path: "confirm-email/:key?", lazy: confirm },
    { path: "accept-invitation/:token?", lazy: invitation },
  ],
  routes: [],
};
