#!/bin/bash
# Algorithms, hash types, cookies and retry conditions: every wrong word is named.
. "$(dirname "$0")/../lib.sh"
fault() { # LINE MESSAGE
    check < <(printf 'frontend f\n bind 127.0.0.1:1\n timeout client 1s\nbackend b\n mode http\n %s\n' "$1")
    equal $STATUS 1 "status of $1: $OUTPUT"
    contains "$OUTPUT" "$2" "message of $1"
}
fault 'balance foo' "balance only supports 'roundrobin', 'static-rr', 'leastconn'"
fault 'balance random(0)' 'balance random : number of draws must be at least 1.'
fault 'balance random(3' 'balance random : missing closing parenthesis.'
fault 'balance uri foo' "balance uri only accepts parameters 'len', 'depth', 'path-only', and 'whole' (got 'foo')."
fault 'balance uri len' "balance uri : 'len' expects a positive integer (got '')."
fault 'balance url_param' 'balance url_param requires an URL parameter name.'
fault 'balance url_param x max_wait' "balance url_param only accepts 'check_post' modifier (got 'max_wait')."
fault 'balance hdr()' 'balance hdr requires an http header field name.'
fault 'balance hdr(x) foo' "balance hdr(x) only accepts 'use_domain_only' modifier (got 'foo')."
fault 'balance rdp-cookie(' 'balance rdp-cookie : missing cookie name.'
fault 'balance hash' 'balance hash requires a sample expression.'
fault 'balance hash nosuchfetch' "failed to parse 'balance hash' expression 'nosuchfetch'"
fault 'hash-type foo' "'hash-type' only supports 'consistent' and 'map-based'."
fault 'hash-type consistent sdbm foo' "'hash-type' only supports 'avalanche' as a modifier for hash functions."
fault 'hash-balance-factor 50' "'hash-balance-factor' must be 0 or greater than 100."
fault 'cookie' "'cookie' expects <cookie_name> as argument."
fault 'cookie X foo' "'cookie' supports 'rewrite', 'insert', 'prefix', 'indirect', 'nocache', 'postonly'"
fault 'cookie X insert rewrite' "cookie 'rewrite', 'insert' and 'prefix' modes are incompatible."
fault 'cookie X rewrite indirect' "cookie 'rewrite' and 'indirect' modes are incompatible."
fault 'cookie X insert maxlife x' "unexpected character 'x' in argument to <maxlife>."
fault 'cookie X domain a.b;c' "character ';' is not permitted in domain name 'a.b;c'."
fault 'retry-on foo' "'retry-on': unknown keyword 'foo'"
fault 'retry-on none 503' "'retry-on' 'none' keyworld only usable alone"
fault 'http-reuse foo' "'http-reuse' only supports 'never', 'safe', 'aggressive', 'always'."
for line in 'balance roundrobin' 'balance static-rr' 'balance leastconn' 'balance first' 'balance random' 'balance random(3)' 'balance source' \
    'balance uri whole depth 2 len 30' 'balance url_param id check_post' 'balance hdr(Host) use_domain_only' 'balance rdp-cookie' \
    'hash-type consistent' 'hash-type map-based djb2 avalanche' 'hash-type consistent wt6' 'hash-type consistent crc32' 'hash-balance-factor 150' \
    'cookie X insert indirect nocache httponly secure maxidle 30m maxlife 8h domain .example.com attr SameSite=Lax' 'cookie X prefix' \
    'retry-on conn-failure empty-response junk-response response-timeout 503 504' 'retry-on all-retryable-errors' 'retry-on none' \
    'http-reuse never' 'http-reuse safe' 'http-reuse aggressive' 'http-reuse always' 'option redispatch 2' 'no option redispatch'; do
    check < <(printf 'frontend f\n bind 127.0.0.1:1\n timeout client 1s\nbackend b\n mode http\n %s\n' "$line")
    equal $STATUS 0 "status of $line: $OUTPUT"
done
