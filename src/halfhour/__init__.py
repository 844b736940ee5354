"""Halfhour: workload and response-time planning for customer service teams, in half hours."""

__version__ = "0.1.0"
