"""Part of `make check`: migrations are complete and linear."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> int:
    """Return 1, with what is wrong printed, unless every change of a model has its migration, in one line."""
    import django

    from tests import migrated

    migrated.start_server()
    django.setup()
    from django.core import checks
    from django.core.management import call_command

    wrong = [message for message in checks.run_checks() if message.level >= checks.WARNING]
    for message in wrong:
        print(message)
    call_command("makemigrations", check=True, dry_run=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
