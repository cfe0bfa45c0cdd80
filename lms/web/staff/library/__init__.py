"""The media library: files for lessons, uploaded in parts."""
