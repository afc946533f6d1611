// What every test that is built under ThreadSanitizer starts with.
//
// The distribution's libraries are not instrumented: ThreadSanitizer does not see the locks with
// which they order things (absl::Mutex above all), and takes what is handed from one thread to
// another through gRPC for a race. It is silenced only where the access itself is the library's:
// race_top looks at the innermost frame, so that our handlers, which gRPC calls, stay checked.

extern "C" const char* __tsan_default_suppressions() {
  return "race_top:^grpc::\n"
         "race_top:^std::_Function_handler<*grpc::\n"
         "race_top:libabsl_\n"
         "race_top:libgpr.so\n"
         "race_top:libgrpc\n"
         "race_top:libphonenumber.so\n"
         "race_top:libprotobuf.so\n"
         "race_top:libsqlite3.so\n";
}

extern "C" const char* __tsan_default_options() {
  return "ignore_noninstrumented_modules=1:second_deadlock_stack=1";
}
