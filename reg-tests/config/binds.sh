#!/bin/bash
# Addresses and parameters of bind lines: what is wrong, at which line, and the nearest known word.
. "$(dirname "$0")/../lib.sh"
fault() { # WORDS MESSAGE
    check < <(printf 'defaults\n timeout client 1s\nfrontend f\n bind %s\n' "$1")
    equal $STATUS 1 "status of bind $1: $OUTPUT"
    contains "$OUTPUT" "checked.cfg:4]" "place of bind $1"
    contains "$OUTPUT" "$2" "message of bind $1"
}
fault '' "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments."
fault 80 "'bind' : missing port specification in '80'"
fault :99999 "'bind' : invalid port '99999'"
fault :80-70 "'bind' : invalid port range '80-70'"
fault 1.2.3.4.5:80 "'bind' : invalid address: '1.2.3.4.5' in '1.2.3.4.5:80'"
fault 'fd@999' "'bind' : cannot use file descriptor '999' : Bad file descriptor."
fault ':80 nme x' "'bind :80' in section 'frontend': unknown keyword 'nme'; did you mean 'name' maybe ?"
fault ':80 name' "'bind :80' in section 'frontend' : 'name' : missing name"
fault ':80 maxconn' "'bind :80' in section 'frontend' : 'maxconn' : missing value"
fault ':80 mode 999' "'mode' : missing or invalid mode '999' (octal integer expected)"
fault ':80 user nosuchuser' "'user' : unknown user name 'nosuchuser'"
fault ':80 id 0' "'id' : custom id has to be > 0"
fault ':80 nice 2000' "'nice' : invalid value 2000, allowed range is -1024..1024"
fault ':80 thread foo' "'foo' is not a valid number/range."
fault ':80 level foo' "'level' only supports 'user', 'operator', and 'admin' (got 'foo')"
fault ':80 interface' "'interface' : missing interface name"
fault ':80 tcp-ut' "'tcp-ut' : missing TCP User Timeout value"
fault ':80 proto foo' "unknown MUX protocol 'foo'"
check <<'END'
defaults
    timeout client 1s
frontend f
    bind 127.0.0.1:1 id 3
    bind 127.0.0.1:2 id 3
END
equal $STATUS 1 status
contains "$OUTPUT" "'bind 127.0.0.1:2' in section 'frontend' : 'id' : custom id 3 already used at $dir/checked.cfg:4 ('bind 127.0.0.1:1')"
check <<END
defaults
    timeout client 1s
frontend f
    bind 127.0.0.1:1,[::1]:2-5 name a backlog 10 maxconn 5 nice -5 tfo defer-accept
    bind unix@$dir/x.sock mode 600 uid 0 gid 0 accept-proxy
    bind abns@x level admin
    bind [::]:6 v6only mss 1400 interface lo tcp-ut 10s
END
equal $STATUS 0 "status: $OUTPUT"
lacks "$OUTPUT" WARNING
if at_least 3.4; then fault ':80 process 1' "'process 1' on 'bind' lines is not supported anymore, please use 'thread' instead."; fi
