// A function that a later version of libringback.so brings.
extern "C" __attribute__((visibility("default"))) int rb_of_a_later_version(void) { return 1; }
