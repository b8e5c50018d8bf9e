#!/bin/bash
# A backend that a frontend names must exist, have servers' side, be another proxy, and speak the same protocol.
. "$(dirname "$0")/../lib.sh"
base=$'defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n'
fault() { # TEXT MESSAGE
    check < <(printf '%s' "$base"; printf "$1")
    equal $STATUS 1 "status of $1"
    contains "$OUTPUT" "$2" "message of $1"
}
fault 'frontend a\n bind 127.0.0.1:1\n default_backend nope\n' "Proxy 'a': unable to find required default_backend: 'nope'"
fault 'frontend a\n bind 127.0.0.1:1\n default_backend b\nfrontend b\n bind 127.0.0.1:2\n' "Proxy 'a': unable to find required default_backend: 'b'"
fault 'listen a\n bind 127.0.0.1:1\n default_backend a\n' "Proxy 'a': loop detected for default_backend: 'a'"
fault 'frontend a\n bind 127.0.0.1:1\n default_backend b\nbackend b\n mode tcp\n' "http frontend 'a'"
matches "$OUTPUT" "tries to use incompatible tcp backend 'b' .* as its default backend \(see 'mode'\)"
fault 'frontend a\n bind 127.0.0.1:1\n use_backend nope\n' "Proxy 'a': unable to find required use_backend: 'nope'"
fault 'frontend a\n bind 127.0.0.1:1\n default_backend\n' "'default_backend' expects a backend name."
if is_harrier; then
    fault 'frontend a\n bind 127.0.0.1:1\n default_backend shp\nbackend shop\n' "did you mean 'shop' maybe ?"
fi
for text in 'frontend a\n bind 127.0.0.1:1\n default_backend b\nbackend b\n disabled\n' \
    'frontend a\n mode tcp\n bind 127.0.0.1:1\n default_backend b\nbackend b\n' \
    'frontend a\n bind 127.0.0.1:1\n default_backend b\nlisten b\n bind 127.0.0.1:2\n' \
    'frontend a\n disabled\n bind 127.0.0.1:1\n default_backend nope\nlisten b\n bind 127.0.0.1:2\n'; do
    check < <(printf '%s' "$base"; printf "$text")
    equal $STATUS 0 "status of $text: $OUTPUT"
done
