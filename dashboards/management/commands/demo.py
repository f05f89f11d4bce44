"""Make the demo organization, unless it is there."""

from django.core.management.base import BaseCommand

from dashboards import demo


class Command(BaseCommand):
    help = "Makes the demo organization with this machine as its device, unless it is there."

    def handle(self, *args: object, **options: object) -> None:
        made = demo.make()
        self.stdout.write(f"Log in as {made.email} with the password {made.password}.")
