"""The public pages on the network and its members."""
