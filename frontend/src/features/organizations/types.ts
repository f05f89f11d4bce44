import type { components } from "@/shared/api/schema";
import type { NodeKind } from "@/shared/nodes/nodes";

type Schemas = components["schemas"];

export type Switch = "access_management" | "access_dashboard" | "access_rest";
export type DashboardRole = Schemas["EntryIn"]["dashboard_role"];

export type ProfileSummary = Schemas["ProfileOut"];
export type ProfileDetail = Schemas["ProfileDetailOut"];
export type ProfileBody = Schemas["ProfileIn"];
export type EntryBody = Schemas["EntryIn"];
export type PermissionInfo = Schemas["PermissionOut"];

export type Explanation = Schemas["ExplanationOut"];
export type ExplainedRow = Schemas["ExplainedRowOut"];
export type Crumb = Omit<Schemas["CrumbOut"], "kind"> & { kind: NodeKind };

export type AuditEntry = Schemas["AuditEntryOut"];
export type AuditPage = Schemas["AuditPageOut"];
export type AuditChoices = Schemas["AuditChoicesOut"];

export type Person = Schemas["PersonOut"];
export type PersonProfile = Schemas["PersonProfileOut"];

/** Where the schema says "string", the words that the server uses. */
export type Invitation = Omit<Schemas["InvitationOut"], "status"> & {
  status: "open" | "accepted" | "expired" | "revoked";
};
export type Mail = Omit<Schemas["OutgoingMailOut"], "status"> & { status: "kept" | "waiting" | "failed" };
export type MailText = Omit<Schemas["OutgoingMailTextOut"], "status"> & Pick<Mail, "status">;
