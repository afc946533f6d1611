#include "ringback/scripts/tidy_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "ringback/scripts/tags.h"

namespace ringback {
namespace {

constexpr std::string_view kStops = ".!?";

// Words with a full stop that ends no sentence.
constexpr std::array<std::string_view, 30> kAbbreviations = {
    "mr",  "mrs", "ms",  "dr",   "st",  "prof", "no",  "nr",  "hr",  "fr",
    "sr",  "sra", "mme", "mlle", "inc", "ltd",  "co",  "tel", "ca",  "bzw",
    "usw", "vs",  "e.g", "i.e",  "z.b", "u.a",  "a.m", "p.m", "ext", "approx"};

// A byte of what the author wrote, or a value as a whole.
struct Atom {
  enum Kind { kByte, kTheirs, kOurs, kHole, kShown, kHidden };
  Kind kind = kByte;
  std::string text = {};

  char byte() const { return kind == kByte ? text.front() : '\0'; }
  bool IsSeam() const { return kind == kShown || kind == kHidden; }
  bool IsBlank() const { return byte() == ' ' || byte() == '\t'; }
  bool IsSpace() const { return IsBlank() || byte() == '\n'; }
  bool IsValue() const { return kind == kTheirs || kind == kOurs || kind == kHole; }
  bool IsLower() const { return absl::ascii_islower(static_cast<unsigned char>(byte())); }
};

std::vector<Atom> AtomsOf(std::string_view text) {
  std::vector<Atom> atoms;
  atoms.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == kNotKnown) {
      atoms.push_back({Atom::kHole});
    } else if (c == kTheirsBegins || c == kOursBegins) {
      const size_t end = std::min(text.find(kValueEnds, i), text.size());
      atoms.push_back({c == kOursBegins ? Atom::kOurs : Atom::kTheirs,
                       std::string(text.substr(i + 1, end - i - 1))});
      i = end;
    } else if (c == kSectionShown) {
      atoms.push_back({Atom::kShown});
      ++i;  // the end that follows
    } else if (c == kSectionEnd) {
      atoms.push_back({Atom::kHidden});
    } else {
      atoms.push_back({Atom::kByte, std::string(1, c)});
    }
  }
  return atoms;
}

// Raises the first letter: ASCII, or one of Latin-1 beyond it ("été").
void Capitalise(std::string* text, size_t at) {
  if (at >= text->size()) return;
  auto& first = (*text)[at];
  if (static_cast<unsigned char>(first) == 0xC3 && at + 1 < text->size()) {
    auto& second = (*text)[at + 1];
    const auto byte = static_cast<unsigned char>(second);
    if (byte >= 0xA0 && byte <= 0xBE && byte != 0xB7) second = static_cast<char>(byte - 0x20);
    return;
  }
  first = absl::ascii_toupper(static_cast<unsigned char>(first));
}

class Tidier {
 public:
  explicit Tidier(std::string_view text) : atoms_(AtomsOf(text)) {}

  std::string Run() {
    size_t at = 0;
    while (true) {
      at = PassSpace(at);
      if (at == atoms_.size()) return std::move(out_);
      const size_t end = EndOfSentence(at);
      if (std::any_of(Place(at), Place(end), [](const Atom& a) { return a.kind == Atom::kHole; })) {
        left_out_ = true;
      } else {
        Say(at, end);
      }
      at = end;
    }
  }

 private:
  std::vector<Atom>::const_iterator Place(size_t at) const {
    return atoms_.begin() + static_cast<std::ptrdiff_t>(at);
  }

  // Takes the space and the sections' ends before a sentence. Of the spaces on both sides of what
  // is not there, the one with more lines stays.
  size_t PassSpace(size_t at) {
    while (at < atoms_.size() && (atoms_[at].IsSpace() || atoms_[at].IsSeam())) {
      std::string run;
      for (; at < atoms_.size() && atoms_[at].IsSpace(); ++at) run += atoms_[at].text;
      const auto lines = std::count(run.begin(), run.end(), '\n');
      if (space_.empty() || lines > space_lines_ || (lines == space_lines_ && lines > 0)) {
        space_ = std::move(run);
        space_lines_ = lines;
      }
      for (; at < atoms_.size() && atoms_[at].IsSeam(); ++at) {
        if (atoms_[at].kind == Atom::kHidden) left_out_ = true;
      }
    }
    return at;
  }

  // Behind the last atom of the sentence that begins at `at`.
  size_t EndOfSentence(size_t at) const {
    for (size_t i = at; i < atoms_.size(); ++i) {
      const char c = atoms_[i].byte();
      if (c == '\n' && !GoesOn(at, i)) return i;
      if (c == '\0' || kStops.find(c) == std::string_view::npos) continue;
      size_t end = i + 1;
      while (end < atoms_.size() && Closes(atoms_[end])) ++end;
      size_t next = end;
      while (next < atoms_.size() && atoms_[next].IsSeam()) ++next;
      if (next < atoms_.size() && !atoms_[next].IsSpace()) continue;
      while (next < atoms_.size() && (atoms_[next].IsBlank() || atoms_[next].IsSeam())) ++next;
      if (next < atoms_.size() && atoms_[next].IsLower()) continue;
      if (c == '.' && IsAbbreviation(at, i)) continue;
      return end;
    }
    return atoms_.size();
  }

