#!/bin/bash
# Users and groups: each must name the other side rightly, duplicates are ignored.
. "$(dirname "$0")/../lib.sh"
run() { check < <(printf 'frontend f\n bind 127.0.0.1:1\n timeout client 1s\n'; printf "$1\n"); }
fault() { run "$1"; equal $STATUS 1 "status of $1: $OUTPUT"; contains "$OUTPUT" "$2" "message of $1"; }
fault 'userlist u\n user a groups g' "userlist 'u': no such group 'g' specified in user 'a'"
fault 'userlist u\n group g users a' "userlist 'u': no such user 'a' specified in group 'g'"
fault 'userlist u\n user' "'user' expects <name> as arguments."
fault 'userlist u\n group' "'group' expects <name> as arguments."
fault 'userlist u\n user a foo' "'user' only supports 'password', 'insecure-password' and 'groups' options."
fault 'userlist u\n group g foo' "'group' only supports 'users' option."
run 'userlist u\n user a insecure-password x\n user a insecure-password y\n group g users a\n group g'
equal $STATUS 0 "status: $OUTPUT"
contains "$OUTPUT" "ignoring duplicated user 'a' in userlist 'u'."
contains "$OUTPUT" "ignoring duplicated group 'g' in userlist 'u'."
