"""Mail to people: by the SMTP server of the settings; without one it stays in the outbox, which people read in the program.

A mail is a row first and leaves with a Celery task, so that no request waits for a mail server. When it has left the
row goes; when the retries are used up it stays, with the reason.
"""

import hashlib
import smtplib
import uuid
from collections.abc import Iterable, Sequence
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.utils import formataddr
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlparse

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest
from django.utils.timezone import now

from core import languages
from core.errors import Missing, Refused, Unavailable
from core.later import later
from core.sentences import said
from organizations.models import Organization, OutgoingMail, User

RECIPIENTS_BOUND: Final = 100
TEXT_BOUND: Final = 500_000
ATTACHMENTS_BOUND_BYTES: Final = 20 * 1024 * 1024
SMTP_TIMEOUT_S: Final = 20
# An organization's outbox keeps this many; the oldest go.
KEPT_BOUND: Final = 1_000

Attachment = tuple[str, str, bytes]


def link(path: str, request: HttpRequest | None = None) -> str:
    """The full address of a page, for a mail."""
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    return request.build_absolute_uri(path) if request is not None else f"http://localhost:{settings.HTTP_PORT}{path}"


def has_server() -> bool:
    return bool(settings.SMTP_URL)


@transaction.atomic
def send_mail(
    *,
    organization_id: str | None,
    to: Sequence[str],
    subject: str,
    text: str,
    html: str = "",
    attachments: Iterable[Attachment] = (),
    source: str | None = None,
) -> OutgoingMail:
    """Send after commit. `organization_id` is whose administrators may read it in the outbox; None: the platform's.

    `source` names what asked for it: while the mail is here it is not written again, and its Message-ID stays the same.
    """
    if source is not None and (present := OutgoingMail.objects.filter(source=source).first()) is not None:
        return present
    recipients = _checked(to)
    if len(text) > TEXT_BOUND or len(html) > TEXT_BOUND:
        raise Refused(f"A mail can have {TEXT_BOUND} characters: send a link instead.")
    files = list(attachments)
    if (size := sum(len(data) for _, _, data in files)) > ATTACHMENTS_BOUND_BYTES:
        raise Refused(
            f"The attachments have {size // 2**20} MB, {ATTACHMENTS_BOUND_BYTES // 2**20} MB can be sent: send a link instead."
        )
    row = OutgoingMail.objects.create(
        organization_id=organization_id,
        recipients=recipients,
        # A line break in a subject would begin another header.
        subject=" ".join(subject.split())[:200],
        body=text,
        html=html,
        attachments=[_kept(file) for file in files],
        status=OutgoingMail.Status.WAITING if has_server() else OutgoingMail.Status.KEPT,
        source=source,
    )
    if has_server():
        later("organizations.send_mail", row.id)
    else:
        _forget_oldest(organization_id)
    return row


def send_account_mail(person: User, *, subject: str, text: str, to: str = "", html: str = "") -> OutgoingMail:
    """About somebody's own account, in the language that they read."""
    with languages.reading(languages.of_person(person.preferences)):
        subject, text = said(subject), said(text)
    return send_mail(organization_id=_reader_of(person), to=[to or person.email], subject=subject, text=text, html=html)


def _reader_of(person: User) -> str | None:
    """The organization whose administrators may read mail about the account where no mail server is set.

    Such a mail can hold the link to a new password. Administrators rule over their own people's accounts anyway, but
    not over accounts that also lead into other organizations, or over the whole platform.
    """
    if person.is_superuser or person.organization_id is None:
        return None
    parents = dict(Organization.objects.values_list("id", "parent_id"))
    for organization_id in person.memberships.values_list("profile__organization_id", flat=True):
        above: str | None = organization_id
        for _ in parents:
            if above is None or above == person.organization_id:
                break
            above = parents.get(above)
        if above != person.organization_id:
            return None
    return person.organization_id


def _checked(to: Sequence[str]) -> list[str]:
    recipients = list(dict.fromkeys(address.strip() for address in to))
    if not recipients or len(recipients) > RECIPIENTS_BOUND:
        raise Refused(f"A mail needs 1 to {RECIPIENTS_BOUND} recipients, not {len(recipients)}.", field="to")
    for address in recipients:
        try:
            validate_email(address)
        except ValidationError:
            raise Refused(f"“{address[:80]}” is no e-mail address.", field="to") from None
    return recipients


