"""A team's settings as forms. What was typed is shown again whenever it could not be saved."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.people import actions
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.errors import SettingsMovedOn
from halfhour.people.forms.base import Document, Path, TableForm
from halfhour.people.models import TeamVersion
from halfhour.people.queries import latest_version
from halfhour.people.renaming import forget_person, rename_person
from halfhour.people.sections import (
    BY_NAME,
    LISTINGS,
    PEOPLE,
    SECTIONS,
    Listing,
    Section,
    path_of,
    rows_of,
    table_at,
    with_rows,
)
from halfhour.people.teamfile import TeamFileError, team_from_document, team_remarks
from halfhour.people.typed import whole_number
from halfhour.people.views.frame import in_team_time
from halfhour.people.wording.changes import changes


@team_view(needs=Permission.EDIT_TEAM)
def section(request: HttpRequest, *, access: TeamAccess, section: str = "team") -> HttpResponse:
    """One page of the settings: its form, and its lists."""
    found = BY_NAME.get(section)
    if found is None:
        raise Http404
    version = _version(access)
    form = None
    if found.form is not None:
        table = table_at(version.document, found.path)
        form = _form(request, found.form, table=table, version=version)
        if form.is_bound and form.is_valid():
            document = {**version.document, found.path[0]: form.as_table()}
            if _save(request, access, version, document, form, at=found.path):
                return redirect("people:settings_section", team=access.team.slug, section=found.name)
    return in_team_time(
        request, "people/settings/section.html", access=access, context=_context(version, found, form=form)
    )


@team_view(needs=Permission.EDIT_TEAM)
def row(
    request: HttpRequest, *, access: TeamAccess, listing: str, position: int | None = None
) -> HttpResponse:
    """The form of one queue, person, session and so on; without a position, of a new one."""
    found, section = _listing(listing)
    version = _version(access)
    rows = rows_of(version.document, found)
    if position is not None and position >= len(rows):
        raise Http404
    table = rows[position] if position is not None else {}
    form = _form(request, found.form, table=dict(table), version=version)
    if form.is_bound and form.is_valid():
        place = len(rows) if position is None else position
        changed = form.as_table()
        document = _with_row(version.document, found, rows, place, changed)
        renamed = _renamed(found, table, changed)
        if _save(
            request, access, version, document, form, at=path_of(found, place, changed), renamed=renamed
        ):
            return redirect("people:settings_section", team=access.team.slug, section=section.name)
    context = _context(version, section, form=form)
    context |= {"listing": found, "position": position, "row": table}
    return in_team_time(request, "people/settings/row.html", access=access, context=context)


@team_view(needs=Permission.EDIT_TEAM)
@require_POST
def remove_row(request: HttpRequest, *, access: TeamAccess, listing: str, position: int) -> HttpResponse:
    """Take one queue, person, session and so on out of the settings."""
    found, section = _listing(listing)
    version = _version(access)
    rows = rows_of(version.document, found)
    if position >= len(rows):
        raise Http404
    document = with_rows(version.document, found, rows[:position] + rows[position + 1 :])
    if found is PEOPLE:
        document = forget_person(document, name=rows[position]["name"])
    try:
        actions.save_team_version(
            team=access.team,
            settings=team_from_document(document),
            based_on=_based_on(request),
            by=access.user,
            at=timezone.now(),
        )
    except TeamFileError as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
    except SettingsMovedOn:
        messages.error(request, _("Someone else saved meanwhile; look again before you remove anything."))
    else:
        messages.success(request, _("Removed."))
    return redirect("people:settings_section", team=access.team.slug, section=section.name)


def _version(access: TeamAccess) -> TeamVersion:
    return latest_version(access.team) or TeamVersion(team=access.team, number=0, document={})


def _listing(name: str) -> tuple[Listing, Section]:
    if name not in LISTINGS:
        raise Http404
    return LISTINGS[name]


def _form(request: HttpRequest, form: type[TableForm], *, table: Document, version: TeamVersion) -> TableForm:
    data = request.POST if request.method == "POST" else None
    return form(data, table=dict(table), document=version.document, initial={"based_on": version.number})


def _based_on(request: HttpRequest) -> int:
    return whole_number(request.POST.get("based_on")) or 0


def _with_row(
    document: Document, listing: Listing, rows: list[Document], place: int, changed: Document
) -> Document:
    new = with_rows(document, listing, [*rows[:place], changed, *rows[place + 1 :]])
    old_name = rows[place].get("name") if place < len(rows) else None
    if listing is PEOPLE and old_name and old_name != changed.get("name"):
        new = rename_person(new, old=old_name, new=changed["name"])
    return new


def _renamed(listing: Listing, before: Document, after: Document) -> dict[str, str]:
    if listing is PEOPLE and before.get("name") and before["name"] != after["name"]:
        return {before["name"]: after["name"]}
    return {}


def _save(
    request: HttpRequest,
    access: TeamAccess,
    version: TeamVersion,
    document: Document,
    form: TableForm,
    *,
    at: Path,
    renamed: dict[str, str] | None = None,
) -> bool:
    """Save, or show beside the fields why not; what was typed stays in the form either way."""
    try:
        saved = actions.save_team_version(
            team=access.team,
            settings=team_from_document(document),
            based_on=_based_on(request),
            by=access.user,
            at=timezone.now(),
            renamed=renamed or {},
        )
    except TeamFileError as refused:
        form.take_problems(refused.problems, at=at)
        return False
    except SettingsMovedOn as moved:
        form.add_error(None, str(moved))
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["based_on"] = str(moved.latest.number)  # type: ignore[index]
        return False
    if saved.number == version.number:
        messages.info(request, _("Nothing was different."))
    else:
        messages.success(request, _("Saved as version {number}.").format(number=saved.number))
    return True


def _context(version: TeamVersion, section: Section, *, form: TableForm | None) -> dict[str, Any]:
    lists = [
        {
            "listing": listing,
            "rows": [
                tuple(zip(listing.headings, listing.cells(row), strict=True))
                for row in rows_of(version.document, listing)
            ],
        }
        for listing in section.listings
    ]
    try:
        remarks = team_remarks(team_from_document(version.document)) if version.number else ()
    except TeamFileError:
        remarks = ()
    based_on = form.data.get("based_on") if form is not None and form.is_bound else None
    return {
        "sections": SECTIONS,
        "section": section,
        "version": version,
        "form": form,
        "lists": lists,
        "remarks": remarks,
        "others_changes": _others_changes(version, based_on) if form and form.errors else (),
    }


def _others_changes(version: TeamVersion, based_on: Any) -> tuple[Any, ...]:
    """What others saved since the form was opened; only asked for after a refused save."""
    typed = TeamVersion.objects.filter(team=version.team, number=version.number - 1).first()
    if str(based_on) != str(version.number) or typed is None:
        return ()
    return changes(typed.document, version.document)
