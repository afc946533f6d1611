#include "ringback/scripts/tags.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/code_point.h"
#include "ringback/model/errors.h"
#include "ringback/model/text.h"

namespace ringback {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";

struct Place {
  size_t line = 1;
  size_t column = 1;

  std::string Text() const { return absl::StrCat("line ", line, ", column ", column); }
};

std::string_view Trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Walks through a script once, from left to right.
class Reader {
 public:
  Reader(std::string_view field, std::string_view text, bool one_line)
      : field_(field), left_(text), one_line_(one_line) {}

  absl::StatusOr<ReadTags> Read() {
    while (!left_.empty()) {
      if (left_.substr(0, kOpen.size()) == kOpen) {
        RINGBACK_RETURN_IF_ERROR(ReadTag());
      } else {
        RINGBACK_RETURN_IF_ERROR(ReadCharacter());
      }
    }
    EndLine("");
    if (!open_.empty()) {
      return Wrong(open_.back().place,
                   absl::StrCat("{{", open_.back().tag, "}} is not closed; {{/",
                                std::string(NameOf(open_.back().variable)), "}} would close it"));
    }
    return std::move(read_);
  }

 private:
  struct Section {
    Variable variable;
    std::string tag;  // with its sign
    Place place;
  };

  absl::Status Wrong(const Place& place, std::string_view problem) const {
    return InvalidField(field_, absl::StrCat(place.Text(), ": ", std::string(problem)));
  }

  // Takes what has been looked at.
  void Pass(size_t bytes) {
    for (size_t done = 0; done < bytes;) {
      const Utf8Point point = DecodeUtf8(left_.substr(done));
      done += std::max<size_t>(point.length, 1);
      if (point.value == U'\n') {
        place_ = {place_.line + 1, 1};
      } else {
        ++place_.column;
      }
    }
    left_.remove_prefix(bytes);
  }

  absl::Status ReadCharacter() {
    const Utf8Point point = DecodeUtf8(left_);
    if (point.length == 0) return Wrong(place_, "this is not UTF-8");
    if (left_.substr(0, 2) == "\r\n") {
      Pass(1);
      return absl::OkStatus();
    }
    const PointKind kind = KindOf(point.value);
    const bool is_control = point.value < 0xA0 && kind != PointKind::kShown &&
                            point.value != U'\n' && point.value != U'\t';
    if (is_control)
      return Wrong(place_, Quote(left_.substr(0, point.length)) + " is a control character");
    if (point.value == U'\n') {
      if (one_line_) return Wrong(place_, "a second line; it must be one line");
      EndLine("\n");
    } else {
      if (point.value != U' ' && point.value != U'\t') line_has_text_ = true;
      line_ += left_.substr(0, point.length);
    }
    Pass(point.length);
    return absl::OkStatus();
  }

  // A line that held only sections' tags and comments goes, with its end and its blanks.
  void EndLine(std::string_view end) {
    if (line_has_tags_ && !line_has_text_) {
      for (const char c : line_) {
        if (c != ' ' && c != '\t') read_.for_ctemplate.push_back(c);
      }
    } else {
      absl::StrAppend(&read_.for_ctemplate, line_, std::string(end));
    }
    line_.clear();
    line_has_text_ = line_has_tags_ = false;
  }

  absl::Status ReadTag() {
    const Place place = place_;
    const size_t end = left_.find(kClose, kOpen.size());
    if (end == std::string_view::npos) return Wrong(place, "{{ is not closed by }}");
    const std::string_view inside = left_.substr(kOpen.size(), end - kOpen.size());
    const std::string_view tag = Trim(inside);
    Pass(end + kClose.size());
    const char sign = tag.empty() ? '\0' : tag.front();
    switch (sign) {
      case '!':
        line_has_tags_ = true;
        return absl::OkStatus();
      case '#':
      case '^':
        return OpenSection(tag, place);
      case '/':
        return CloseSection(tag, place);
      case '>':
        return Wrong(place, Shown(tag) + " would include another text; scripts have no includes");
      case '%':
        return Wrong(place, Shown(tag) + " is a pragma; scripts have none");
      case '=':
        return Wrong(place, Shown(tag) + " would change the delimiters; they are always {{ and }}");
      default:
        return FillIn(tag, place);
    }
  }

