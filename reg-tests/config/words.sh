#!/bin/bash
# Quotes, escapes, comments and variables; the faults of each with file, line and position.
. "$(dirname "$0")/../lib.sh"
export W_PORT=1 W_LIST="timeout client" W_FD=3
check <<'END'
# comment
global # another
    maxconn 100#tail
defaults
	mode 'http'
    "${W_LIST[*]}" "${W_NONE-1s}"
    timeout server 1\x73   # 1s
    timeout connect 1s
frontend "a"
    bind 127.0.0.1:"$W_PORT"
    bind 127.0.0.1:"${W_PORT}0"
    monitor-uri "/a b"
    monitor-uri /a\ b\#c
END
equal $STATUS 0 "status: $OUTPUT"
fault() { # LINE MESSAGE [POSITION]
    check < <(printf 'global\n%s\n' "$1")
    equal $STATUS 1 "status of $1"
    contains "$OUTPUT" "checked.cfg:2]: $2" "message of $1"
}
fault ' log "abc' 'unmatched quote at position 6'
fault " log 'abc" 'unmatched quote at position 6'
fault ' log "${ABC"' 'unmatched brace in environment variable name at position 8'
fault ' log "$1"' 'forbidden first char in environment variable name at position 8'
fault ' log "\xZZ"' 'truncated or invalid hexadecimal sequence at position 7'
fault ' log "${A[*}"' 'truncated or invalid word expansion sequence at position 10'
if at_least 3.4; then
    fault ' maxconn "$W_NONE" 5' 'argument number 1 at position'
    contains "$OUTPUT" 'is empty and marks the end of the argument list'
fi
printf 'frontend a\n bind 127.0.0.1:1' >"$dir/cut.cfg"
OUTPUT=$("$PROGRAM" -c -f "$dir/cut.cfg" 2>&1); equal $? 1 "a file without a final newline"
contains "$OUTPUT" "cut.cfg:2]: Missing LF on last line, file might have been truncated at position"
printf 'global\n maxconn 5\n a \0 b\n' >"$dir/nul.cfg"
OUTPUT=$("$PROGRAM" -c -f "$dir/nul.cfg" 2>&1); equal $? 1 "a file with a NUL"
contains "$OUTPUT" "nul.cfg:3]"
is_harrier && contains "$OUTPUT" "Stray NUL character at position 4"
head -c 20000 /dev/urandom >"$dir/junk.cfg"
"$PROGRAM" -c -f "$dir/junk.cfg" >"$dir/out" 2>&1; equal $? 1 "binary junk"
