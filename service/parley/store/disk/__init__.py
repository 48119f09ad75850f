"""The folder of a store: its graphs, texts, ledger and snapshots, as files that one process writes."""
