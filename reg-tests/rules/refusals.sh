#!/bin/bash
# What is wrong with a rule is told with its line; what will never match is warned of.
. "$(dirname "$0")/../lib.sh"
refused() {  # LINE PIECE
    check <<END
$standard
frontend fe
    bind 127.0.0.1:1
    $1
END
    equal "$STATUS" 1 "status of '$1'"; contains "$OUTPUT" "$2" "message of '$1'"
}
refused 'http-request foo' "'http-request' expects"
refused 'http-request deny if nope' "no such ACL : 'nope'."
refused 'http-request deny if { path -m foo }' "unknown matching method 'foo' when parsing ACL expression"
refused 'http-request deny if { path -x }' "'-x' is not a valid ACL option. Please use '--' before any pattern beginning with a '-'"
refused 'http-request deny if { path_beg /a' "missing closing '}' in condition."
refused 'http-request deny if { src 1.2.3.4.5 }' "'1.2.3.4.5' is not a valid IPv4 or IPv6 address"
refused 'http-request deny if { path_reg ( }' "regex '(' is invalid (error=missing closing parenthesis, erroffset=1)"
refused 'http-request set-header a' "expects exactly 2 arguments."
refused 'http-request set-header a %[path,foo]' "unknown converter 'foo'"
refused 'http-request set-header a %[status]' "may not be reliably used here because it needs 'HTTP response' which is not available here"
refused 'http-request redirect location / code 305' "'code': unsupported HTTP code '305' (must be one of 301, 302, 303, 307 or 308)."
refused 'http-request return status 200 string abc' "a content type must be defined when non-empty payload is configured."
refused 'http-request return status 99' "Unexpected status code '99'."
refused 'http-after-response deny' "'http-after-response' expects"
refused 'tcp-request connection set-header a b' "'tcp-request connection' expects"
refused 'use_backend nope' "Proxy 'fe': unable to find required use_backend: 'nope'"
refused 'http-request deny if { nbsrv(nope) 1 }' "unable to find backend 'nope' referenced in arg 1 of ACL keyword 'nbsrv' in proxy 'fe'"
refused 'http-request deny if { http_auth(nope) }' "unable to find userlist 'nope' referenced in arg 1 of ACL keyword 'http_auth' in proxy 'fe'"
check <<END
$standard
frontend fe
    bind 127.0.0.1:1
    http-request deny if { status 200 }
    http-request deny
    http-request deny
END
equal "$STATUS" 0
contains "$OUTPUT" "anonymous acl will never match because it uses keyword 'status' which is incompatible with 'frontend http-request header rule'"
contains "$OUTPUT" "previous 'http-request' action is final and has no condition attached, further entries are NOOP."
