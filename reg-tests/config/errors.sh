#!/bin/bash
# Every faulty line is reported, not only the first: with file, line, the word, and the nearest known word.
. "$(dirname "$0")/../lib.sh"
at() { contains "$OUTPUT" "checked.cfg:$1" "alerts"; }
check <<'END'
global
    maxcon 10
    log "abc
defaults
    timeout client 5q
    timeout client
    timeout client 5s 6s
    timeout client 99999999999
    timeout client 25d
    option httplogg
    no option httplog
frontend f
    bind 127.0.0.1:1 bogus 3
    mode htpp
    no mode http
backend b
    server a 127.0.0.1:1 wieght 10
    server b 127.0.0.1:1 weight 1000
frontend g/h
foo
END
equal $STATUS 1 status
at "2] : unknown keyword 'maxcon' in 'global' section; did you mean 'maxconn' maybe ?"
at "3]: unmatched quote at position 9"
at "5] : unexpected character 'q' in 'timeout client'"
at "6] : 'timeout client' expects an integer value (in milliseconds)"
at "7] : 'timeout client' : unexpected extra argument '6s' after value '5s'."
at "8] : timer overflow in argument '99999999999' to 'timeout client' (maximum value is 2147483647 ms or ~24.8 days)"
at "9] : timer overflow in argument '25d' to 'timeout client' (maximum value is 2147483647 ms or ~24.8 days)"
at "10] : unknown option 'httplogg'; did you mean 'httplog' maybe ?"
at "11]"
matches "$OUTPUT" "checked.cfg:13\] : .*'bogus'"
matches "$OUTPUT" "checked.cfg:14\] : .*'?htpp'?"
at "15]"
matches "$OUTPUT" "checked.cfg:17\] : .*'wieght'.*did you mean 'weight' maybe"
at "18]"
at "19] : character '/' is not permitted in 'frontend' name 'g/h'."
at "20]"
contains "$OUTPUT" "config : Error(s) found in configuration file : $dir/checked.cfg"
contains "$OUTPUT" "config : Fatal errors found in configuration."
