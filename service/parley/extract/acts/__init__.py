"""Speech acts and measures: who said, asked, condemned, agreed or imposed what, towards whom."""
