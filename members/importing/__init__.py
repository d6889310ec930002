"""Organisations from a spreadsheet: read, shown, then written as one batch that can be undone."""
