"""Search over everything: what can be found of a case, and the hits of a few words."""
