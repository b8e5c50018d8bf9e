#!/bin/bash
# Rules capture samples into slots that the log line and expressions show.
. "$(dirname "$0")/../lib.sh"
start_simple 'declare capture request len 5
    http-request capture req.hdr(host) id 0
    http-request capture path,upper len 20
    http-request set-header x-cap "%[capture.req.hdr(0)]+%[capture.req.hdr(1)]"
    declare capture response len 10
    http-response capture res.hdr(server) id 0'
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.say("GET /abc HTTP/1.1", "Host: 123456789"); o = s.accept(); equal(o.request().get("x-cap"), "12345+/ABC")
o.say("HTTP/1.1 200 OK", "Server: origin", "Content-Length: 0"); c.response(200)
logs.find(r"\{12345\|/ABC\} \{origin\}")
END
