#include "apps/ringback/csv_writer.h"

#include <charconv>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

// Whether a spreadsheet may read `text` as a formula. Those of East Asian locales read the wide
// forms of the signs as well.
bool LooksLikeFormula(std::string_view text) {
  if (text.empty()) return false;
  if (std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos) return true;
  for (const std::string_view wide : {"＝", "＋", "－", "＠"}) {
    if (text.starts_with(wide)) return true;
  }
  return false;
}

}  // namespace

CsvCell CsvCell::Text(std::string_view text) {
  // A NUL ends the text in some readers.
  std::string cell = MakeValidUtf8(text);
  std::erase(cell, '\0');
  // Blanks before a formula are dropped by some programs when they read a file.
  const size_t first = cell.find_first_not_of(' ');
  if (first != std::string::npos && LooksLikeFormula(std::string_view(cell).substr(first)))
    cell.insert(cell.begin(), '\'');
  if (cell.find_first_of(",;\"\r\n\t") == std::string::npos && !cell.starts_with(' ') &&
      !cell.ends_with(' ')) {
    return CsvCell(std::move(cell));
  }
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  quoted += '"';
  return CsvCell(std::move(quoted));
}

CsvCell CsvCell::Number(int64_t number) { return CsvCell(absl::StrCat(number)); }

CsvCell CsvCell::Number(double number) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof(text), number).ptr;
  return CsvCell(std::string(text, end));
}

std::string CsvLine(const std::vector<CsvCell>& cells) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += ',';
    line += cells[i].written();
  }
  line += "\r\n";
  return line;
}

}  // namespace ringback::cli
