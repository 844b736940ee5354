"""Who belongs to the team, and as what."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.people import actions
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.errors import PeopleError
from halfhour.people.forms.members import MemberForm, NewMemberForm
from halfhour.people.forms.settings import agent_names
from halfhour.people.models import Member, Role, User
from halfhour.people.queries import latest_version, members_of

INVITATION = "invitation"


@team_view(needs=Permission.MANAGE_MEMBERS)
def members(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The members with their roles, and a form for a new one."""
    form = NewMemberForm(
        request.POST if request.method == "POST" else None,
        agents=_agents(access),
        initial={"role": Role.AGENT},
    )
    if form.is_bound and form.is_valid() and _invite(request, access, form):
        return redirect("people:members", team=access.team.slug)
    rows = [(member, _form_of(member, access)) for member in members_of(access.team)]
    invitation = request.session.pop(INVITATION, None)
    return render(
        request, "people/members/members.html", {"form": form, "rows": rows, "invitation": invitation}
    )


@team_view(needs=Permission.MANAGE_MEMBERS)
@require_POST
def change_member(request: HttpRequest, *, access: TeamAccess, member: int) -> HttpResponse:
    """Give a member another role, or another name in the roster."""
    found = get_object_or_404(Member, id=member, team=access.team)
    form = MemberForm(request.POST, agents=_agents(access, found))
    if not form.is_valid():
        messages.error(request, _("Choose a role and a name from the lists."))
        return redirect("people:members", team=access.team.slug)
    try:
        actions.change_member(
            member=found,
            role=Role(form.cleaned_data["role"]),
            agent_name=form.cleaned_data["agent_name"],
            by=access.user,
        )
    except PeopleError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
        if found.user_id == access.user.pk and found.role != Role.LEAD and not access.user.is_administrator:
            return redirect("web:home")
    return redirect("people:members", team=access.team.slug)


@team_view(needs=Permission.MANAGE_MEMBERS)
@require_POST
def remove_member(request: HttpRequest, *, access: TeamAccess, member: int) -> HttpResponse:
    """End a membership."""
    found = get_object_or_404(Member, id=member, team=access.team)
    try:
        actions.remove_member(member=found, by=access.user)
    except PeopleError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Removed."))
        if found.user_id == access.user.pk and not access.user.is_administrator:
            return redirect("web:home")
    return redirect("people:members", team=access.team.slug)


def _invite(request: HttpRequest, access: TeamAccess, form: NewMemberForm) -> bool:
    """Add the person; a new account gets an address where its owner chooses a password, shown once."""
    data = form.cleaned_data
    user = User.objects.filter(username=data["username"]).first()
    is_new = user is None
    try:
        if user is None:
            user = actions.create_user(
                username=data["username"],
                password=None,
                first_name=data["first_name"],
                last_name=data["last_name"],
                email=data["email"],
            )
        actions.add_member(
            team=access.team,
            user=user,
            role=Role(data["role"]),
            agent_name=data["agent_name"],
            by=access.user,
        )
    except PeopleError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("{name} belongs to the team now.").format(name=data["username"]))
    if is_new:
        request.session[INVITATION] = {"name": data["username"], "url": _password_url(request, user)}
    return True


def _password_url(request: HttpRequest, user: User) -> str:
    """Where the owner of an account without a password chooses one; it works once and for three days."""
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    return request.build_absolute_uri(path)


def _agents(access: TeamAccess, member: Member | None = None) -> tuple[str, ...]:
    """The people of the settings whom no other member is."""
    version = latest_version(access.team)
    taken = set(Member.objects.filter(team=access.team).values_list("agent_name", flat=True))
    own = member.agent_name if member else ""
    names = agent_names(version.document) if version else []
    return tuple(name for name in names if name == own or name not in taken)


def _form_of(member: Member, access: TeamAccess) -> MemberForm:
    return MemberForm(
        initial={"role": member.role, "agent_name": member.agent_name},
        agents=_agents(access, member),
        auto_id=f"member-{member.id}-%s",
    )
