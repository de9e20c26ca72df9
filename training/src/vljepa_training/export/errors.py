"""What stops an export."""


class ExportError(Exception):
    """Says what was expected, what came, and what to do."""
