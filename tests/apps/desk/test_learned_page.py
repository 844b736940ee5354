"""The page of what is learned: how good it is, and at what."""

from halfhour.desk.adapter.learning import learned
from halfhour.desk.models import TrainedClassifier
from support.desk_texts import DESK, NO_LABEL
from support.ledger import MONDAY


def test_what_is_learned_is_shown_value_by_value(cast):
    held = learned([*DESK, *NO_LABEL])
    TrainedClassifier.objects.create(
        team=cast.team, field="category", number=1, measures=held.measures, examples=9, trained_at=MONDAY
    )
    page = cast.client(cast.lead).get(f"/t/{cast.team.slug}/desk/triage/learned/").content.decode()
    assert "Most often taken for" in page
    for each in held.measures["by_label"]:
        assert f'<th scope="row">{each["label"]}</th>' in page
