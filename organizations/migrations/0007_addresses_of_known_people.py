from django.db import migrations


def forwards(apps, schema_editor):
    """People who were there before addresses were confirmed: an administrator typed theirs, and they log in with it."""
    User = apps.get_model("organizations", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    known = EmailAddress.objects.values("user_id")
    for user in User.objects.exclude(id__in=known):
        EmailAddress.objects.create(user_id=user.id, email=user.email.lower(), verified=True, primary=True)


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0006_outgoing_mail_status"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
