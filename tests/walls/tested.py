"""The pages of people's attempts and spot checks: there, and there alone, whoever watches or marks tests sees those within the role's reach."""

TESTED = frozenset(
    {
        "alike.pairs",
        "attempts.export",
        "attempts.list",
        *(f"spot_calls.{deed}" for deed in ("back", "confirm", "finish", "log", "mark", "note", "take", "undo")),
        "spot_calls.list",
        "spot_calls.show",
        "spot_results.export",
        "spot_results.list",
        "spot_results.partners_file",
        "spot_results.scores",
        "spot_results.scores_file",
        "live.all",
        "live.deed",
        "live.log",
        "live.test",
        "test_terms.companies",
    }
)

COUNTED = frozenset({"shelf.courses", "shelf.courses_file", "studio.list", "test_results.list", "test_results.export"})
"""Lists of content that count people and name none: of those within reach, which for the trainer is everybody."""
