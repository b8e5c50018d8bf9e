#!/bin/bash
# .if, .elif, .else, .endif nest; .notice, .warning, .alert and .diag print; pseudo-variables; setenv acts on the lines after.
. "$(dirname "$0")/../lib.sh"
export B_A=1 B_B=
check -V <<'END'
defaults
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
.if defined(B_A) && version_atleast(2.0)
frontend yes
    bind 127.0.0.1:1
  .if "${B_B}"
    this is not looked at
  .elif streq("$B_A",1)
    .notice "here at ${.LINE} in $.SECTION"
  .else
    .alert "not here"
  .endif
.else
    nor is this
.endif
global
    setenv B_B 1
.if "$B_B"
    .notice "set"
.endif
.diag "quiet"
END
equal $STATUS 0 "status: $OUTPUT"
contains "$OUTPUT" "[NOTICE]   ("
contains "$OUTPUT" "config : parsing [$dir/checked.cfg:12]: 'here at 12 in yes'."
contains "$OUTPUT" "config : parsing [$dir/checked.cfg:22]: 'set'."
lacks "$OUTPUT" "quiet"
check -dD < <(printf '.diag "loud"\n')
contains "$OUTPUT" "[DIAG]     ("
contains "$OUTPUT" "checked.cfg:1]: 'loud'."
check < <(printf '.warning "careful"\nfrontend a\n bind 127.0.0.1:1\n timeout client 1s\n'); equal $STATUS 0; contains "$OUTPUT" "checked.cfg:1]: 'careful'."
fault() { # TEXT MESSAGE
    check < <(printf "$1")
    equal $STATUS 1 "status of $1"
    contains "$OUTPUT" "checked.cfg:$2" "message of $1"
}
fault '.alert "stop"\n' "1]: 'stop'."
fault '.else\n' "1]: lone '.else' with no matching '.if'."
fault '.endif\n' "1]: lone '.endif' with no matching '.if'."
fault '.elif 1\n' "1]: lone '.elif' with no matching '.if'."
fault '.if 1\n.else\n.else\n.endif\n' "3]: '.else' after '.else' is not permitted."
fault '.if 1\n.else\n.elif 1\n.endif\n' "3]: '.elif' after '.else' is not permitted."
fault '.if 1\n' "1]: non-terminated '.if' block."
fault '.if foo\n.endif\n' "1]: unparsable conditional expression 'foo' in '.if' at position 1"
fault '.notice a b\n' "1]: Unexpected argument 'b' for '.notice'. Use quotes if the message should contain spaces."
fault '.foo\n' "1]: unknown directive '.foo'"
