#include "ringback/phone/number_spelling.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "ringback/model/code_point.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr size_t kMaxCharacters = 64;

// Fewer digits than this may be the start of a number that goes on in letters: 1-800-555-HOME.
constexpr size_t kWholeNumberDigits = 9;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }
bool IsPartOfWord(char c) { return IsLetter(c) || static_cast<unsigned char>(c) >= 0x80; }

constexpr char32_t kZeros[] = {
    0x0660,  // Arabic-Indic
    0x06F0,  // Persian, Urdu
    0x0966,  // Devanagari
    0x09E6,  // Bengali
    0x0E50,  // Thai
};

bool IsBlank(char32_t point) {
  return point == '\t' || point == 0xA0 || (point >= 0x2000 && point <= 0x200A) ||
         point == 0x202F || point == 0x205F || point == 0x3000;
}

// A joiner has nothing to join in a number.
bool IsInvisible(char32_t point) {
  return KindOf(point) == PointKind::kHidden || point == 0x200C || point == 0x200D;
}

bool IsDash(char32_t point) {
  return (point >= 0x2010 && point <= 0x2015) || point == 0x2212 || point == 0x30FC ||
         point == 0xFE58 || point == 0xFE63;
}

// The ASCII character that `point` stands for, or 0.
char AsciiFor(char32_t point) {
  if (point < 0x80 && point >= ' ') return static_cast<char>(point);
  if (IsBlank(point)) return ' ';
  if (IsDash(point)) return '-';
  if (point >= 0xFF01 && point <= 0xFF5E) return static_cast<char>(point - 0xFF01 + '!');
  if (point == 0x2215 || point == 0x2044) return '/';
  for (const char32_t zero : kZeros) {
    if (point >= zero && point <= zero + 9) return static_cast<char>(point - zero + '0');
  }
  return 0;
}

std::string_view TrimBlanks(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

size_t CountDigits(std::string_view text) { return std::ranges::count_if(text, IsDigit); }

// Whether what precedes the first digit, "+" or "(" is a label: nothing, or words that are set off
// from the number. "agent7" is a word with a digit.
bool BeginsWithLabelOrNumber(std::string_view text) {
  const size_t start = text.find_first_of("+(0123456789");
  if (start == std::string_view::npos) return false;
  const std::string_view label = text.substr(0, start);
  if (label.find_first_of("*#") != std::string_view::npos) return false;
  if (std::ranges::none_of(label, IsPartOfWord)) return true;
  return label.ends_with(' ') || label.ends_with(':') || label.ends_with('.');
}

// Whether the only word in `text` is that of an extension behind a number: "x12", "ext. 12".
bool HasNoWordButExtension(std::string_view text) {
  const auto word = std::ranges::find_if(text, IsPartOfWord);
  if (word == text.end()) return true;
  std::string_view tail = text.substr(word - text.begin());
  if (word == text.begin()) return false;
  for (const std::string_view name : {"extension", "ext.", "ext", "x"}) {
    if (absl::StartsWithIgnoreCase({tail.data(), tail.size()}, {name.data(), name.size()})) {
      tail = TrimBlanks(tail.substr(name.size()));
      return !tail.empty() && std::ranges::all_of(tail, IsDigit);
    }
  }
  return false;
}

// Whether `text` has one or two letters that mean nothing: neither a word of letters to dial nor
// the "x" of an extension or, in Brazil, of the carrier that the caller chooses: (0xx61).
bool HasStrayLetters(std::string_view text) {
  constexpr int kShortestWord = 3;
  const bool stray =
      std::ranges::any_of(text, [](char c) { return IsLetter(c) && c != 'x' && c != 'X'; });
  return stray && std::ranges::count_if(text, IsLetter) < kShortestWord;
}

// A word that stands before more digits, and what the numbering plan's reader understands instead.
struct Word {
  std::string_view word;
  std::string_view meaning;
};

constexpr Word kWords[] = {
    // In Germany and Austria the direct dial is the end of the number itself.
    {"durchwahl", "-"},
    {"nebenstelle", "-"},
    {"nst", "-"},
    {"dw", "-"},
    {"poste", "ext"},
    {"toestel", "ext"},
    {"wewn", "ext"},
    {"wew", "ext"},
    // Pauses, as mobiles store them.
    {"p", ",,"},
    {"w", ",,"},
};

// Replaces the one word between digits when it is among kWords.
std::string TranslateWord(std::string_view text) {
  const auto first = std::ranges::find_if(text, IsLetter);
  const auto last = std::find_if_not(first, text.end(), IsLetter);
  const std::string_view word = text.substr(first - text.begin(), last - first);
  const std::string_view before = text.substr(0, first - text.begin());
  std::string_view after = text.substr(last - text.begin());
  const size_t digits = after.find_first_not_of(" .:-");
  const bool between = CountDigits(before) > 2 && digits != std::string_view::npos &&
                       std::ranges::all_of(after.substr(digits), IsDigit);
  for (const Word& known : kWords) {
    if (!between || !absl::EqualsIgnoreCase({word.data(), word.size()},
                                            {known.word.data(), known.word.size()})) {
      continue;
    }
    after.remove_prefix(digits);
    return std::string(before).append(known.meaning).append(after);
  }
  return std::string(text);
}

// Cuts "(mobile)" or " home" behind a whole number.
std::string_view CutTrailingLabel(std::string_view text) {
  const size_t last = text.find_last_of("0123456789");
  if (last == std::string_view::npos || last + 1 == text.size()) return text;
  const char next = text[last + 1];
  if (next != ' ' && next != '(' && next != '[' && next != ',') return text;
  if (CountDigits(text) < kWholeNumberDigits) return text;
  return text.substr(0, last + 1);
}

}  // namespace

std::optional<std::string> NormalizeSpelling(std::string_view text) {
  std::string out;
  size_t characters = 0;
  bool pending_blank = false;  // blanks are written only between other characters, and once
  while (!text.empty()) {
    const Utf8Point point = DecodeUtf8(text);
    const char ascii = AsciiFor(point.value);
    const bool control = point.value < ' ' && point.value != '\t';
    if (point.length == 0 || control || point.value == 0x7F) return std::nullopt;
    const std::string_view bytes = text.substr(0, point.length);
    text.remove_prefix(point.length);
    if (IsInvisible(point.value)) continue;
    if (ascii == ' ') {
      pending_blank = !out.empty();
      continue;
    }
    characters += pending_blank ? 2 : 1;
    if (characters > kMaxCharacters) {
      if (ascii >= '0' && ascii <= '9') return std::nullopt;
      continue;
    }
    if (pending_blank) out += ' ';
    pending_blank = false;
    if (ascii != 0) {
      out += ascii;
    } else {
      out += bytes;
    }
  }
  return out;
}

std::optional<std::string> DialableSpelling(std::string_view spelling, bool may_be_account) {
  while (spelling.ends_with('#') || spelling.ends_with(' ')) spelling.remove_suffix(1);
  if (!BeginsWithLabelOrNumber(spelling)) return std::nullopt;
  if (may_be_account && !HasNoWordButExtension(spelling)) return std::nullopt;
  // The plan's reader skips a label by itself; here it would count as the first word.
  spelling.remove_prefix(spelling.find_first_of("+(0123456789"));
  std::string number = TranslateWord(CutTrailingLabel(spelling));
  if (HasStrayLetters(number)) return std::nullopt;
  return number;
}

}  // namespace ringback
