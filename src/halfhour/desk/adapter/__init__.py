"""Rows to what the engine takes, and back: the only room of the desk that imports the engine."""
