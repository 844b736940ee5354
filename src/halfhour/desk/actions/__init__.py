"""Every change of a ticket and of what the desk goes by; each in a module of its subject."""
