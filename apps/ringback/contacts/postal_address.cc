#include "apps/ringback/contacts/postal_address.h"

#include <cctype>
#include <string_view>

namespace ringback::cli {

namespace {

void Join(std::string_view between, std::string_view right, std::string* text) {
  if (!text->empty() && !right.empty()) *text += between;
  *text += right;
}

std::string Joined(std::string_view left, std::string_view between, std::string_view right) {
  std::string text(left);
  Join(between, right, &text);
  return text;
}

// Each line of `text` after the one before, with a comma between.
std::string FlatLines(const std::string& text) {
  std::string flat;
  std::string line;
  for (const char c : text + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    while (!line.empty() && (line.back() == ' ' || line.back() == ',')) line.pop_back();
    Join(", ", line, &flat);
    line.clear();
  }
  return flat;
}

// Where a state or county is written, and where the code has letters ("SW1A 1AA"), the code comes
// last; elsewhere it stands before the town.
std::string TownLine(const PostalAddress& address) {
  bool letters = false;
  for (const unsigned char c : address.zip) letters = letters || std::isalpha(c) != 0;
  if (!address.state.empty()) {
    return Joined(Joined(address.city, ", ", address.state), " ", address.zip);
  }
  return letters ? Joined(address.city, " ", address.zip) : Joined(address.zip, " ", address.city);
}

}  // namespace

std::string OnOneLine(const PostalAddress& address) {
  if (!address.whole.empty()) return FlatLines(address.whole);
  const std::string place = Joined(FlatLines(address.street), ", ", FlatLines(TownLine(address)));
  // A country alone is no address.
  return place.empty() ? "" : Joined(place, ", ", FlatLines(address.country));
}

}  // namespace ringback::cli
