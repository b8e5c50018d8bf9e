#!/bin/bash
# Words: blanks, backslashes, 64 at most; names by number; unknown commands with suggestions.
. "$(dirname "$0")/../lib.sh"
ports fe s1
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
backend be
    server s1 127.0.0.1:$s1 weight 7
END
scenario <<'END'
equal(cli("get weight be/s1"), "7 (initial 7)\n\n")
equal(cli("get   weight\t be/s1 "), "7 (initial 7)\n\n")
equal(cli("get weight b\\e/s\\1"), "7 (initial 7)\n\n")
equal(cli("get weight be/s\\ 1"), "No such server.\n\n")
equal(cli("get weight be\\;x"), "Require 'backend/server'.\n\n")
number = cli("show servers state be").split("\n")[2].split(" ")
equal(cli(f"get weight #{number[0]}/#{number[2]}"), "7 (initial 7)\n\n")
match("(?m)^  show stat ", cli("help show stat")); no_match("show info", cli("help show stat"))
answer = cli("show statt"); match("^Unknown command", answer); match("(?m)^  show stat ", answer)
at_most(len([l for l in answer.split("\n")[1:] if l.startswith("  ")]), 8)
match("(?m)^  quit ", answer); match(r"(?m)^  help \[<command>\] ", answer)
if release >= (3, 0): equal(cli("a " * 65), "Too many arguments. Commands must have at most 64 arguments.\n\n")
END
