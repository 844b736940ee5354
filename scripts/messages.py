"""The message catalogues: update them from the code, compile them, check that nothing is missing.

    python scripts/messages.py update | compile | check

Uses Babel, so that no system gettext is needed. Templates are turned into Python-like calls by Django
itself. The English catalogue holds each message as its own translation.
"""

import ast
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "halfhour"
LOCALE = PACKAGE / "locale"
SOURCE_LANGUAGE = "en"
LANGUAGES = (SOURCE_LANGUAGE, "zh_Hans", "ru")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# Halfhour in one of its languages; kept up to date by scripts/messages.py."
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*(?:[:!][^{}]*)?\}|%[sd]")


def main(task: str) -> int:
    if task == "update":
        update()
    elif task == "compile":
        compile_catalogues()
    elif task == "check":
        return report(faults())
    else:
        print(__doc__)
        return 2
    return 0


def messages_in_code() -> Catalog:
    """Every message of the package, with the files it stands in."""
    template = Catalog(project="Halfhour", charset="utf-8")
    for path in sorted(PACKAGE.rglob("*.py")):
        source = path.read_bytes()
        add_messages(template, path, source)
        add_messages(template, path, calls_in_f_strings(source))
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("templates/**/*.txt")]):
        if "static" not in path.parts:
            add_messages(template, path, template_as_code(path))
    return template


def calls_in_f_strings(source: bytes) -> bytes:
    """The calls of gettext that stand within f-strings, one a line; Python 3.11 reads such a string whole."""
    calls = {
        ast.unparse(node)
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for node in ast.walk(text)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS
    }
    return "\n".join(sorted(calls)).encode()


def template_as_code(path: Path) -> bytes:
    """A template as calls of gettext, one statement a line and without indentation."""
    from django.utils.translation.template import templatize

    calls = templatize(path.read_text("utf-8"), origin=str(path))
    return "\n".join(line.lstrip() for line in calls.splitlines()).encode()


def add_messages(template: Catalog, path: Path, source: bytes) -> None:
    found = extract("python", BytesIO(source), keywords=KEYWORDS, comment_tags=("Translators:",))
    for _line, text, comments, context in found:
        template.add(
            text,
            None,
            [(path.relative_to(ROOT).as_posix(), 0)],
            auto_comments=comments,
            context=context,
        )


def catalogue_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        catalogue = Catalog(locale=language)
    else:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    catalogue.header_comment = HEADER
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Halfhour", ""
    # Fixed, so that an update without news changes nothing.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    catalogue.last_translator, catalogue.language_team = "The Halfhour maintainers", str(catalogue.locale)
    catalogue.msgid_bugs_address = "none"
    return catalogue


def update() -> None:
    template = messages_in_code()
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        catalogue.update(
            deepcopy(template),
            no_fuzzy_matching=True,
            update_header_comment=False,
            update_creation_date=False,
        )
        catalogue.obsolete.clear()
        if language == SOURCE_LANGUAGE:
            for message in entries(catalogue):
                message.string = message.id
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=0, include_lineno=False, omit_header=False, sort_by_file=True)


def compile_catalogues() -> None:
    for language in LANGUAGES:
        source = catalogue_path(language)
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, read_catalogue(language))


def entries(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def faults() -> Iterator[str]:
    """What is missing, fuzzy, left over or has lost a placeholder, a line each."""
    wanted = {(message.context, key(message)) for message in entries(messages_in_code())}
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        held = {(message.context, key(message)): message for message in entries(catalogue)}
        for _context, text in sorted(wanted - held.keys(), key=str):
            yield f"{language}: not in the catalogue: {text!r}"
        for _context, text in sorted(held.keys() - wanted, key=str):
            yield f"{language}: no longer in the code: {text!r}"
        for message in held.values():
            yield from faults_of(language, message, plural_forms=catalogue.num_plurals)


def faults_of(language: str, message: Message, *, plural_forms: int) -> Iterator[str]:
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    words = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        yield f"{language}: fuzzy: {key(message)!r}"
    if not all(words) or (len(sources) > 1 and len(words) != plural_forms):
        yield f"{language}: not translated: {key(message)!r}"
        return
    allowed = {place for source in sources for place in PLACEHOLDER.findall(source)}
    needed = set(PLACEHOLDER.findall(sources[-1]))
    for text in words:
        places = set(PLACEHOLDER.findall(text))
        if not places <= allowed or (len(sources) == 1 and places != needed):
            yield f"{language}: placeholders differ: {key(message)!r}"


def key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def report(found: Iterator[str]) -> int:
    lines = list(found)
    print("\n".join(lines) or "The catalogues are complete.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
