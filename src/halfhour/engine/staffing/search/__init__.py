"""The fewest people of several groups who serve several queues, by simulation."""

from halfhour.engine.staffing.search._search import search_requirement

__all__ = ["search_requirement"]
