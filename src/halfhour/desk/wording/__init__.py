"""The desk's words for what rows keep as kinds and figures, in the reader's language."""
