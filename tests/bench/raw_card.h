// The rows of a card, read with prepared SQLite statements and nothing else.
#ifndef TESTS_BENCH_RAW_CARD_H_
#define TESTS_BENCH_RAW_CARD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ringback::bench {

// How many rows of each kind a card shows.
struct CardRows {
  int matches = 0;
  int attempts = 0;
  int leads = 0;
  int notes = 0;
  int64_t read = 0;  // depends on every column that was read

  friend bool operator==(const CardRows& a, const CardRows& b) {
    return a.matches == b.matches && a.attempts == b.attempts && a.leads == b.leads &&
           a.notes == b.notes;
  }
};

// Reads what a look-up of a number that somebody has reads: who has it, what agents said about it,
// the caller with numbers, addresses, ids and annotations, the attempts to the number and to the
// caller with their slots, the members of the household and of the company who were rung, leads and
// notes with what belongs to them, and the last agent. Every column of every row is read and
// nothing is made of it. Each card has a read transaction of its own, as each look-up must: it may
// not show half a write.
class RawCardReader {
 public:
  // Opens the store file at `path`, with the cache size of one reader of the store.
  explicit RawCardReader(const std::string& path);
  ~RawCardReader();

  // Reads the rows for `number` (digits) of a tenant as of `at_us`, microseconds since 1970.
  CardRows Read(std::string_view tenant, int64_t number, int64_t at_us);

 private:
  class Statements;
  struct Card;

  std::unique_ptr<Statements> statements_;
};

}  // namespace ringback::bench

#endif  // TESTS_BENCH_RAW_CARD_H_
