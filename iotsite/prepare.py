"""Bring the database up to date and see that the demo is there: one process for both, because starting one takes longest."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=1)
    call_command("demo")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
