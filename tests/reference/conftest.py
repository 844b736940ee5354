"""The makers of reference figures are scripts for environments of their own, not tests."""

collect_ignore_glob = ["make_*.py"]
