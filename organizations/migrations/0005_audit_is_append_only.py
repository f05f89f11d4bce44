import django.utils.timezone
from django.db import migrations, models

from organizations.audit.append_only import protect, unprotect


class Migration(migrations.Migration):

    dependencies = [
        ('organizations', '0004_delete_membership'),
    ]

    operations = [
        migrations.AlterModelOptions(name='auditentry', options={'ordering': ('-at', '-id')}),
        migrations.RemoveIndex(model_name='auditentry', name='audit_of_an_organization'),
        migrations.RemoveIndex(model_name='auditentry', name='audit_of_a_thing'),
        migrations.AddField(
            model_name='auditentry',
            name='is_superuser',
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organization_id', '-at', '-id'], name='audit_of_an_organization'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organization_id', 'actor_id', '-at', '-id'], name='audit_of_an_actor'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organization_id', 'action', '-at', '-id'], name='audit_of_an_action'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organization_id', 'kind', '-at', '-id'], name='audit_of_a_kind'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organization_id', 'kind', 'target_id', '-at', '-id'], name='audit_of_a_thing'),
        ),
        migrations.RunPython(protect, unprotect, elidable=False),
    ]
