#!/bin/bash
# What programs have compiled in, and what libringback.so exports, is what abi.txt says. A line of abi.txt that changes
# or goes breaks programs that are out there: then the soname has to change. A line that is added is a new feature.
#
#   abi_test.sh LIBRARY LAYOUT ABI_TXT
#