def _kept(file: Attachment) -> dict[str, Any]:
    name, kind, data = file
    path = settings.VAR / "outbox" / uuid.uuid4().hex
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    path.chmod(0o600)
    return {"name": name[:200], "type": kind[:100], "size": len(data), "path": str(path)}


class Attached(NamedTuple):
    """A file that is kept with its mail."""

    name: str
    path: Path


def attachment(row: OutgoingMail, place: int) -> Attached:
    """Raises Missing, also when the file itself is gone."""
    if place < len(row.attachments):
        entry = row.attachments[place]
        if (path := Path(entry["path"])).is_file():
            return Attached(entry["name"], path)
    raise Missing(f"This mail has no file {place + 1}, or it is no longer kept.")


def forget(row: OutgoingMail) -> None:
    """Delete a mail with its files."""
    for attachment in row.attachments:
        Path(attachment["path"]).unlink(missing_ok=True)
    row.delete()


def _forget_oldest(organization_id: str | None) -> None:
    for row in OutgoingMail.objects.filter(organization_id=organization_id).order_by("-id")[KEPT_BOUND : KEPT_BOUND + 100]:
        forget(row)


# --- on its way


def deliver(mail_id: int) -> None:
    """Hand a waiting mail to the mail server. Raises Unavailable when that may work later."""
    row = OutgoingMail.objects.filter(id=mail_id, status=OutgoingMail.Status.WAITING).first()
    if row is None:
        return  # sent already: Celery may bring a task twice
    try:
        _message(row).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        _settle(row, code, reason)
    except smtplib.SMTPResponseException as error:
        _settle(row, error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        raise Unavailable(f"The mail server cannot be reached: {str(error)[:200]}") from error
    else:
        forget(row)


def _settle(row: OutgoingMail, code: int, reason: bytes | str) -> None:
    """A mail server's no: 4xx means not now, anything else not ever."""
    words = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    answer = f"The mail server answered {code} {words[:300]}"
    if 400 <= code < 500:
        raise Unavailable(answer)
    give_up(row.id, answer)


def give_up(mail_id: int, reason: str) -> None:
    """Keep the mail in the outbox with the reason."""
    OutgoingMail.objects.filter(id=mail_id).update(status=OutgoingMail.Status.FAILED, error=reason[:500])


def send_again(row: OutgoingMail) -> None:
    """Try a mail again that could not be sent, or that was kept before there was a mail server."""
    if not has_server():
        raise Refused("No mail server is set, so mail stays here: set SLUICE_SMTP_URL and start Sluice again.")
    # As if written now: what has waited for long counts as lost.
    row.status, row.error, row.created_at = OutgoingMail.Status.WAITING, "", now()
    row.save(update_fields=["status", "error", "created_at"])
    later("organizations.send_mail", row.id)


def _message(row: OutgoingMail) -> EmailMultiAlternatives:
    sender = settings.MAIL_FROM
    host = sender.rpartition("@")[2].strip("> ") or "localhost"
    message = EmailMultiAlternatives(
        row.subject,
        row.body,
        sender if "<" in sender else formataddr(("Sluice", sender)),
        row.recipients,
        connection=_connection(),
        # The same at each try, so that a mail which went out twice is shown once.
        headers={"Message-ID": f"<sluice.{_mark(row)}@{host}>"},
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    for attachment in row.attachments:
        message.attach(_part(attachment))
    return message


def _mark(row: OutgoingMail) -> str:
    if row.source:
        return hashlib.sha256(row.source.encode()).hexdigest()[:40]
    return f"{row.id}.{row.created_at:%Y%m%d%H%M%S%f}"


def _part(attachment: dict[str, Any]) -> MIMEBase:
    """Byte for byte, whatever the type: a mail server may rewrite the line ends of text."""
    kind, _, detail = attachment["type"].partition("/")
    part = MIMEBase(kind or "application", detail or "octet-stream")
    part.set_payload(Path(attachment["path"]).read_bytes())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment["name"])
    return part


def _connection() -> Any:
    parts = urlparse(settings.SMTP_URL)
    kind = parse_qs(parts.query).get("tls", ["ssl" if parts.scheme == "smtps" else "starttls"])[0]
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname or "localhost",
        port=parts.port or (465 if kind == "ssl" else 587),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=kind == "starttls",
        use_ssl=kind == "ssl",
        timeout=SMTP_TIMEOUT_S,
    )
