// Which lines may belong to one switchboard.
#ifndef RINGBACK_PHONE_SWITCHBOARD_H_
#define RINGBACK_PHONE_SWITCHBOARD_H_

#include <cstdint>
#include <vector>

namespace ringback {

// Numbers as digits, country code first; both ends included.
struct DigitSpan {
  int64_t first = 0;
  int64_t last = 0;
};

// The lines that may be of one switchboard with the fixed line `digits`, sorted, without overlap:
//
//  1. those that differ in the last two digits, everywhere;
//  2. in Germany and Austria (country codes 49 and 43), where a company has a base number and each
//     desk a direct dial of its own length behind it: the switchboard, base + "0", for each base
//     that is left when 2 to 4 digits are taken off; and when the number itself ends in "0", the
//     direct dials of 2 to 4 digits of its base.
//
// A base keeps at least six national digits, and the common part of rule 1 five (in Germany and
// Austria six); a number that is too short for that has no block. Whoever is in the block of a line
// has that line in its own block.
std::vector<DigitSpan> SwitchboardSpans(int64_t digits, int country_code);

}  // namespace ringback

#endif  // RINGBACK_PHONE_SWITCHBOARD_H_
