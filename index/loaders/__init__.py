"""Reads the formats that articles come in, one file per family; `index.load` has the table of them."""
