#!/bin/bash
# Words of conditions that people write in several ways: OR in any case, `--` behind an operator.
. "$(dirname "$0")/../lib.sh"
check <<'END'
defaults
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
frontend fe
    bind 127.0.0.1:1
    acl one dst_port -m int eq -- 1
    acl two dst_port ge 2
    use_backend b if one OR two
    use_backend b unless one Or two || one or two
backend b
END
equal $STATUS 0 "status: $OUTPUT"
lacks "$OUTPUT" WARNING
check <<'END'
frontend fe
    bind 127.0.0.1:1
    timeout client 1s
    use_backend b if nosuch OR alsonot
backend b
END
equal $STATUS 1 "status: $OUTPUT"
contains "$OUTPUT" "no such ACL : 'nosuch'"
