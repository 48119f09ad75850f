"""Geometry of drawings: rows of answers in, frozen shapes out, which the templates write as SVG.

A drawing needs no script: each mark is a link, and the same figures stand in a table beside it.
"""
