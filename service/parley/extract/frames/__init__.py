"""Frames: a telling of a happening with its sides and its circumstances."""
