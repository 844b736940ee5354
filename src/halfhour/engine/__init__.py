"""Numbers and choices as pure functions: no Django, no clock, no global chance, no input or output."""
