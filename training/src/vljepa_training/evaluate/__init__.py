"""The evaluation table: every system on the same clips, questions and captions, all unseen."""
