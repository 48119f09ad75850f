"""What the service publishes of itself and its data: descriptions, graphs, dumps, examples."""
