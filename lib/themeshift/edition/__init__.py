"""Turn scans into texts: `decisions` are rows of tables, `blocks` are cut by them, `build` writes them as TEI.

Entered by ``python -m themeshift.edition`` (``make corpus``) only.
"""
