#include "apps/ringback/table.h"

#include <algorithm>
#include <utility>

#include "apps/ringback/terminal.h"

namespace ringback::cli {

namespace {

std::string RenderLine(const std::vector<std::string>& cells, const std::vector<size_t>& widths,
                       size_t columns) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    line += cells[i] + std::string(widths[i] - WidthOf(cells[i]) + 2, ' ');
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return (columns == 0 ? line : CutToColumns(line, columns)) + "\n";
}

}  // namespace

void Table::AddRow(std::vector<std::string> cells) {
  cells.resize(headings_.size());
  for (std::string& cell : cells) cell = OneLine(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::Render(size_t columns) const {
  std::vector<size_t> widths(headings_.size());
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], WidthOf(row[i]));
  }
  for (size_t i = 0; i < widths.size(); ++i) {
    if (widths[i] != 0) widths[i] = std::max(widths[i], WidthOf(headings_[i]));
  }
  std::string text = RenderLine(headings_, widths, columns);
  for (const auto& row : rows_) text += RenderLine(row, widths, columns);
  return text;
}

}  // namespace ringback::cli
