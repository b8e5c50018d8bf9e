// HTTP: what a message is, apart from who carries it.
//
// Question  Where does this head end, where its body, and what may be passed on?
// Owns      Message, HeadParser, Framing, ChunkDecoder; targets, dates, cookies, error pages.
// Purity    No I/O, clock or global: the same bytes give the same outcome, however they are split.
// Errors    `HeadFailure` and `ChunkDecoder.Failure`, each with an offset; `nil` means "not yet".
// Units     Bytes, offsets from 0.
// Source    RFC 9110, RFC 9112, HAProxy manual §1; doc/internals/http.md.
