import type { components } from "@/shared/api/schema";

/** What the server tells about an invitation to whoever holds its link. */
export type OpenInvitation = components["schemas"]["InvitationViewOut"];
