#!/bin/bash
# A client that says `Connection: close`, or HTTP/1.0 without keep-alive, gets `connection: close` and a FIN.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1).serve(answering("hello"))
for version, fields in (("HTTP/1.1", ["Connection: close"]), ("HTTP/1.1", ["Connection: foo, Close"]), ("HTTP/1.0", [])):
    c = connect(fe)
    c.get("/", *fields, version=version)
    r = c.response(200)
    equal(r.tokens("connection"), ["close"], f"connection of the answer to {version} {fields}")
    equal(r.body, b"hello")
    c.expect_fin()
    logs.http(status=200, code="----")

# HTTP/1.0 may ask for keep-alive, and is then told that it gets it.
c = connect(fe)
for _ in range(2):
    c.get("/", "Connection: keep-alive", version="HTTP/1.0")
    r = c.response(200)
    equal(r.line, "HTTP/1.1 200 OK")
    equal(r.tokens("connection"), ["keep-alive"])
true(c.is_open(), "open after Connection: keep-alive")
END
