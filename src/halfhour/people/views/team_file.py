"""The settings as a team file, both ways, and all the versions they ever had."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from halfhour.people import actions
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.adapter import document_of, engine_team
from halfhour.people.doors import team_view
from halfhour.people.errors import SettingsMovedOn
from halfhour.people.models import TeamVersion
from halfhour.people.queries import latest_version, versions_of
from halfhour.people.sections import SECTIONS
from halfhour.people.teamfile import TeamFileError, parse_team, starter_file, write_team
from halfhour.people.typed import whole_number
from halfhour.people.views.frame import in_team_time
from halfhour.people.wording.changes import changes

LARGEST_BYTES = 1_000_000


class FileForm(forms.Form):
    """A team file, pasted or uploaded; the upload wins."""

    based_on = forms.IntegerField(widget=forms.HiddenInput)
    upload = forms.FileField(label=gettext_lazy("Choose a team file"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or edit it here"),
        required=False,
        strip=False,
        max_length=LARGEST_BYTES,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "code"}),
    )

    def content(self) -> str | None:
        """The file's text; None where it is none, with the reason beside the field."""
        upload = self.cleaned_data.get("upload")
        if upload is None:
            return str(self.cleaned_data["text"])
        if upload.size > LARGEST_BYTES:
            self.add_error("upload", _("A team file is smaller than 1 MB. Is it the right file?"))
            return None
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("upload", _("The file is not UTF-8 text. Save it again with the encoding UTF-8."))
            return None


@team_view(needs=Permission.EDIT_TEAM)
def team_file(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Show the settings as a file; compare what is sent with them, and save it once it is confirmed."""
    version = latest_version(access.team)
    if request.method != "POST":
        number = version.number if version else 0
        form = FileForm(initial={"text": _text_of(version), "based_on": number})
        return _file_page(request, access, version, form=form)
    sent = FileForm(request.POST, request.FILES)
    typed = sent.content() if sent.is_valid() else None
    if typed is None:
        return _file_page(request, access, version, form=sent)
    based_on = sent.cleaned_data["based_on"]
    try:
        settings = parse_team(typed)
    except TeamFileError as refused:
        return _file_page(request, access, version, form=_shown(typed, based_on), problems=refused.problems)
    if "save" in request.POST:
        try:
            saved = actions.save_team_version(
                team=access.team,
                settings=settings,
                based_on=based_on,
                by=access.user,
                at=timezone.now(),
                note=_("From a team file"),
            )
        except SettingsMovedOn as moved:
            messages.error(request, str(moved))
            based_on = moved.latest.number
        else:
            messages.success(request, _("Saved as version {number}.").format(number=saved.number))
            return redirect("people:team_settings", team=access.team.slug)
    different = changes(version.document if version else {}, document_of(settings))
    form = _shown(typed, based_on)
    return _file_page(request, access, version, form=form, typed=typed, changes=different, compared=True)


def _file_page(
    request: HttpRequest, access: TeamAccess, version: TeamVersion | None, *, form: FileForm, **context: Any
) -> HttpResponse:
    shared = {"sections": SECTIONS, "version": version, "file_page": True, "form": form}
    return in_team_time(request, "people/settings/file.html", access=access, context=shared | context)


def _shown(typed: str, based_on: int) -> FileForm:
    """The text as it was sent, in a form that can be sent again."""
    return FileForm(initial={"text": typed, "based_on": based_on})


def _text_of(version: TeamVersion | None) -> str:
    return write_team(engine_team(version)) if version else starter_file()


@team_view(needs=Permission.EDIT_TEAM)
@require_GET
def download(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The settings as a file to keep, or to plan with on the command line."""
    version = latest_version(access.team)
    return HttpResponse(
        _text_of(version),
        content_type="application/toml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{access.team.slug}.toml"'},
    )


@team_view(needs=Permission.EDIT_TEAM)
@require_GET
def versions(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Who changed the settings, and when."""
    page = Paginator(versions_of(access.team), 25).get_page(request.GET.get("page"))
    context = {
        "sections": SECTIONS,
        "page": page,
        "version": latest_version(access.team),
        "versions_page": True,
    }
    return render(request, "people/settings/versions.html", context)


@team_view(needs=Permission.EDIT_TEAM)
@require_GET
def version(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """What one version changed."""
    shown = get_object_or_404(TeamVersion, team=access.team, number=number)
    before = TeamVersion.objects.filter(team=access.team, number=number - 1).first()
    context = {
        "sections": SECTIONS,
        "shown": shown,
        "before": before,
        "changes": changes(before.document if before else {}, shown.document),
        "version": latest_version(access.team),
        "versions_page": True,
    }
    return render(request, "people/settings/version.html", context)


@team_view(needs=Permission.EDIT_TEAM)
@require_POST
def restore(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Bring an older version back on top."""
    shown = get_object_or_404(TeamVersion, team=access.team, number=number)
    try:
        saved = actions.restore_team_version(
            team=access.team,
            version=shown,
            settings=engine_team(shown),
            based_on=whole_number(request.POST.get("based_on")) or 0,
            by=access.user,
            at=timezone.now(),
        )
    except SettingsMovedOn as moved:
        messages.error(request, str(moved))
        return redirect("people:version", team=access.team.slug, number=number)
    except TeamFileError as refused:
        for problem in refused.problems:
            messages.error(request, problem.sentence)
        return redirect("people:version", team=access.team.slug, number=number)
    messages.success(request, _("Saved as version {number}.").format(number=saved.number))
    return redirect("people:versions", team=access.team.slug)
