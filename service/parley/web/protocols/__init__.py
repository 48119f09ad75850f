"""The SPARQL Protocol and the Graph Store Protocol, and what goes beyond them beside them."""
