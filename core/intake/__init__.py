"""How a ticket comes to be: the catalog, the forms that open one, and where it came from."""
