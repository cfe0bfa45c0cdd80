"""Writing questions quickly: a text becomes questions while it is typed, a sheet of them becomes part of a course."""
