"""Measured ratios against a named peer in one run; never part of the tests."""
