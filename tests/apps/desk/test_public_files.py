"""What the field for a customer's files says of itself."""

import re
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def test_the_field_for_files_says_what_the_server_allows(cast, settings):
    settings.UPLOAD_LIMIT_BYTES = 7_000_000
    page = Client().get("/help/support-hamburg/").content.decode()
    limits = re.findall(r'data-most-([a-z-]+)="([0-9]+)"', page)
    assert dict(limits) == {"files": "5", "bytes": "10000000", "bytes-together": "7000000"}


def test_an_empty_file_is_named(cast):
    typed = {
        "key": uuid4().hex,
        "name": "Zoë",
        "email": "zoe@example.org",
        "subject": "A",
        "text": "B",
        "website": "",
    }
    files = [SimpleUploadedFile("bill.txt", b"paid"), SimpleUploadedFile("empty.txt", b"")]
    page = Client().post("/help/support-hamburg/", typed | {"attached": files})
    assert (page.status_code, "The file “empty.txt” is empty." in page.content.decode()) == (422, True)
