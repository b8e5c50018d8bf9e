#!/bin/bash
# SIGTERM ends at once by that signal; SIGUSR1 ends with status 0; SIGINT is caught although the parent ignored it.
. "$(dirname "$0")/../lib.sh"
start_simple
stop main TERM
equal "$STATUS" 143
launch main; await_listening main
stop main USR1
equal "$STATUS" 0
if is_harrier; then
    launch main; await_listening main
    stop main INT
    equal "$STATUS" 130
fi
exit 0
