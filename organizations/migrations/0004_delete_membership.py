from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organizations", "0003_roles_become_profiles")]
    operations = [migrations.DeleteModel(name="Membership")]
