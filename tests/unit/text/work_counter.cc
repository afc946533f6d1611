#include "tests/unit/text/work_counter.h"

#include <cstddef>

namespace {

// Plain: it is used before anything is initialised.
uint64_t work_done = 0;

}  // namespace

namespace ringback::test {

uint64_t WorkDone() { return work_done; }

}  // namespace ringback::test

// In the place of the C library's own, for everything that is linked to this program.
extern "C" {

// NOLINTNEXTLINE(bugprone-reserved-identifier): the compiler's name
void __sanitizer_cov_trace_pc() { ++work_done; }

void* memchr(const void* text, int wanted, size_t size) {
  const auto* const bytes = static_cast<const unsigned char*>(text);
  size_t i = 0;
  while (i < size && bytes[i] != static_cast<unsigned char>(wanted)) ++i;
  work_done += i;
  return i == size ? nullptr : const_cast<unsigned char*>(bytes + i);
}

int memcmp(const void* one, const void* other, size_t size) {
  const auto* const a = static_cast<const unsigned char*>(one);
  const auto* const b = static_cast<const unsigned char*>(other);
  size_t i = 0;
  while (i < size && a[i] == b[i]) ++i;
  work_done += i;
  return i == size ? 0 : a[i] - b[i];
}

// In assembly: the compiler would make a call of memcpy() of the loop.
void* memcpy(void* to, const void* from, size_t size) {
  work_done += size;
  void* const result = to;
  asm volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
  return result;
}

void* memmove(void* to, const void* from, size_t size) {
  if (to <= from || static_cast<const char*>(from) + size <= to) return memcpy(to, from, size);
  work_done += size;
  void* last = static_cast<char*>(to) + size - 1;
  from = static_cast<const char*>(from) + size - 1;
  asm volatile("std\n\trep movsb\n\tcld" : "+D"(last), "+S"(from), "+c"(size) : : "memory");
  return to;
}

}  // extern "C"
