"""`make bench`: how long pages take, against a constant page of the same size."""
