"""Organisations that stand in the directory twice: found, merged into one, and parted again."""
