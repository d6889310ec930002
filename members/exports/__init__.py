"""The directory's query as open data: CSV, XLSX, JSON, GeoJSON and Atom.

Each takes the very query of the directory's page (``members.filters``) and gives all of its
results in the same order. Only ``views`` and ``feeds`` know of requests.
"""

from members.exports.offers import address, links

__all__ = ["address", "links"]
