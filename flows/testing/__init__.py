"""Tests that are kept with a flow: samples that are given, what has to come of them, and whether it does."""
