#include "apps/ringback/markdown_file.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace ringback::cli {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view View(absl::string_view text) { return {text.data(), text.size()}; }

std::string_view Strip(std::string_view text) {
  return View(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
}

// Takes the first line off `text`, without its end.
std::string_view TakeLine(std::string_view* text) {
  const size_t end = text->find('\n');
  std::string_view line = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

// A value of YAML as people write it by hand, without its quotes.
std::string_view Unquote(std::string_view value) {
  value = Strip(value);
  const bool quoted = value.size() >= 2 && (value.front() == '"' || value.front() == '\'') &&
                      value.front() == value.back();
  return quoted ? value.substr(1, value.size() - 2) : value;
}

void AddTag(std::string_view tag, v1::Article* article) {
  tag = Unquote(tag);
  if (!tag.empty()) article->add_tags(std::string(tag));
}

// "[a, b]" or "a, b".
void AddTags(std::string_view value, v1::Article* article) {
  value = Strip(value);
  if (value.size() >= 2 && value.front() == '[' && value.back() == ']') {
    value = value.substr(1, value.size() - 2);
  }
  for (const absl::string_view tag :
       absl::StrSplit(absl::string_view(value.data(), value.size()), ',')) {
    AddTag(View(tag), article);
  }
}

// Takes the front matter off `text`, if it has one.
void TakeFrontMatter(std::string_view* text, v1::Article* article) {
  std::string_view rest = *text;
  if (Strip(TakeLine(&rest)) != "---") return;
  std::vector<std::string_view> lines;
  while (true) {
    if (rest.empty()) return;  // a rule at the beginning, and no front matter
    const std::string_view line = TakeLine(&rest);
    if (Strip(line) == "---" || Strip(line) == "...") break;
    lines.push_back(line);
  }
  bool in_tags = false;
  for (const std::string_view line : lines) {
    const std::string_view stripped = Strip(line);
    if (stripped.starts_with("- ")) {
      if (in_tags) AddTag(stripped.substr(2), article);
      continue;
    }
    in_tags = line.starts_with("tags:");
    if (in_tags) AddTags(line.substr(5), article);
    if (line.starts_with("title:")) article->set_title(std::string(Unquote(line.substr(6))));
  }
  *text = rest;
}

// The first heading, "# Prices #"; "" when there is none.
std::string_view FirstHeading(std::string_view text) {
  bool in_code = false;
  while (!text.empty()) {
    std::string_view line = Strip(TakeLine(&text));
    if (line.starts_with("```") || line.starts_with("~~~")) in_code = !in_code;
    const size_t marks = std::min(line.find_first_not_of('#'), line.size());
    if (in_code || marks == 0 || marks > 6) continue;
    line.remove_prefix(marks);
    if (!line.starts_with(' ') && !line.starts_with('\t')) continue;
    line = Strip(line);
    while (line.ends_with('#')) line.remove_suffix(1);
    line = Strip(line);
    if (!line.empty()) return line;
  }
  return "";
}

}  // namespace

v1::Article ArticleOfMarkdown(const std::string& path, std::string_view text) {
  v1::Article article;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  TakeFrontMatter(&text, &article);
  if (const std::string_view heading = FirstHeading(text); !heading.empty()) {
    article.set_title(std::string(heading));
  }
  if (article.title().empty()) {
    const std::string file = path.substr(path.find_last_of('/') + 1);
    article.set_title(file.substr(0, file.find_last_of('.')));
  }
  article.set_body(std::string(text));
  article.set_source_url("file:" + path);
  return article;
}

}  // namespace ringback::cli
