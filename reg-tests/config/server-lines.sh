#!/bin/bash
# Server lines: what is wrong, at which line; names and numbers are unique; templates count.
. "$(dirname "$0")/../lib.sh"
fault() { # LINES MESSAGE
    check < <(printf 'frontend f\n bind 127.0.0.1:1\n timeout client 1s\nbackend b\n timeout server 1s\n timeout connect 1s\n'; printf "$1\n")
    equal $STATUS 1 "status of $1: $OUTPUT"
    contains "$OUTPUT" "$2" "message of $1"
}
fault ' server' "'server' expects <name> and <addr>[:<port>] as arguments."
fault ' server a' "'server' expects <name> and <addr>[:<port>] as arguments."
fault ' server a/b 127.0.0.1:80' "character '/' is not permitted in server name 'a/b'."
fault ' server a 127.0.0.1:99999' "'server b/a' : invalid port '99999'"
fault ' server a 127.0.0.1:80-90' "'server b/a' : port range not permitted here in '127.0.0.1:80-90'"
fault ' server a 127.0.0.1:80 chek' "'server b/a' : unknown keyword 'chek'; did you mean 'check' maybe ?"
fault ' server a 127.0.0.1:80 weight 257' "'server b/a' : weight of server a is not within 0 and 256 (257)."
fault ' server a 127.0.0.1:80 check inter 0' "'server b/a' : invalid value 0 for argument 'inter' of server a."
fault ' server a 127.0.0.1:80 check fall 0' "'server b/a' : 'fall' has to be > 0."
fault ' server a 127.0.0.1:80 check rise x' "'server b/a' : 'rise' has to be > 0."
fault ' server a 127.0.0.1:80 cookie' "'server b/a' : 'cookie' expects <value> as argument."
fault ' server a 127.0.0.1:80 observe x' "'server b/a' : 'observe' expects one of 'none', 'layer4', 'layer7' but got 'x'"
fault ' server a 127.0.0.1:80 on-error x' "'on-error' expects one of 'fastinter', 'fail-check', 'sudden-death' or 'mark-down' but got 'x'"
fault ' server a 127.0.0.1:80 id 0' "'server b/a' : 'id' : custom id has to be > 0."
fault ' server a 127.0.0.1:80 id 3\n server b 127.0.0.1:81 id 3' "'server b/b' : 'id' : custom id 3 already used at $dir/checked.cfg:7 ('server a')."
fault ' server a 127.0.0.1:80\n server a 127.0.0.1:81' "backend 'b', another server named 'a' was already defined at line 7, please use distinct names."
fault ' server-template a 1-2 127.0.0.1:80\n server a1 127.0.0.1:81' "another server named 'a1' was already defined at line 7"
fault ' server-template a 3-2 127.0.0.1:80' "Wrong server-template number or range arg '3-2'."
fault ' server-template a 3' "'server-template' expects <prefix> <nb | range> <addr>[:<port>] as arguments."
fault ' server a 127.0.0.1 check' "server 'a' has neither service port nor check port"
fault ' server a nosuchhost.invalid:80' "'server b/a' : could not resolve address 'nosuchhost.invalid'"
contains "$OUTPUT" "Failed to initialize server(s) addr."
check <<'END'
listen l
    mode http
    bind 127.0.0.1:1
    timeout client 1s
    timeout server 1s
    timeout connect 1s
    default-server inter 1s fall 2 rise 1 maxconn 10
    server a 127.0.0.1 check port 80 weight 0 backup
    server b nosuchhost.invalid:80 init-addr last,libc,none
    server c unix@/tmp/x check disabled
    server-template t 3 127.0.0.1:80 check minconn 2 cookie x
END
equal $STATUS 0 "status: $OUTPUT"
contains "$OUTPUT" "'server l/b' : could not resolve address 'nosuchhost.invalid', disabling server."
equal "$(grep -c WARNING <<<"$OUTPUT")" 1 "number of warnings: $OUTPUT"
