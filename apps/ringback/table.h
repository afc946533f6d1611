// Tables of text.
#ifndef RINGBACK_APPS_RINGBACK_TABLE_H_
#define RINGBACK_APPS_RINGBACK_TABLE_H_

#include <cstddef>
#include <string>
#include <vector>

namespace ringback::cli {

// Rows under headings, in columns as wide as they have to be.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}

  // A row; `cells` may be anybody's text. Cells that are missing are empty.
  void AddRow(std::vector<std::string> cells);

  bool empty() const { return rows_.empty(); }

  // The lines, each with its line break. With `columns` other than 0 a line that is longer is cut
  // there. Columns in which every cell is empty are left out.
  std::string Render(size_t columns) const;

 private:
  std::vector<std::string> headings_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_TABLE_H_
