"""What the JSON API says of people."""

from datetime import datetime

from ninja import Field, Schema

Preference = str | int | float | bool | None


class UserOut(Schema):
    id: int
    email: str
    name: str
    is_superuser: bool
    preferences: dict[str, Preference]


class MyOrganizationOut(Schema):
    id: str
    name: str
    parent_id: str | None


class CurrentOrganizationOut(Schema):
    id: str
    name: str
    # On the organization itself, and so on all in it that nothing else is said of.
    permissions: list[str]
    # On the organization or on some part of it, a site say: enough to offer a button that asks where.
    permissions_somewhere: list[str]


class DoorsOut(Schema):
    """Which parts of the program the user's profiles open."""

    management: bool
    dashboard: bool


class MyProfileOut(Schema):
    """One of one's own profiles: what an API key can be given."""

    id: int
    name: str
    organization_id: str
    organization: str
    access_rest: bool


class MeOut(Schema):
    user: UserOut
    organizations: list[MyOrganizationOut]
    organization: CurrentOrganizationOut
    doors: DoorsOut
    profiles: list[MyProfileOut]
    start_page: str


class MeIn(Schema):
    name: str | None = Field(None, max_length=100)
    preferences: dict[str, Preference] | None = Field(None, max_length=50)


class PersonProfileOut(Schema):
    id: int
    name: str
    organization_id: str
    organization: str


class PersonOut(Schema):
    """Somebody with a profile of the organization, or whose account it looks after."""

    id: int
    email: str
    name: str
    is_active: bool
    is_superuser: bool
    # Whether the one who asks looks after this account; else only profiles can be given and taken.
    is_ours: bool
    # Those that the one who asks may give and take.
    profiles: list[PersonProfileOut]
    created_at: datetime
    # The rest is known of one's own people only.
    last_login: datetime | None
    has_second_factor: bool | None
    is_locked_out: bool | None
    may_log_in: bool | None


class PersonIn(Schema):
    """What is left out stays as it is."""

    name: str | None = Field(None, max_length=100)
    profile_ids: list[int] | None = Field(None, max_length=500)
    is_active: bool | None = None


class LoggedOutOut(Schema):
    sessions: int


class UnlockedOut(Schema):
    attempts: int


class SecondFactorRemovedOut(Schema):
    removed: int


class InvitationIn(Schema):
    email: str = Field(max_length=254)
    name: str = Field("", max_length=100)
    profile_ids: list[int] = Field(min_length=1, max_length=500)


class InvitationOut(Schema):
    id: int
    email: str
    name: str
    profiles: list[PersonProfileOut]
    # open | accepted | expired | revoked
    status: str
    invited_by: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    accepted_at: datetime | None


class InvitationViewOut(Schema):
    """What an invitation's link says to whoever opens it."""

    email: str
    name: str
    organization: str
    invited_by: str
    expires_at: datetime
    # Whether to log in rather than to choose a password. Null where mail stays in the program's outbox, because then
    # the one who reads it need not be the one who is invited.
    has_account: bool | None


class InvitationAcceptIn(Schema):
    token: str = Field(max_length=200)
    # Both are left out by somebody who is logged in.
    name: str | None = Field(None, max_length=100)
    password: str | None = Field(None, max_length=1000)


class InvitationAcceptedOut(Schema):
    email: str
    organization: str
    # False: the profiles open neither Management nor Dashboards, only the REST API by key.
    may_log_in: bool


class SessionOut(Schema):
    id: int
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    is_current: bool


class ApiKeyIn(Schema):
    name: str = Field(max_length=100)
    profile_ids: list[int] = Field(min_length=1, max_length=100)
    expires_at: datetime | None = None


class ApiKeyOut(Schema):
    id: int
    name: str
    hint: str
    profiles: list[PersonProfileOut]
    # active | expired | revoked
    status: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    last_address: str


class ApiKeyIssuedOut(ApiKeyOut):
    """The key itself is shown this once."""

    key: str


class OutgoingAttachmentOut(Schema):
    name: str
    type: str
    size: int


class OutgoingMailOut(Schema):
    id: int
    recipients: list[str]
    subject: str
    # kept: no mail server is set | waiting | failed
    status: str
    error: str
    created_at: datetime


class OutgoingMailTextOut(OutgoingMailOut):
    text: str
    html: str
    attachments: list[OutgoingAttachmentOut]
