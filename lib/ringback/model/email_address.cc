#include "ringback/model/email_address.h"

#include <algorithm>

namespace ringback {

bool IsEmailAddress(std::string_view text) {
  const size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  constexpr unsigned char kDelete = 0x7f;
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' || byte == kDelete;
  });
}

}  // namespace ringback
