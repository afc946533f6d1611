// What every test that is built under ThreadSanitizer starts with.
//
// The distribution's libraries are not instrumented, so ThreadSanitizer sees their memory accesses (through
// intercepted calls such as memcpy) but not the locks that order them. Reports whose stack passes through one of
// these libraries are therefore noise; our own code, inlined headers included, is still checked.

extern "C" const char* __tsan_default_suppressions() {
  return "race:libabsl_\n"
         "race:libgpr.so\n"
         "race:libgrpc\n"
         "race:libphonenumber.so\n"
         "race:libprotobuf.so\n"
         "race:libsqlite3.so\n";
}

extern "C" const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1:second_deadlock_stack=1";
}
