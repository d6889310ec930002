"""The network as data: read only, the same query as the directory's (see ``members.filters``)."""
