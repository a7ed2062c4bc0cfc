from django.db import migrations


def forget_the_permission(apps, _editor):
    """Django leaves permissions that no model names any more: nobody should be able to give one that means nothing."""
    permission = apps.get_model("auth", "Permission")
    permission.objects.filter(content_type__app_label="foundation", codename="view_restricted").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("foundation", "0002_generation"),
    ]

    operations = [
        migrations.AlterModelOptions(name="basepage", options={"verbose_name": "page"}),
        migrations.RunPython(forget_the_permission, migrations.RunPython.noop, elidable=True),
    ]
