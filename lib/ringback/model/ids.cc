#include "ringback/model/ids.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <random>

namespace ringback {
namespace {

constexpr int64_t kEpochMillis = 1577836800000;  // 2020-01-01T00:00:00Z
constexpr int kSequenceBits = 22;
constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

constexpr std::array<int8_t, 256> MakeValues() {
  std::array<int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  return values;
}
constexpr std::array<int8_t, 256> kValues = MakeValues();

int64_t FirstOfMillisecond(absl::Time time) {
  return std::max<int64_t>(absl::ToUnixMillis(time) - kEpochMillis, 1) << kSequenceBits;
}

int64_t RandomSequence() {
  static thread_local std::minstd_rand generator{std::random_device{}()};
  return static_cast<int64_t>(generator() & ((1u << (kSequenceBits - 1)) - 1));
}

}  // namespace

int64_t NewId(absl::Time now) {
  static std::atomic<int64_t> last{0};
  const int64_t fresh = FirstOfMillisecond(now) | RandomSequence();
  int64_t previous = last.load(std::memory_order_relaxed);
  int64_t id;
  do {
    id = std::max(fresh, previous + 1);
  } while (!last.compare_exchange_weak(previous, id, std::memory_order_relaxed));
  return id;
}

int64_t FirstIdAt(absl::Time time) { return FirstOfMillisecond(time); }

void AppendId(int64_t id, std::string* text) {
  std::array<char, kIdCharacters> characters;
  auto rest = static_cast<uint64_t>(id);
  for (size_t i = kIdCharacters; i-- > 0; rest >>= 5) characters[i] = kAlphabet[rest & 31];
  text->append(characters.data(), characters.size());
}

std::string FormatId(int64_t id) {
  std::string text;
  AppendId(id, &text);
  return text;
}

std::optional<int64_t> ParseId(std::string_view text) {
  if (text.size() != kIdCharacters) return std::nullopt;
  uint64_t id = 0;
  for (const char c : text) {
    const int8_t value = kValues[static_cast<unsigned char>(c)];
    if (value < 0 || (id >> 58) != 0) return std::nullopt;
    id = (id << 5) | static_cast<uint64_t>(value);
  }
  return static_cast<int64_t>(id);
}

}  // namespace ringback
