"""The sample camera bag: an arm at a table, then a mobile base driving through rooms."""
