"""Prints docs/settings.md: `python -m accord.app.settings > docs/settings.md`."""

import sys

from accord.app.settings.document import document

sys.stdout.write(document())
