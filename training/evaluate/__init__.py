"""The table: every system on the same clips, questions and captions that training never saw."""
