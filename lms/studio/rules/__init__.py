"""What decides in the studio, as pure functions: where files may stand, three states of a folder, what a step undoes."""
