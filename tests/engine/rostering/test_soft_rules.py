from halfhour.engine.rostering.rules import count_wishes_missed, keep_starts_steady, share_fairly
from support.solutions import every_value, least


def test_each_unwanted_shift_counts():
    for works in every_value(variables=3):
        assert least(lambda m, shifts: count_wishes_missed(shifts), works) == sum(works)


def test_starts_are_as_unsteady_as_the_earliest_and_latest_worked_lie_apart():
    starts = [(16, 18, 22), (16, 20)]

    def spread(model, works):
        return keep_starts_steady(model, [(works[:3], starts[0]), (works[3:], starts[1])])

    for works in every_value(variables=5):
        if sum(works[:3]) > 1 or sum(works[3:]) > 1:
            continue
        worked = [start for start, on in zip(starts[0] + starts[1], works, strict=True) if on]
        assert least(spread, works) == (max(worked) - min(worked) if worked else 0)


def test_days_without_any_shift_do_not_matter():
    assert least(lambda m, works: keep_starts_steady(m, [([], []), (works, [16])]), (1,)) == 0


def test_shares_are_as_unfair_as_the_largest_and_smallest_lie_apart_each_by_its_scale():
    scales = [10, 10, 20]
    for shares in every_value(variables=3, most=2):
        unfair = least(lambda m, s: share_fairly(m, s, scales, most=40), shares)
        scaled = [share * scale for share, scale in zip(shares, scales, strict=True)]
        assert unfair == max(scaled) - min(scaled)


def test_one_person_alone_has_a_fair_share():
    assert least(lambda m, s: share_fairly(m, s, [10], most=40), (3,)) == 0
