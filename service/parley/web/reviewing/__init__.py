"""The pages on which the ontology is reviewed."""
