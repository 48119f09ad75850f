"""The pages: Explore, events, pairs, single things, downloads, the editor and the competency questions."""
