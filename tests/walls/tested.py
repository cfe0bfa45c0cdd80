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
    }
)
