#!/bin/bash
# -dK lists the words the program knows, in the form that completion and comparison tools read.
. "$(dirname "$0")/../lib.sh"
dump() { "$PROGRAM" "-dK$1" -q -c -f /dev/null; }
contains "$(dump help)" "# List of supported keyword classes:"
contains "$(dump cfg)" "# List of registered configuration keywords:"$'\n'"global"$'\n'
for line in $'\tnbthread' $'\tbind <addr> accept-proxy' $'\tbind <addr> maxconn +1' $'\tserver <name> <addr> weight +1' $'\toption nolinger [ FE BE ]'; do
    contains "$(dump cfg)" "$line" "-dKcfg"
done
contains "$(dump acl)" $'\npath_beg = path -m beg\n'
contains "$(dump smp)" '[ Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y Y ] always_true: bool'
matches "$(dump cnv)" $'\nlower: str => str'
contains "$(dump acl,svc)" "# List of registered service names:"
dump all | grep -c '^# List of registered' | grep -qx 7 || fail "-dKall has not seven lists"
