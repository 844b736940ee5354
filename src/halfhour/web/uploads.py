"""The door for uploaded files: what is larger than the limit is cut off while it arrives."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class LimitedUpload(FileUploadHandler):
    """Stops a request whose files are larger in sum than `UPLOAD_LIMIT_MB`; passes everything else on."""

    received_bytes = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received_bytes += len(raw_data)
        if self.received_bytes > settings.UPLOAD_LIMIT_BYTES:
            raise RequestDataTooBig(f"An upload is larger than {settings.UPLOAD_LIMIT_MB} MB.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
