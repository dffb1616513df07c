"""
Finding: what readers look for in stories, and what the desk looks for in everything.

``words.py`` makes words of a text, ``asked.py`` makes a query of what somebody typed. Both are the same on every
database: ``tables.py`` keeps words and finds them again, in FTS5 (``sqlite.py``) or in a ``tsvector``
(``postgresql.py``), which treat them as plain words.

What readers find is kept by ``articles/models/search_index.py``, and looked for in ``readers.py``. The desk looks for
parts of words (``parts.py``), kept by ``articles/models/desk_index.py``. ``rebuild.py`` makes both anew.
"""
