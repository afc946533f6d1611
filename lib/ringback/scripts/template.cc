#include "ringback/scripts/template.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ctemplate/template.h"
#include "ringback/base/status_macros.h"
#include "ringback/scripts/tags.h"
#include "ringback/scripts/tidy_text.h"

namespace ringback {
namespace {

// Takes what ctemplate writes, up to the bound: expanding cannot be stopped, but it need not be
// kept. Sections do not repeat, so that a template of 10,000 bytes writes a thousand values at
// most.
class BoundedEmitter : public ctemplate::ExpandEmitter {
 public:
  void Emit(char c) override { Emit(&c, 1); }
  void Emit(const std::string& s) override { Emit(s.data(), s.size()); }
  void Emit(const char* s) override { Emit(s, std::char_traits<char>::length(s)); }
  void Emit(const char* s, size_t length) override {
    too_long_ = too_long_ || text_.size() + length > kMaxFilledIn;
    if (!too_long_) text_.append(s, length);
  }

  bool too_long() const { return too_long_; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool too_long_ = false;
};

std::string Marked(Variable variable, const std::string& value) {
  if (value.empty()) return std::string(1, kNotKnown);
  return absl::StrCat(std::string(1, IsWordedHere(variable) ? kOursBegins : kTheirsBegins), value,
                      std::string(1, kValueEnds));
}

}  // namespace

absl::StatusOr<ScriptTemplate> ScriptTemplate::Parse(std::string_view field, std::string_view text,
                                                     bool one_line) {
  RINGBACK_ASSIGN_OR_RETURN(const ReadTags read, ReadScript(field, text, one_line));
  ScriptTemplate script;
  // Kept by us alone: ctemplate's cache would keep it for good, and would look for files.
  script.parsed_.reset(
      ctemplate::Template::StringToTemplate(read.for_ctemplate, ctemplate::DO_NOT_STRIP));
  if (script.parsed_ == nullptr || script.parsed_->state() != ctemplate::TS_READY) {
    return absl::InternalError("ctemplate refused a template that was checked");
  }
  script.named_ = read.filled_in | read.asked;
  script.asked_ = read.asked;
  return script;
}

absl::StatusOr<std::string> ScriptTemplate::FillIn(const VariableValues& values) const {
  ctemplate::TemplateDictionary dictionary("script");
  for (size_t i = 0; i < kVariables; ++i) {
    if (!named_.test(i)) continue;
    const auto variable = static_cast<Variable>(i);
    const std::string name(NameOf(variable));
    dictionary.SetValue(name, Marked(variable, values[i]));
    if (asked_.test(i)) dictionary.ShowSection(values[i].empty() ? AbsentSection(variable) : name);
  }
  BoundedEmitter emitter;
  // No lock of ours: ctemplate has its own, and a parsed template does not change.
  if (!parsed_->Expand(&emitter, &dictionary)) {
    return absl::InternalError("ctemplate could not expand a template that it had parsed");
  }
  if (emitter.too_long()) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the script becomes longer than ", kMaxFilledIn, " bytes"));
  }
  return TidyText(emitter.text());
}

std::vector<std::string> ScriptTemplate::Missing(const VariableValues& values) const {
  std::vector<std::string> missing;
  for (size_t i = 0; i < kVariables; ++i) {
    const auto variable = static_cast<Variable>(i);
    if (named_.test(i) && values[i].empty() && !IsQuestion(variable)) {
      missing.emplace_back(NameOf(variable));
    }
  }
  std::sort(missing.begin(), missing.end());
  return missing;
}

}  // namespace ringback
