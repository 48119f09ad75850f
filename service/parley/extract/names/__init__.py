"""The words that stand for actors: people, offices, countries, organisations and groups."""
