"""The look: layouts, macros, icons, translations, front-end sources. Knows no domain."""
