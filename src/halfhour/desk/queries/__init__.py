"""What the desk asks of its rows."""
