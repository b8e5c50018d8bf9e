#!/bin/bash
# Sections: names, `from`, the last `defaults`, duplicates, keywords of the other side, sections that do not exist here.
. "$(dirname "$0")/../lib.sh"
fault() { # TEXT MESSAGE
    check < <(printf "$1")
    equal $STATUS 1 "status of $1"
    contains "$OUTPUT" "$2" "message of $1"
}
fault 'frontend\n' "'frontend' expects an <id> argument"
fault 'frontend x from b\n bind 127.0.0.1:1\n' "defaults section 'b' not found for frontend 'x'."
fault 'defaults a from b\n' "defaults section 'b' not found for defaults 'a'."
fault 'backend a/b\n' "character '/' is not permitted in 'backend' name 'a/b'."
fault 'defaults a\n mode http\ndefaults a\n mode tcp\nfrontend x from a\n bind 127.0.0.1:1\n' "ambiguous defaults section name 'a' referenced by frontend 'x' exists at least at"
fault 'backend x\nbackend x\n' "backend 'x' has the same name as backend 'x' declared at"
fault 'userlist\n' "'userlist' expects <name> as arguments."
fault 'http-errors\n' 'missing name for http-errors section.'
fault 'foo\n' "unknown keyword 'foo' out of section"
fault 'global x\n' "'global' cannot handle unexpected argument 'x'"
fault 'defaults\n bind 127.0.0.1:1\n' "'bind' not allowed in 'defaults' section."
fault 'defaults\n server s 127.0.0.1:1\n' "'server' not allowed in 'defaults' section."
fault 'frontend f\n server s 127.0.0.1:1\n' "'server' not allowed because frontend 'f' has no backend capability."
check -V <<'END'
defaults base
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
defaults tcp from base
    mode tcp
frontend a from base
    bind 127.0.0.1:1
    monitor-uri /alive
frontend b
    bind 127.0.0.1:2
backend c
    bind 127.0.0.1:3
    maxconn 5
    timeout client 3s
backend d from base
    option dontlognull
frontend e from base
    bind 127.0.0.1:4
    balance roundrobin
    retries 4
    fullconn 5
END
equal $STATUS 0 "status: $OUTPUT"
for message in "'bind' ignored because backend 'c' has no frontend capability." \
    "'maxconn' ignored because backend 'c' has no frontend capability. Maybe you want 'fullconn' instead ?" \
    "'timeout client' will be ignored because backend 'c' has no frontend capability" \
    "'dontlognull' ignored because backend 'd' has no frontend capability." \
    "'balance' ignored because frontend 'e' has no backend capability." "'retries' ignored because frontend 'e' has no backend capability." \
    "'fullconn' ignored because frontend 'e' has no backend capability. Maybe you want 'maxconn' instead ?"; do
    contains "$OUTPUT" "$message" warnings
done
if at_least 3.4; then
    fault 'frontend a\n bind 127.0.0.1:1\nbackend a\n' "backend 'a' has the same name as frontend 'a' declared at"
    fault 'frontend a\n bind 127.0.0.1:1\nglobal\n nbthread 2\n' "'nbthread' not allowed if a non-global section was previously defined"
fi
if is_harrier; then
    fault 'peers p\n peer a 127.0.0.1:1\nglobal\n lua-load x\n' "section 'peers' is known to HAProxy 3.4 but not supported by Harrier 0.1"
    contains "$OUTPUT" "'lua-load' is known to HAProxy 3.4 but not supported by Harrier 0.1"
fi
