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

export interface PersonProfile {
  id: number;
  name: string;
  organization_id: string;
  organization: string;
}

export interface Person {
  id: number;
  email: string;
  name: string;
  is_active: boolean;
  is_superuser: boolean;
  is_ours: boolean;
  profiles: PersonProfile[];
  created_at: string;
  last_login: string | null;
  has_second_factor: boolean | null;
  is_locked_out: boolean | null;
  may_log_in: boolean | null;
}

export interface Invitation {
  id: number;
  email: string;
  name: string;
  profiles: PersonProfile[];
  status: "open" | "accepted" | "expired" | "revoked";
  invited_by: string;
  created_at: string;
  sent_at: string | null;
  expires_at: string;
  accepted_at: string | null;
}

export interface Mail {
  id: number;
  recipients: string[];
  subject: string;
  status: "kept" | "waiting" | "failed";
  error: string;
  created_at: string;
}

export interface MailText extends Mail {
  text: string;
  html: string;
  attachments: { name: string; type: string; size: number }[];
}
