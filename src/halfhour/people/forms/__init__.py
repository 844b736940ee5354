"""Forms of the people app. They check and show; actions save."""
