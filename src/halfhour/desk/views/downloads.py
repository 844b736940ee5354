"""Files as downloads: nothing that a browser would run or show as a page of ours."""

from collections.abc import Iterator

from django.http import FileResponse, Http404, StreamingHttpResponse

from halfhour.desk.models import Attachment
from halfhour.desk.storage import open_stored


def as_download(attachment: Attachment) -> FileResponse:
    try:
        content = open_stored(attachment.stored_as)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=True, filename=attachment.name, content_type="application/octet-stream"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def as_csv(lines: Iterator[str], *, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
