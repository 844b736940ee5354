"""`halfhour import`: contact histories into a team's ledger, or a look at what they hold."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from django.utils.translation import gettext as _

from halfhour.cli import options
from halfhour.cli.house import prepare_rows

if TYPE_CHECKING:
    from halfhour.ledger.models import Import
    from halfhour.people.models import Team


def _names(flag: str, help_text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(flag, multiple=True, metavar="NAME", help=help_text)


@options.command("import")
@options.history_argument
@click.option("--team", "slug", help="The team whose ledger takes the history, as its address names it.")
@options.map_option
@options.timezone_option
@options.shape_option
@options.text_options
@_names("--answered-by", "Event or state that is the answer (event logs). May be repeated.")
@_names("--resolved-by", "Event or state that resolves a contact (event logs). May be repeated.")
@_names("--waiting-in", "State in which we wait for the customer (event logs). May be repeated.")
@click.option("--dry-run", is_flag=True, help="Only say what the files hold; nothing is stored.")
@click.option(
    "--rejected",
    "rejected_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the rows that were left out, and why, to this CSV file.",
)
@options.json_option
@options.quiet_option
def command(
    history: tuple[Path, ...],
    slug: str | None,
    dry_run: bool,
    rejected_path: Path | None,
    as_json: bool,
    quiet: bool,
    **chosen: Any,
) -> None:
    """Import contact HISTORY files into the ledger of a team. Importing a file twice changes nothing."""
    if slug is None and not dry_run:
        raise click.UsageError(_("Say whose history it is with --team, or only look with --dry-run."))
    document = _document(chosen)
    results = []
    with options.progress_bar(quiet=quiet or as_json) as show:
        for place, path in enumerate(history):
            tell = _teller(show, path, place, len(history))
            look = _look if dry_run else _bring_in
            results.append(look(path, slug, document, tell, rejected_path))
    if as_json:
        options.print_json(results)
    elif not quiet:
        for result in results:
            _print(result)


def _document(chosen: dict[str, Any]) -> dict[str, Any]:
    from halfhour.ledger.options import options_document

    rules = {name: list(chosen.pop(name)) for name in ("answered_by", "resolved_by", "waiting_in")}
    return options_document(**chosen, rules={name: given for name, given in rules.items() if given})


def _teller(show: Any, path: Path, place: int, files: int) -> Any:
    from halfhour.ledger.actions import ImportProgress
    from halfhour.ledger.summary import stage_words, whole

    def tell(progress: Any) -> None:
        if isinstance(progress, ImportProgress):
            done, note = progress.done, stage_words(progress)
        else:
            done, note = progress.share, _("{rows} rows read").format(rows=whole(progress.rows))
        show((place + done) / files, f"{path.name}: {note}")

    return tell


def _look(
    path: Path, slug: str | None, document: dict[str, Any], tell: Any, rejected_path: Path | None
) -> dict[str, Any]:
    from halfhour.ledger.options import options_from_document
    from halfhour.ledger.survey import survey

    team = _team(slug) if slug else None
    chosen = options_from_document(document, team=team)
    found = survey(path=path, options=chosen, today=date.today(), on_progress=tell)
    if rejected_path is not None:
        found.rejected.write(rejected_path)
    return {
        "file": path.name,
        "recognised": found.recognised,
        "counts": found.counts,
        "findings": found.findings,
    }


def _bring_in(
    path: Path, slug: str | None, document: dict[str, Any], tell: Any, rejected_path: Path | None
) -> dict[str, Any]:
    from django.utils import timezone

    from halfhour.ledger import actions
    from halfhour.ledger.storage import rejected_path as kept_rejected

    team = _team(slug)
    record = actions.store_file(team=team, path=path, by=None, at=timezone.now())
    actions.choose_options(record=record, options=document)
    done = actions.import_history(record=record, at=timezone.now(), on_progress=tell)
    if rejected_path is not None:
        rejected_path.write_bytes(kept_rejected(done).read_bytes())
    return _result(done)


def _result(record: "Import") -> dict[str, Any]:
    return {
        "file": record.file_name,
        "import": record.number,
        "recognised": record.recognised,
        "counts": record.counts,
        "findings": record.findings,
    }


def _team(slug: str | None) -> "Team":
    from halfhour.people.models import Team

    prepare_rows()
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        slugs = ", ".join(Team.objects.order_by("slug").values_list("slug", flat=True))
        raise options.Refusal(
            _("There is no team {slug}; there are: {slugs}.").format(slug=slug, slugs=slugs)
            if slugs
            else _(
                "There is no team yet. Start “halfhour serve”, begin a team in the browser, and import then;"
                " or only look at the files, with --dry-run and without --team."
            )
        )
    return team


def _print(result: dict[str, Any]) -> None:
    """What became of one file, in a few lines."""
    from halfhour.ledger.summary import import_sentences

    click.secho(result["file"], bold=True)
    for sentence in import_sentences(result):
        click.echo(f"  {sentence}")
