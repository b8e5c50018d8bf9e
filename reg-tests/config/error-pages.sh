#!/bin/bash
# Files of error pages are read and judged at start; errorfiles names must exist; later lines win.
. "$(dirname "$0")/../lib.sh"
run() { check < <(printf 'frontend f\n mode http\n bind 127.0.0.1:1\n timeout client 1s\n'; printf "$1\n"); }
fault() { run "$1"; equal $STATUS 1 "status of $1: $OUTPUT"; contains "$OUTPUT" "$2" "message of $1"; }
printf 'HTTP/1.0 503 Sorry\r\nContent-Type: text/plain\r\n\r\nsorry\n' >"$dir/good"
printf 'sorry\n' >"$dir/bad"
fault ' errorfile 503' 'errorfile : expects <status_code> and <file> as arguments.'
fault ' errorfile 999 /dev/null' "errorfile : status code '999' not handled."
fault ' errorfile 503 /nonexistent' "errorfile : error opening file '/nonexistent'."
fault " errorfile 503 $dir/bad" "errorfile : '$dir/bad': unable to parse headers (error offset: 0)"
fault ' errorloc 503' 'errorloc : expects <status_code> and <url> as arguments.'
fault ' errorfiles nosuch' "proxy 'f': unknown http-errors section 'nosuch' (at $dir/checked.cfg:5)."
fault ' errorfiles' 'errorfiles : expects <name> as argument.'
run ' errorfiles e 503\nhttp-errors e\n errorfile 500 /dev/null'
equal $STATUS 0 "status: $OUTPUT"
contains "$OUTPUT" "status '503' not declared in http-errors section 'e' (at $dir/checked.cfg:5)."
run " errorfile 503 $dir/good\n errorloc302 500 http://x/\n errorfiles e 502\n errorfile 504 /dev/null\nhttp-errors e\n errorfile 502 $dir/good"
equal $STATUS 0 "status: $OUTPUT"
