// Config: the configuration language, not its vocabulary.
//
// Question  What words stand on this line, which keyword do they name, and what is wrong with them?
// Owns      Words, Keyword, KeywordTable, ConfigError, Diagnostics, conditions. Knows no keyword of its own.
// Purity    No global, no environment: files, variables and features arrive as arguments.
// Errors    `ConfigError` with file, line, word and hint; all errors of a configuration are collected, not only the first.
// Units     Milliseconds, bytes, columns from 0, lines from 1.
// Source    HAProxy manual §2; doc/internals/config.md.
