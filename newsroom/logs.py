"""What must stand in no line of the log."""

import logging
import re

_KEYS = re.compile(r"(/(?:comments/(?:own|all|confirm|stop)|shared)/)[^\s/?\"']+")


class WithoutKeys(logging.Filter):
    """Leaves out of each line the part of an address that is a key: of links in mails, and of those to drafts."""

    def filter(self, record):
        message = record.getMessage()
        shown = _KEYS.sub(r"\1…", message)
        if shown != message:
            record.msg, record.args = shown, ()
        return True
