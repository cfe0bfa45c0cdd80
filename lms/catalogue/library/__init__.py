"""The media library: files that authors keep for their lessons, whichever course shows them.

Words: an *item* is a file under the hash of its bytes, with what is said to who cannot see it; an *upload* is one on its way, in parts
that each arrive durably (tus 1.0), until it is whole and judged. Pictures are turned upright, made as small as a page needs and
stripped of what a camera wrote into them. Not here: which lesson shows a file (its course's folder says so: ``sources``).
"""
