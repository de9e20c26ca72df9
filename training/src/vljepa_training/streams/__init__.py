"""Streams with known events, as bags: what the benchmark of selective decoding plays."""
