#!/bin/bash
# A response with Content-Length leaves the connection open; field names reach both sides in lower case.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe)
c.say("GET /a?b HTTP/1.1", "HOST: www.example.com", "X-Mixed-Case: Value")
o = s.accept()
q = o.request()
equal(q.line, "GET /a?b HTTP/1.1")
equal(q.names(), ["host", "x-mixed-case"])
equal(q.get("x-mixed-case"), "Value")
o.reply(200, "hello", "X-Answer: Yes")
r = c.response(200)
equal(r.names(), ["content-length", "x-answer"])
equal(r.body, b"hello")
logs.http(frontend="fe", backend="be", server="s1", status=200, code="----", rc=0, sq=0, bq=0, fc=1,
          request="GET /a?b HTTP/1.1", cc="-", cs="-")
true(c.is_open(), "the client's connection is open")
c.get("/again")
q = o.request()
equal(q.line, "GET /again HTTP/1.1")
o.reply(200, "again")
equal(c.response(200).body, b"again")
logs.http(server="s1", status=200, code="----", request="GET /again HTTP/1.1")
equal(s.accepted, 1, "connections to the server")
END
