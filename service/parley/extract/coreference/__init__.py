"""Who is meant: which names, descriptions and pronouns of an article are one actor."""
