"""The pages of people's attempts: there, and there alone, whoever watches or marks tests sees those within the role's reach."""

TESTED = frozenset(
    {
        "alike.pairs",
        "attempts.export",
        "attempts.list",
        "live.all",
        "live.deed",
        "live.log",
        "live.test",
        "test_terms.companies",
    }
)

COUNTED = frozenset({"shelf.courses", "shelf.courses_file", "studio.list", "test_results.list", "test_results.export"})
"""Lists of content that count people and name none: of those within reach, which for the trainer is everybody."""
