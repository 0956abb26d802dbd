"""The commands: thin, and whatever goes wrong is said in sentences."""

import sys

from musmail.cli.commands import app
from musmail.cli.showing import complain
from musmail.errors import MusmailError, SettingsError, TemplateError
from musmail.store.disk import in_words

FAILED = 1  # trying again may help: systemd does
MISTAKE = 2  # somebody must mend something first, as with a wrong option
INTERRUPTED = 130  # 128 + SIGINT, as shells count


def main() -> None:
    """Run one command; nothing an administrator can cause or mend ends in a traceback."""
    try:
        app()
    except (SettingsError, TemplateError) as error:
        complain(str(error))
        sys.exit(MISTAKE)
    except MusmailError as error:
        complain(str(error))
        sys.exit(FAILED)
    except OSError as error:
        complain(in_words(error) if error.filename else str(error.strerror or error))
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
