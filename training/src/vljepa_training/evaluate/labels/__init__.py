"""How likely labels are true: the section `labels` of a pack, and how right it is."""
