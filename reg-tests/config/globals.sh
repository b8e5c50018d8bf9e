#!/bin/bash
# The global section: numbers, names, files and sockets; what is wrong is named with its line.
. "$(dirname "$0")/../lib.sh"
fault() { # LINE MESSAGE
    check < <(printf 'global\n %s\nfrontend f\n bind 127.0.0.1:1\n timeout client 1s\n' "$1")
    equal $STATUS 1 "status of $1: $OUTPUT"
    contains "$OUTPUT" "$2" "message of $1"
}
fault 'maxconn' "'maxconn' expects an integer argument."
fault 'maxconn 1 2' "'maxconn' cannot handle unexpected argument '2'"
fault 'nbthread x' "'nbthread' passed a missing or unparsable integer value in 'x'"
fault 'nbthread 0' "'nbthread' value must be between 1 and"
fault 'daemon x' "'daemon' cannot handle unexpected argument 'x'"
fault 'pidfile' "'pidfile' expects a file name as an argument."
fault 'user nosuchuser' "cannot find user id for 'nosuchuser'"
fault 'group nosuchgroup' "cannot find group id for 'nosuchgroup'"
fault 'chroot' "'chroot' expects a directory as an argument."
fault 'cpu-map 1 x' "cpu-map : 'x' is not a CPU range."
fault 'node a/b' "'node' requires valid node name"
fault 'stats socket' "'stats socket' in global section expects an address or a path to a UNIX socket"
fault 'stats socket /tmp/x level foo' "'level' only supports 'user', 'operator', and 'admin' (got 'foo')"
fault 'stats maxconn 0' "'stats maxconn' expects a positive value"
fault 'hard-stop-after x' "unexpected character 'x'"
fault 'unix-bind foo' "'unix-bind' only supports the 'prefix', 'mode', 'uid', 'gid', 'user' and 'group' options."
fault 'default-path foo' "unsupported default-path mode 'foo' for 'default-path'"
fault 'h1-case-adjust foo bar' '<from> and <to> must not differ'
fault 'tune.http.maxhdr 0' "'tune.http.maxhdr' expects a numeric value between 1 and 32767"
fault 'tune.nosuch 1' "unknown keyword 'tune.nosuch' in 'global' section"
fault 'nbproc 2' 'nbproc'
check <<END
global
    maxconn 100
    nbthread 2
    cpu-map auto:1/1-2 0-1
    stats socket $dir/a.sock mode 600 level admin expose-fd listeners
    stats timeout 30s
    hard-stop-after 10s
    tune.bufsize 32768
    tune.maxrewrite 2048
    tune.http.maxhdr 200
    spread-checks 5
    h1-case-adjust content-length Content-Length
    no strict-limits
    ulimit-n 2000
    node lb1
    description a test
frontend f
    bind 127.0.0.1:1
    timeout client 1s
END
equal $STATUS 0 "status: $OUTPUT"
lacks "$OUTPUT" WARNING
