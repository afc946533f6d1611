#include "ringback/phone/plain_e164.h"

#include <array>
#include <cstddef>

namespace ringback {
namespace {

// The shapes that a country's numbers may have on the short way. libphonenumber takes trunk
// prefixes and carrier codes off the national number even behind a country code ("+44 020 …"), so a
// shape is safe only when no such prefix begins with its first digit, and when all of its lengths
// are possible ones. Lengths are narrower than the plan's where the plan is still changing.
struct Shape {
  int country_code;
  unsigned char min_length;  // of the national number
  unsigned char max_length;
  uint16_t first_digits;  // bit d: the national number may begin with d
};

constexpr uint16_t kOneToNine = 0x3FE;
constexpr uint16_t kTwoToNine = 0x3FC;

constexpr Shape kShapes[] = {
    {1, 10, 10, kTwoToNine},   // North America: trunk prefix 1
    {7, 10, 10, 0x2F8},        // Russia, Kazakhstan: 8
    {27, 9, 9, kOneToNine},    // South Africa: 0
    {30, 10, 10, kOneToNine},  // Greece: none
    {31, 9, 9, kOneToNine},    // Netherlands: 0
    {32, 8, 9, kOneToNine},    // Belgium: 0
    {33, 9, 9, kOneToNine},    // France: 0
    {34, 9, 9, kOneToNine},    // Spain: none
    {36, 8, 9, kOneToNine},    // Hungary: 06
    {39, 9, 11, 0x3FF},        // Italy: none, the 0 belongs to the number
    {40, 9, 9, kOneToNine},    // Romania: 0
    {41, 9, 9, kOneToNine},    // Switzerland: 0
    {43, 7, 13, kOneToNine},   // Austria: 0
    {44, 9, 10, kOneToNine},   // United Kingdom: 0
    {45, 8, 8, kOneToNine},    // Denmark: none
    {46, 7, 9, kOneToNine},    // Sweden: 0
    {47, 8, 8, kOneToNine},    // Norway: none
    {48, 9, 9, kOneToNine},    // Poland: none
    {49, 7, 13, kOneToNine},   // Germany: 0
    {52, 10, 10, kTwoToNine},  // Mexico: 01, 044, 045, and a 1 for mobiles
    {55, 10, 11, 0x1FE},       // Brazil: 0 and 90
    {61, 9, 9, kTwoToNine},    // Australia: 0, 1831 and 1832
    {64, 8, 10, kOneToNine},   // New Zealand: 0
    {65, 8, 8, kOneToNine},    // Singapore: none
    {81, 9, 10, kOneToNine},   // Japan: 0
    {82, 9, 10, kOneToNine},   // South Korea: 0
    {90, 10, 10, kOneToNine},  // Turkey: 0
    {91, 10, 10, kOneToNine},  // India: 0
    {351, 9, 9, kOneToNine},   // Portugal: none
    {353, 7, 9, kOneToNine},   // Ireland: 0
    {354, 7, 7, kOneToNine},   // Iceland: none
    {358, 7, 10, kOneToNine},  // Finland: 0
    {420, 9, 9, kOneToNine},   // Czechia: none
    {421, 9, 9, kOneToNine},   // Slovakia: 0
    {852, 8, 8, kOneToNine},   // Hong Kong: none
    {886, 8, 9, kOneToNine},   // Taiwan: 0
    {971, 8, 9, kOneToNine},   // United Arab Emirates: 0
    {972, 8, 9, kOneToNine},   // Israel: 0
};

constexpr size_t kCountryCodes = 1000;

// The place of a country code's shape in kShapes, plus one; 0 when it has none.
constexpr std::array<unsigned char, kCountryCodes> IndexShapes() {
  std::array<unsigned char, kCountryCodes> index{};
  unsigned char place = 0;
  for (const Shape& shape : kShapes) index[shape.country_code] = ++place;
  return index;
}

constexpr std::array<unsigned char, kCountryCodes> kShapeIndex = IndexShapes();

bool HasSafeShape(std::string_view digits) {
  // No country code begins with another one, so the first that is found is the right one.
  size_t country_code = 0;
  for (size_t length = 1; length <= 3; ++length) {
    country_code = country_code * 10 + (digits[length - 1] - '0');
    const unsigned char place = kShapeIndex[country_code];
    if (place == 0) continue;
    const Shape& shape = kShapes[place - 1];
    const size_t national = digits.size() - length;
    return national >= shape.min_length && national <= shape.max_length &&
           (shape.first_digits >> (digits[length] - '0') & 1) != 0;
  }
  return false;
}

}  // namespace

int64_t ReadPlainE164(std::string_view text) {
  if (text.size() < 9 || text.size() > 16 || text[0] != '+' || text[1] == '0') return 0;
  int64_t value = 0;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return 0;
    value = value * 10 + (c - '0');
  }
  return HasSafeShape(text.substr(1)) ? value : 0;
}

}  // namespace ringback
