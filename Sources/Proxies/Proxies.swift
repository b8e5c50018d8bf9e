// Proxies: what proxies and servers are told to do, and what they are doing.
//
// Question  Which server gets this request; which limits, timeouts and answers hold for it?
// Owns      Settings (values filled by keywords), the live Proxy and Server, rules, balancing, queues, health.
// Purity    No I/O. Files that a keyword names are read through `FileReader` while the configuration is parsed.
// Errors    `ConfigError` with file, line and word while parsing; live state has none.
// Units     Milliseconds in `Int64`, bytes in `Int`; an unset value is `nil`.
// Source    HAProxy manual §3 to §5 and §12; doc/internals/proxies.md.
