// An address from its parts.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_POSTAL_ADDRESS_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_POSTAL_ADDRESS_H_

#include <string>

namespace ringback::cli {

// What an export says about where somebody lives. Any of it may be empty.
struct PostalAddress {
  std::string whole;  // all of it, as the program that wrote the file puts it together
  std::string street;
  std::string zip;
  std::string city;
  std::string state;
  std::string country;
};

// "12 Sample Street, Springfield, VA 22150", "Musterweg 3, 10115 Berlin, Germany": the whole, or
// else the parts in the order that their country uses. "" when nothing is known.
std::string OnOneLine(const PostalAddress& address);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_POSTAL_ADDRESS_H_