  static bool Closes(const Atom& atom) {
    return atom.byte() != '\0' &&
           std::string_view("\"')]").find(atom.byte()) != std::string_view::npos;
  }

  // Whether a sentence that began at `begin` goes on behind the line's end at `end`: somebody broke
  // the line in it.
  bool GoesOn(size_t begin, size_t end) const {
    size_t last = end;
    while (last > begin && (atoms_[last - 1].IsBlank() || atoms_[last - 1].IsSeam())) --last;
    size_t next = end + 1;
    while (next < atoms_.size() && (atoms_[next].IsBlank() || atoms_[next].IsSeam())) ++next;
    if (last == begin || next == atoms_.size()) return false;
    const Atom& before = atoms_[last - 1];
    if (before.IsLower() && atoms_[next].IsValue()) return !IsAlone(next);
    return (before.IsLower() || before.IsValue()) && atoms_[next].IsLower();
  }

  // Whether a value has its line for itself, as in a signature.
  bool IsAlone(size_t value) const {
    size_t next = value + 1;
    while (next < atoms_.size() && (atoms_[next].IsBlank() || atoms_[next].IsSeam())) ++next;
    return next == atoms_.size() || atoms_[next].byte() == '\n';
  }

  // Whether the full stop at `stop` belongs to the word before it, to an initial or a number.
  bool IsAbbreviation(size_t begin, size_t stop) const {
    size_t first = stop;
    std::string word;
    while (first > begin && atoms_[first - 1].byte() != '\0' && !atoms_[first - 1].IsSpace() &&
           word.size() < 8) {
      word.insert(0, 1, absl::ascii_tolower(static_cast<unsigned char>(atoms_[--first].byte())));
    }
    const bool initial =
        word.size() == 1 && absl::ascii_isalpha(static_cast<unsigned char>(word[0]));
    // "2. Ask for the address." is a point of a list.
    const bool point = first == begin && std::all_of(word.begin(), word.end(), [](char c) {
                         return absl::ascii_isdigit(static_cast<unsigned char>(c));
                       });
    return initial || point ||
           std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end();
  }

  // Writes a sentence.
  void Say(size_t at, size_t end) {
    if (!out_.empty()) out_ += space_.empty() && left_out_ ? " " : space_;
    space_.clear();
    space_lines_ = 0;
    begin_ = out_.size();
    capital_ = std::exchange(left_out_, false);
    seam_ = blank_ = after_value_ = false;
    for (; at < end; ++at) {
      const Atom& atom = atoms_[at];
      if (atom.IsSeam()) {
        seam_ = true;
        blank_ = false;
      } else if (atom.kind == Atom::kByte) {
        SayByte(atom);
      } else {
        SayValue(atom);
      }
    }
    while (out_.size() > begin_ && (out_.back() == ' ' || out_.back() == '\t')) out_.pop_back();
    if (capital_) Capitalise(&out_, begin_);
  }

  void SayValue(const Atom& atom) {
    if (out_.size() == begin_) capital_ = atom.kind == Atom::kOurs;
    out_ += atom.text;
    seam_ = false;
    after_value_ = true;
  }

  void SayByte(const Atom& atom) {
    const char c = atom.byte();
    if (atom.IsBlank()) blank_ = true;
    if (atom.IsBlank() && seam_ && (out_.size() == begin_ || out_.back() == ' ')) return;
    if (c == '\n') TrimBlanks();
    if (std::string_view(",.;:!?").find(c) != std::string_view::npos) {
      // French sets a blank before the others, which the author wrote.
      if (seam_ && (!blank_ || c == ',' || c == '.')) {
        TrimBlanks();
        if (out_.size() > begin_ && out_.back() == ',') out_.pop_back();
      }
      // "Acme Inc." ends the sentence with its own full stop.
      if (c == '.' && after_value_ && kStops.find(out_.back()) != std::string_view::npos) return;
    }
    out_.push_back(c);
    after_value_ = false;
    if (!atom.IsBlank()) seam_ = false;
  }

  void TrimBlanks() {
    while (out_.size() > begin_ && (out_.back() == ' ' || out_.back() == '\t')) out_.pop_back();
  }

  const std::vector<Atom> atoms_;
  std::string out_;
  std::string space_;               // before the next sentence
  std::ptrdiff_t space_lines_ = 0;  // line ends in it
  bool left_out_ = false;           // something before the next sentence
  size_t begin_ = 0;                // of the sentence in out_
  bool capital_ = false;            // it is to begin with one
  bool seam_ = false;               // a section ended, and only blanks came since
  bool blank_ = false;              // and one did
  bool after_value_ = false;
};

}  // namespace

std::string TidyText(std::string_view marked) { return Tidier(marked).Run(); }

}  // namespace ringback
