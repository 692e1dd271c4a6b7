"""Samples and expected values of the statistics, one module per kind of question."""
