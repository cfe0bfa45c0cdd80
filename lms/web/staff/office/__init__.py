"""From Word or PowerPoint: a document is uploaded, read by the worker, looked at, and becomes lessons of a draft."""