  // A tag as an error shows it: on one line, and not all of it.
  static std::string Shown(std::string_view tag) {
    const std::string quoted = Quote(tag);
    return absl::StrCat("{{", quoted.substr(1, quoted.size() - 2), "}}");
  }

  absl::Status FillIn(std::string_view tag, const Place& place) {
    line_has_text_ = true;
    const auto variable = FindVariable(tag);
    if (variable && !IsQuestion(*variable)) {
      read_.filled_in.set(IndexOf(*variable));
      absl::StrAppend(&line_, "{{", std::string(tag), "}}");
      return absl::OkStatus();
    }
    const std::string_view name = tag.substr(0, tag.find(':'));
    if (name.size() < tag.size() && FindVariable(Trim(name))) {
      return Wrong(place, Shown(tag) + " has a modifier; scripts have none");
    }
    if (variable) {
      return Wrong(place, Shown(tag) + " can only be asked: {{#" + std::string(tag) + "}}…{{/" +
                              std::string(tag) + "}}");
    }
    return Wrong(
        place, Shown(tag) + " is not a variable; there are " + AllNames(/*with_questions=*/false));
  }

  absl::Status OpenSection(std::string_view tag, const Place& place) {
    const auto variable = FindVariable(Trim(tag.substr(1)));
    if (!variable) {
      return Wrong(
          place, Shown(tag) + " is not a section; there are " + AllNames(/*with_questions=*/true));
    }
    if (open_.size() == kMaxSectionDepth) {
      return Wrong(place, absl::StrCat(Shown(tag), " stands in ", kMaxSectionDepth,
                                       " sections; that many are allowed"));
    }
    const bool absent = tag.front() == '^';
    open_.push_back(
        {*variable, absl::StrCat(absent ? "^" : "#", std::string(NameOf(*variable))), place});
    read_.asked.set(IndexOf(*variable));
    line_has_tags_ = true;
    absl::StrAppend(&line_, "{{#", SectionName(open_.back()), "}}");
    return absl::OkStatus();
  }

  absl::Status CloseSection(std::string_view tag, const Place& place) {
    const std::string_view name = Trim(tag.substr(1));
    if (open_.empty()) return Wrong(place, Shown(tag) + " closes nothing");
    const Section section = open_.back();
    if (NameOf(section.variable) != name) {
      return Wrong(place, absl::StrCat(Shown(tag), " does not close {{", section.tag, "}} of ",
                                       section.place.Text()));
    }
    open_.pop_back();
    line_has_tags_ = true;
    line_.push_back(kSectionShown);
    absl::StrAppend(&line_, "{{/", SectionName(section), "}}");
    line_.push_back(kSectionEnd);
    return absl::OkStatus();
  }

  static std::string SectionName(const Section& section) {
    return section.tag.front() == '^' ? AbsentSection(section.variable)
                                      : std::string(NameOf(section.variable));
  }

  const std::string_view field_;
  std::string_view left_;
  const bool one_line_;
  Place place_;
  std::vector<Section> open_;
  std::string line_;  // for ctemplate, so far
  bool line_has_text_ = false;
  bool line_has_tags_ = false;
  ReadTags read_;
};

}  // namespace

std::string AbsentSection(Variable variable) {
  return absl::StrCat("NOT_", std::string(NameOf(variable)));
}

absl::StatusOr<ReadTags> ReadScript(std::string_view field, std::string_view text, bool one_line) {
  return Reader(field, text, one_line).Read();
}

}  // namespace ringback
