#include "ringback/phone/utf8.h"

namespace ringback {
namespace {

// The length that a first byte announces and the bits of it that belong to the value.
struct Lead {
  size_t length;
  char32_t bits;
  char32_t smallest;  // a smaller value of this length is overlong
};

Lead ReadLead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, byte & 0x1Fu, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, byte & 0x0Fu, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, byte & 0x07u, 0x10000};
  return {0, 0, 0};
}

}  // namespace

Utf8Point DecodeUtf8(std::string_view text) {
  if (text.empty()) return {};
  const Lead lead = ReadLead(static_cast<unsigned char>(text[0]));
  if (lead.length == 0 || text.size() < lead.length) return {};
  char32_t value = lead.bits;
  for (size_t i = 1; i < lead.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte & 0x3Fu);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < lead.smallest || surrogate || value > 0x10FFFF) return {};
  return {value, lead.length};
}

}  // namespace ringback
