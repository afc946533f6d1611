#include "apps/ringback/csv_writer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/model/one_line.h"
#include "ringback/model/text.h"

namespace ringback::cli {

namespace {

// What a spreadsheet may take for the beginning of a formula. Those of East Asian locales read the
// wide and the small forms of the signs as well.
constexpr char32_t kFormulaSigns[] = {U'=',   U'+',   U'-',   U'@',   U'\t',
                                      U'\n',  0x2212, 0xFF1D, 0xFF0B, 0xFF0D,
                                      0xFF20, 0xFE66, 0xFE62, 0xFE63, 0xFE6B};

// Whether a spreadsheet may read `text` as a formula. Blanks before one are dropped by some
// programs when they read a file.
bool LooksLikeFormula(std::string_view text) {
  while (!text.empty()) {
    const Utf8Point point = DecodeUtf8(text);
    if (std::ranges::find(kFormulaSigns, point.value) != std::end(kFormulaSigns)) return true;
    if (u_isUWhiteSpace(static_cast<UChar32>(point.value)) == 0) return false;
    text.remove_prefix(point.length);
  }
  return false;
}

}  // namespace

CsvCell CsvCell::Text(std::string_view text) {
  std::string cell = CleanLines(text);
  if (LooksLikeFormula(cell)) cell.insert(cell.begin(), '\'');
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
