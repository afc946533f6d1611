// The figures of reports in words.
#ifndef RINGBACK_APPS_RINGBACK_FIGURE_TEXT_H_
#define RINGBACK_APPS_RINGBACK_FIGURE_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ringback/v1/report.pb.h"

namespace ringback::cli {

// Whether more of it is better.
enum class Sense { kMoreIsBetter, kLessIsBetter, kNeither };

// What a figure is called in a line: "Won on first call".
std::string_view FigureLabel(v1::ReportFigure::Code code);
// The same above a column: "1ST CALL".
std::string_view FigureHeading(v1::ReportFigure::Code code);
Sense SenseOf(v1::ReportFigure::Code code);

// "42", "58 %", "2 h 10 min", "3.4", "12,400.00 EUR"; "–" when there is nothing to say it of.
std::string FigureText(const v1::ReportFigure& figure);

// Of a share, what it is made of: "11 of 19"; else "".
std::string ShareText(const v1::ReportFigure& figure);

// Whether there is something to say it of.
bool IsThere(const v1::ReportFigure& figure);

// What a move of a figure means.
enum class Move { kNone, kBetter, kWorse };

// How a figure moved: "▲ 7 better", "▼ 6 points worse", "= same"; "" when there is nothing to
// compare. `move` is set to what that means.
std::string MoveText(const v1::ReportFigure& now, const v1::ReportFigure& before, Move* move);

// The figure of a group; one without a code when it is not there.
v1::ReportFigure FigureOf(const v1::ReportGroup& group, v1::ReportFigure::Code code);

// "45 s", "12 min", "2 h 10 min", "3 d 4 h".
std::string SpanText(double seconds);

// "12,400.00 EUR", by the digits that the currency has; the bare number when it has none.
std::string MoneyText(double smallest_units, const std::string& currency);
// The same, rounded to whole units of the currency: "12,400 EUR".
std::string WholeMoneyText(double smallest_units, const std::string& currency);

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_FIGURE_TEXT_H_
