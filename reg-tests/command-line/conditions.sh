#!/bin/bash
# -cc evaluates a condition: status 0 when true, 1 when false, 2 when it is none; silent unless it is none.
. "$(dirname "$0")/../lib.sh"
condition() { # STATUS EXPRESSION [MESSAGE]
    local output status
    output=$("$PROGRAM" -cc "$2" 2>&1 </dev/null); status=$?
    equal "$status" "$1" "status of $2"
    if [ -n "${3:-}" ]; then contains "$output" "$3" "message of $2"; else equal "$output" "" "output of $2"; fi
}
export CC_SET=yes CC_EMPTY=
for true in 1 -1 '!0' '!!1' '1&&1' '0||1' '1 || 0 && 0' '(1||0)&&1' 'defined(CC_SET)' 'defined(CC_EMPTY)' '!defined(CC_NOT)' 'streq("$CC_SET",yes)' \
    'strneq(a,b)' 'version_atleast(2.4-dev19)' 'version_before(99.0)' 'feature(EPOLL)' 'feature(THREAD) && !feature(NOPE)'; do
    condition 0 "$true"
done
for false in 0 '' '""' '!1' '1&&0' '0||0' 'defined(CC_NOT)' 'streq(a, a)' 'version_atleast(99)' 'feature(NOPE)'; do condition 1 "$false"; done
condition 2 'foo' "unparsable conditional expression 'foo'"
condition 2 '(1' "expected ')'"
condition 2 '1 2' "at the end of conditional expression"
condition 2 'defined(A' "expected ')' in argument 1 of predicate 'defined'"
condition 2 'streq(a)' 'missing arguments (got 1/2)'
condition 2 '1&&' 'unparsable conditional expression'
if at_least 3.4; then
    condition 0 'strstr(abc,b)'
    condition 0 'enabled(EPOLL)'
    condition 1 'enabled(KQUEUE)'
    condition 0 'version_atleast(3.4.0)'
    condition 1 'version_before(3.4.0)'
fi
