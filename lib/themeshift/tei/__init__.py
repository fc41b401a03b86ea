"""Texts in TEI P5: what their elements are called, written from an edition, and read."""
