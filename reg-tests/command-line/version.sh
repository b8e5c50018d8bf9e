#!/bin/bash
# -v and -vv: the lines that scripts, packages and test drivers read.
. "$(dirname "$0")/../lib.sh"
short=$("$PROGRAM" -v) || fail "-v: status $?"
long=$("$PROGRAM" -vv) || fail "-vv: status $?"
matches "$(head -n1 <<<"$short")" '^HAProxy version [0-9]+\.[0-9]+\.[0-9]+' "first line of -v"
equal "$(head -n1 <<<"$long")" "$(head -n1 <<<"$short")" "first line of -vv"
lacks "$(head -n1 <<<"$short")" ' : ' "first line"
lacks "$(head -n1 <<<"$short")" ' = ' "first line"
contains "$long" $'\n  TARGET  = linux-glibc\n' "-vv"
matches "$long" $'\nFeature list : .*\+EPOLL' "-vv"
matches "$long" $'\nAvailable services :' "-vv"
matches "$long" $'\nAvailable multiplexer protocols :' "-vv"
for feature in $(sed -n 's/^Feature list : //p' <<<"$long"); do
    "$PROGRAM" -cc "feature(${feature#[+-]})"; status=$?
    case $feature in +*) equal $status 0 "feature $feature" ;; *) equal $status 1 "feature $feature" ;; esac
done
if is_harrier; then
    equal "$("$PROGRAM" -vq)" 3.4.0
    equal "$("$PROGRAM" -vqb)" 3.4
fi
"$PROGRAM" -zz >/dev/null 2>"$dir/usage"; equal $? 1 "status of a wrong option"
contains "$(cat "$dir/usage")" "Usage :" "usage"
