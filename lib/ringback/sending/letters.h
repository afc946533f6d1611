// Letters on paper: one print-ready PDF.
#ifndef RINGBACK_SENDING_LETTERS_H_
#define RINGBACK_SENDING_LETTERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace ringback {

// A letter; texts are UTF-8, lines end in \n.
struct Letter {
  std::string from_name;  // who writes, over the window; may be ""
  std::string recipient;  // the lines of the envelope
  std::string subject;    // may be ""
  std::string language;   // BCP 47, for the shapes of letters; may be ""
  std::string text;       // begins with the date, as the script says it
};

// Writes the letters, each beginning on a page of its own, as one PDF of A4 pages: the recipient
// stands in the window of a DIN long or C5 envelope (DIN 5008, form B), text is wrapped and goes on
// on the next page. The file at `path` is replaced as a whole, when the new one is safe on the
// disk. An error names the path. Blocks; safe from any thread.
absl::Status WriteLetters(const std::string& path, const std::vector<Letter>& letters);

}  // namespace ringback

#endif  // RINGBACK_SENDING_LETTERS_H_
