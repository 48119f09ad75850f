"""Document to claims: what an article says happened, between whom, when, where, whether, and who says so.

From the words up, each part on those before it: `cues` (the words that rules look for, as data), `language`, `names`,
`dates`, `coreference`, `circumstances`, `frames`, `journeys`, `triggers`, `discourse`; `contacts` and `acts` put them
together.
"""
