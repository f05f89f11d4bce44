from django.db import migrations

# What each role was allowed, as bits of organizations.rights.BITS at the time of this migration.
EVERYTHING, OPERATING, SEEING = (1 << 10) - 1, 0b11, 0b1
PRESETS = {
    "engineer": ("Administrators", True, True, EVERYTHING, "manager"),
    "operator": ("Operators", False, False, OPERATING, "operator"),
    "viewer": ("Viewers", False, False, SEEING, "viewer"),
}


def forwards(apps, schema_editor):
    Membership = apps.get_model("organizations", "Membership")
    Profile = apps.get_model("organizations", "Profile")
    ProfileMember = apps.get_model("organizations", "ProfileMember")
    ProfileAccess = apps.get_model("organizations", "ProfileAccess")
    for membership in Membership.objects.select_related("user").order_by("id"):
        name, management, rest, permissions, role = PRESETS[membership.role]
        profile, is_new = Profile.objects.get_or_create(
            organization_id=membership.organization_id,
            name=name,
            defaults={"access_management": management, "access_dashboard": True, "access_rest": rest},
        )
        if is_new:
            ProfileAccess.objects.create(
                profile=profile,
                organization_id=membership.organization_id,
                node=f"o:{membership.organization_id}",
                effect="allow",
                permissions=permissions,
                dashboard_role=role,
            )
        ProfileMember.objects.create(profile=profile, user=membership.user)
        if membership.user.organization_id is None:
            membership.user.organization_id = membership.organization_id
            membership.user.save(update_fields=["organization"])


class Migration(migrations.Migration):
    dependencies = [("organizations", "0002_rights_and_management")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
