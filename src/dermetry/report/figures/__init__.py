"""Figures for pages: body map, timeline, growth chart, badges, drawn as inline SVG.

Comes in: frozen values of plain words and numbers (``values``).  Goes out: markup as text,
without scripts or style attributes, colored by the page's tokens through ``figures.css``.
Who calls: the workbench.
"""
