import json

import numpy as np

from halfhour.planning.adapter.series import array, stored


def test_numbers_are_kept_as_json_has_them_and_come_back_to_the_last_digit():
    shares = np.array([[0.1, np.nan], [1 / 3, np.inf]])
    counts, answers = np.array([3, 5], dtype=np.int32), np.array([True, False])

    assert stored(shares) == [[0.1, None], [1 / 3, None]]
    assert json.dumps([stored(counts), stored(answers)]) == "[[3, 5], [1, 0]]"
    assert array(json.loads(json.dumps(stored(shares)))).tolist()[1][0] == 1 / 3
    assert np.isnan(array(stored(shares))[0, 1])
