#!/bin/bash
# What a strict reader may still accept: line feeds alone, empty lines first, no Host, a later version.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1).serve(answering("hello"))
for name, text in {
    "bare line feeds": "GET /a HTTP/1.1\nHost: a\nX: y\n\n",
    "leading CRLF": "\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
    "leading CRLFs": "\r\n\r\n\r\nGET /c HTTP/1.1\r\nHost: a\r\n\r\n",
    "no Host": "GET /d HTTP/1.1\r\n\r\n",
    "no Host, 1.0": "GET /e HTTP/1.0\r\n\r\n",
    "HTTP/3.0": "GET /f HTTP/3.0\r\nHost: a\r\n\r\n",
    "HTTP/1.2": "GET /f HTTP/1.2\r\nHost: a\r\n\r\n",
    "the same Host twice": "GET /g HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
    "the same length twice": "POST /h HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
    "unknown method": "BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n",
    "OPTIONS *": "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "tabs around a value": "GET /i HTTP/1.1\r\nHost: a\r\nX:\t y \t\r\n\r\n",
    "empty value": "GET /j HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n",
    "8-bit value": "GET /k HTTP/1.1\r\nHost: a\r\nX: \xe9\xff\r\n\r\n",
}.items():
    c = connect(fe)
    c.send(text)
    r = c.response()
    equal((name, r.status), (name, 200))
    logs.http(status=200, code="----")
END
