"""What the field for a customer's files says of itself."""

import re

from django.test import Client


def test_the_field_for_files_says_what_the_server_allows(cast, settings):
    settings.UPLOAD_LIMIT_BYTES = 7_000_000
    page = Client().get("/help/support-hamburg/").content.decode()
    limits = re.findall(r'data-most-([a-z-]+)="([0-9]+)"', page)
    assert dict(limits) == {"files": "5", "bytes": "10000000", "bytes-together": "7000000"}
