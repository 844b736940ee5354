"""How settings are told to readers."""
