/** What the server tells about an invitation to whoever holds its link. */
export interface OpenInvitation {
  organization: string;
  email: string;
  name: string;
  invited_by: string;
  expires_at: string;
  has_account: boolean;
}
