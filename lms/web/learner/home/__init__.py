"""The learner's home: one thing to do now, the ladder, what is due."""
