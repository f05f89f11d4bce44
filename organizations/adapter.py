"""How django-allauth behaves here."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.headless.adapter import DefaultHeadlessAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core import actor, languages
from core.sealing import seal, unseal
from core.sentences import said
from organizations import mail, rights
from organizations.models import User
from organizations.people import letters, login


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return actor.address_of(request) or "127.0.0.1"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """How fast one address may guess. allauth would count per account too, and so let anybody lock anybody out.

        Wrong passwords for one account from one address are counted by django-axes.
        """
        self._login_failed_rl_usage = ratelimit.consume(
            request, app="allauth.account", action="wrong_password", config={"wrong_password": settings.LOGIN_FAILED_RATE}
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Every way in comes through here, also one that never asked the password's backend."""
        if not login.may_come_in(user):
            clear_login(request)
            refusal: HttpResponse = self.respond_user_inactive(request, user)
            return refusal
        response: HttpResponse | None = super().pre_login(request, user, **options)
        return response

    def clean_password(self, password: str, user: User | None = None) -> str:
        """A password of ours would let somebody in whom their directory has let go."""
        if user is not None and user.pk and not user.has_usable_password():
            raise ValidationError("The password of this account is kept by your organization's directory: change it there.")
        cleaned: str = super().clean_password(password, user)
        return cleaned

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        rights.changed()  # open pages of sessions that this ended look again

    def clean_email(self, email: str) -> str:
        """A directory finds its people by their address."""
        user = self.request.user
        if user.is_authenticated and not user.has_usable_password():
            raise ValidationError(said("The address of this account is kept by your organization's directory: change it there."))
        cleaned: str = super().clean_email(email)
        return cleaned

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        if user.has_usable_password():
            super().send_password_reset_mail(user, email, context)
            return
        mail.send_account_mail(
            user,
            subject="Your password for Sluice",
            text=f"Somebody asked for a new password for {email} on Sluice. This account's password is kept by your "
            "organization's directory: change it there.",
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's mails leave on our way and, where we have some, in our words."""
        site = SimpleNamespace(name="Sluice", domain=urlsplit(mail.link("/", self.request)).netloc)
        given = {"request": self.request, "email": email, "current_site": site, **context}
        person = context.get("user")
        preferences = person.preferences if isinstance(person, User) else None
        header = self.request.headers.get("Accept-Language", "") if self.request else ""
        with languages.reading(languages.of_person(preferences, header=header)):
            letter = letters.letter(template_prefix, given)
            if letter is None:
                message = self.render_mail(template_prefix, email, given)
                letter = letters.Letter(message.subject, str(message.body))
        if isinstance(person, User):
            mail.send_account_mail(person, subject=letter.subject, text=letter.text, to=email)
        else:
            mail.send_mail(organization_id=None, to=[email], subject=letter.subject, text=letter.text)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """People who may not come in read what somebody reads whom nobody has invited."""
        if not sociallogin.is_existing or not login.may_come_in(sociallogin.user):
            raise ImmediateHttpResponse(HttpResponseRedirect(mail.link("/login?error=unknown_account", request)))


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth has no types
    def end_sessions(self, sessions: Any) -> None:
        super().end_sessions(sessions)
        rights.changed()


class HeadlessAdapter(DefaultHeadlessAdapter):  # type: ignore[misc]  # allauth has no types
    def get_frontend_url(self, urlname: str, **parts: Any) -> str | None:
        """Links begin with the address under which the program is known, not with whatever the request said."""
        url = super().get_frontend_url(urlname, **parts)
        if url is None:
            return None
        path = urlsplit(url)
        return mail.link(path.path + (f"?{path.query}" if path.query else ""), self.request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Keys of authenticator apps and recovery codes are encrypted in the database."""

    def _get_site_name(self) -> str:
        return "Sluice"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey belongs to the name of the host, without its port."""
        host = urlsplit(mail.link("/", context.request)).hostname or "localhost"
        return {"id": host, "name": "Sluice"}

    def encrypt(self, text: str) -> str:
        return seal(text, purpose="second factors")

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, purpose="second factors")
