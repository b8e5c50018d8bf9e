#!/bin/bash
# In TCP mode, what needs HTTP is dropped with a warning, and a redirecting or layer-7-watched server is refused.
. "$(dirname "$0")/../lib.sh"
warned() { # LINE MESSAGE
    check < <(printf 'listen a\n mode tcp\n bind 127.0.0.1:1\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n %s\n' "$1")
    equal $STATUS 0 "status of $1: $OUTPUT"
    contains "$OUTPUT" "$2" "warning of $1"
    equal "$(grep -c WARNING <<<"$OUTPUT")" 1 "number of warnings of $1: $OUTPUT"
}
warned 'cookie X insert' "cookie will be ignored for proxy 'a' (needs 'mode http')."
warned 'monitor-uri /x' "monitor-uri will be ignored for proxy 'a' (needs 'mode http')."
warned 'balance uri' "Layer 7 hash not possible for proxy 'a' (needs 'mode http'). Falling back to round robin."
warned 'balance hdr(x)' "Layer 7 hash not possible for proxy 'a' (needs 'mode http'). Falling back to round robin."
warned 'option forwardfor' "'option forwardfor' ignored for proxy 'a' as it requires HTTP mode."
warned 'option originalto' "'option originalto' ignored for proxy 'a' as it requires HTTP mode."
warned 'option http-buffer-request' "'option http-buffer-request' ignored for proxy 'a' as it requires HTTP mode."
warned 'server s 127.0.0.1:9 cookie x' "proxy 'a' : ignoring cookie for server 's' as HTTP mode is disabled."
warned 'source 0.0.0.0 usesrc hdr_ip(x)' "proxy 'a' : ignoring use of header x as source IP in non-HTTP mode."
warned 'http-check expect status 200' "proxy 'a' uses http-check rules without 'option httpchk', so the rules are ignored."
check <<'END'
defaults
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
    option httpclose
    option http-server-close
    http-reuse always
    retries 5
listen a
    mode tcp
    bind 127.0.0.1:1
    server s 127.0.0.1:9
END
equal $STATUS 0 status
lacks "$OUTPUT" WARNING "inherited values that are no trouble"
