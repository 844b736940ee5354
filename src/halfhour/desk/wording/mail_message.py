"""A mail as it is written for the wire."""

from email.header import Header
from typing import Any

from django.core.mail import EmailMessage


class Mail(EmailMessage):
    """Its subject begins on the line of its name, in whatever script it is.

    Encoded without the room that the name takes, the first word would be put on the next line, and some
    filters take what is left for an empty subject.
    """

    def message(self, **how: Any) -> Any:
        made = super().message(**how)
        subject = str(self.subject)
        if not subject.isascii():
            encoded = Header(subject, "utf-8", header_name="Subject").encode()
            made.replace_header("Subject", encoded)
        return made
