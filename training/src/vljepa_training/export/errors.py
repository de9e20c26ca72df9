"""What stops an export."""


class ExportError(Exception):
    """Says what was expected, what was found and what to do."""
