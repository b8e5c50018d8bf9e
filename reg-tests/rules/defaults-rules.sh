#!/bin/bash
# Rules of a named defaults section come first in every section that starts from it; an anonymous one may have none.
. "$(dirname "$0")/../lib.sh"
ports fe other
start <<END
$standard
defaults common
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
    acl x path_beg /x
    http-request deny deny_status 429 if x
    http-request set-header a defaults
frontend fe from common
    bind 127.0.0.1:$fe
    http-request add-header a own
    http-request return status 201 hdr a "%[req.fhdr(a,1)] %[req.fhdr(a,2)]"
frontend other from common
    bind 127.0.0.1:$other
    http-request return status 202 hdr a "%[req.fhdr(a,1)]"
END
scenario <<'END'
c = connect(fe); c.get("/x"); c.response(429); c.get("/y"); equal(c.response(201).get("a"), "defaults own")
c = connect(other); c.get("/x"); c.response(429); c.get("/y"); equal(c.response(202).get("a"), "defaults")
END
check <<END
defaults
    mode http
    http-request deny
END
equal "$STATUS" 1; contains "$OUTPUT" "'http-request' not allowed in anonymous 'defaults' section."
