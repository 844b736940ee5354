"""What formatted text may hold: an allow-list, gone by when it is kept and again when it is shown."""

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    *("p", "br", "div", "span", "blockquote", "pre", "code", "hr"),
    *("b", "strong", "i", "em", "u", "s", "sub", "sup"),
    *("ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href", "title"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def safe_html(text: str) -> str:
    """What the allow-list leaves: no scripts, styles, pictures from elsewhere, forms or odd addresses."""
    if not text:
        return ""
    return nh3.clean(
        text.replace("\0", ""),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def shown_html(text: str) -> SafeString:
    """Kept formatted text for a page, cleaned once more."""
    return mark_safe(safe_html(text))  # noqa: S308 – it has just been cleaned
