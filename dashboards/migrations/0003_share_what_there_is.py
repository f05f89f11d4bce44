from django.db import migrations


def forwards(apps, schema_editor):
    """Until now everybody of an organization saw its dashboards."""
    Dashboard = apps.get_model("dashboards", "Dashboard")
    DashboardShare = apps.get_model("dashboards", "DashboardShare")
    Profile = apps.get_model("organizations", "Profile")
    for dashboard in Dashboard.objects.all():
        for profile in Profile.objects.filter(organization_id=dashboard.organization_id):
            DashboardShare.objects.create(dashboard=dashboard, profile=profile)


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0002_rights_and_management"),
        ("organizations", "0003_roles_become_profiles"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
