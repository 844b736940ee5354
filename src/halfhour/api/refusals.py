"""With which statuses any request may be refused."""

from typing import Any

from halfhour.api.schemas import Refusal

REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 503), Refusal)
