#include "ringback/articles/plain_text.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <utility>

#include "ringback/model/code_point.h"
#include "ringback/model/next_place.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

bool IsSpace(char c) { return kBlanks.find(c) != std::string_view::npos; }

bool IsAlnum(char c) {
  // Bytes of UTF-8 beyond ASCII are taken for letters.
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

// Whether `next` after '<' begins a tag, a comment or the like (HTML, "tag open state").
bool OpensTag(char next) {
  return std::isalpha(static_cast<unsigned char>(next)) != 0 || next == '/' || next == '!' ||
         next == '?';
}

// One line of text without tags that is put together.
class Line {
 public:
  void Space() { pending_space_ = !text_.empty(); }

  void Add(std::string_view character) {
    // Whatever was taken away between them, a '<' must not come to stand before what makes it a
    // tag.
    if (!pending_space_ && OpensTag(character.front())) {
      while (!text_.empty() && text_.back() == '<') text_.pop_back();
    }
    if (pending_space_) text_.push_back(' ');
    pending_space_ = false;
    text_.append(character);
  }

  std::string Take() { return std::move(text_); }

 private:
  bool pending_space_ = false;
  std::string text_;
};

// Reads Markdown from front to back. Each of the Skip functions moves on over a mark, or stays.
// None looks at what another has looked at: the text is somebody's who may have thought of the
// worst.
class Reader {
 public:
  explicit Reader(std::string_view text)
      : text_(text),
        tag_end_(text, ">"),
        comment_end_(text, "-->"),
        target_end_(text, ")"),
        reference_end_(text, "]"),
        line_end_(text, "\n") {}

  std::string Read() {
    bool line_begins = true;
    while (at_ < text_.size()) {
      if (line_begins) SkipLineMarks();
      line_begins = false;
      if (at_ >= text_.size()) break;
      if (SkipTag() || SkipMark()) continue;
      line_begins = text_[at_] == '\n';
      Copy();
    }
    return line_.Take();
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  char Before() const { return at_ == 0 ? '\0' : text_[at_ - 1]; }

  void SkipAll(std::string_view characters) {
    at_ = std::min(text_.find_first_not_of(characters, at_), text_.size());
  }

  // Whether the line from here on has three or more of `mark`, and nothing else but blanks.
  bool IsRule(char mark) const {
    size_t count = 0;
    for (size_t i = at_; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == mark) {
        ++count;
      } else if (!IsSpace(text_[i])) {
        return false;
      }
    }
    return count >= 3;
  }

  size_t LineEnd() { return std::min(line_end_.From(at_), text_.size()); }

  void SkipRestOfLine() { at_ = LineEnd(); }

  // Whether the line from here on stands between the heading and the rows of a table: "|---|:--|".
  bool IsTableRule() {
    const std::string_view line = text_.substr(at_, LineEnd() - at_);
    return line.find("--") != std::string_view::npos && line.find('|') != std::string_view::npos &&
           line.find_first_not_of("|-: \t\r") == std::string_view::npos;
  }

  // Headings, quotes, items of lists, fences and rules.
  void SkipLineMarks() {
    SkipAll(" \t>");
    const char first = Peek();
    if (first == '#') {
      const size_t end = std::min(text_.find_first_not_of('#', at_), text_.size());
      if (end - at_ <= 6 && (end == text_.size() || IsSpace(text_[end]))) at_ = end;
    } else if (text_.substr(at_).starts_with("```") || text_.substr(at_).starts_with("~~~") ||
               IsTableRule() ||
               (first != '\0' && std::string_view("-*_=").find(first) != std::string_view::npos &&
                IsRule(first))) {
      SkipRestOfLine();
    } else if ((first == '-' || first == '*' || first == '+') && IsSpace(Peek(1))) {
      ++at_;
    }
    // The numbers of an ordered list stay: they are a part of what it says.
  }

  // A tag, a comment or an address in angle brackets, of which the address stays.
  bool SkipTag() {
    if (Peek() != '<' || !OpensTag(Peek(1))) return false;
    const bool comment = text_.substr(at_).starts_with("<!--");
    const size_t end = comment ? comment_end_.From(at_ + 4) : tag_end_.From(at_);
    ++at_;
    if (end == std::string_view::npos) return true;  // what follows is text
    const std::string_view inside = text_.substr(at_, end - at_);
    const bool address = inside.starts_with("http://") || inside.starts_with("https://") ||
                         inside.starts_with("mailto:");
    if (address && inside.find_first_of(kBlanks) == std::string_view::npos) {
      while (at_ < end) Copy();
    } else {
      line_.Space();
    }
    at_ = end + (comment ? 3 : 1);
    return true;
  }

  // Emphasis, code, links, images, the lines of tables, backslashes.
  bool SkipMark() {
    switch (Peek()) {
      case '\\':
        if (std::ispunct(static_cast<unsigned char>(Peek(1))) == 0) return false;
        ++at_;
        Copy();
        return true;
      case '*':  // between blanks it is an asterisk
        if (IsSpace(Before()) && IsSpace(Peek(1))) return false;
        ++at_;
        return true;
      case '`':
        ++at_;
        return true;
      case '_':  // inside a word it is a part of it
        if (IsAlnum(Before()) && IsAlnum(Peek(1))) return false;
        ++at_;
        return true;
      case '~':
        if (Peek(1) != '~') return false;
        at_ += 2;
        return true;
      case '!':
        if (Peek(1) != '[') return false;
        ++at_;
        return true;
      case '[':
        ++at_;
        return true;
      case ']':
        SkipTarget();
        return true;
      case '|':
        line_.Space();
        ++at_;
        return true;
      default:
        return false;
    }
  }

  // "](https://…)", "][reference]".
  void SkipTarget() {
    ++at_;
    const char open = Peek();
    if (open != '(' && open != '[') return;
    const size_t end = (open == '(' ? target_end_ : reference_end_).From(at_);
    if (end < LineEnd()) at_ = end + 1;
  }

  void Copy() {
    const Utf8Point point = DecodeUtf8(text_.substr(at_));
    const size_t length = std::max<size_t>(point.length, 1);
    const PointKind kind = point.length == 0 ? PointKind::kControl : KindOf(point.value);
    if (kind == PointKind::kShown && point.value != U' ') {
      line_.Add(text_.substr(at_, length));
    } else if (kind != PointKind::kHidden) {
      line_.Space();
    }
    at_ += length;
  }

  const std::string_view text_;
  size_t at_ = 0;
  NextPlace tag_end_, comment_end_, target_end_, reference_end_, line_end_;
  Line line_;
};

}  // namespace

std::string PlainText(std::string_view markdown) { return Reader(markdown).Read(); }

}  // namespace ringback
