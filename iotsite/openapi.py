"""Print the API's OpenAPI schema (`python -m iotsite.openapi`), from which the front end's types are made."""

import json
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    import django

    django.setup()
    from iotsite.api import api

    json.dump(api.get_openapi_schema(), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
