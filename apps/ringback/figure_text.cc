#include "apps/ringback/figure_text.h"

#include <unicode/ucurr.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace ringback::cli {

namespace {

using Figure = v1::ReportFigure;

struct Words {
  Figure::Code code;
  std::string_view label;
  std::string_view heading;
  Sense sense;
};

constexpr Words kWords[] = {
    {Figure::CODE_CONVERSATIONS, "Conversations", "TALKS", Sense::kMoreIsBetter},
    {Figure::CODE_ADVANCES, "Advances", "ADVANCES", Sense::kMoreIsBetter},
    {Figure::CODE_CONVERSIONS, "Won", "WON", Sense::kMoreIsBetter},
    {Figure::CODE_VALUE_WON, "Value won", "VALUE", Sense::kMoreIsBetter},
    {Figure::CODE_LOSSES, "Lost", "LOST", Sense::kLessIsBetter},
    {Figure::CODE_LEADS, "Leads that came in", "LEADS", Sense::kMoreIsBetter},
    {Figure::CODE_DUDS, "Duds returned", "DUDS", Sense::kLessIsBetter},
    {Figure::CODE_CONVERSION_RATE, "Won of those closed", "WON %", Sense::kMoreIsBetter},
    {Figure::CODE_FIRST_CALL_CLOSE_RATE, "Won on first call", "1ST CALL", Sense::kMoreIsBetter},
    {Figure::CODE_LEADS_REACHED, "Spoken to", "REACHED", Sense::kMoreIsBetter},
    {Figure::CODE_SPEED_TO_LEAD_MEDIAN, "Speed to lead, median", "SPEED", Sense::kLessIsBetter},
    {Figure::CODE_SPEED_TO_LEAD_P90, "Speed to lead, slowest tenth", "SLOWEST",
     Sense::kLessIsBetter},
    {Figure::CODE_UNTOUCHED_LEADS, "Untouched leads", "UNTOUCHED", Sense::kLessIsBetter},
    {Figure::CODE_TOUCHES_TO_CLOSE, "Touches to close", "TO CLOSE", Sense::kLessIsBetter},
    {Figure::CODE_TOUCHES, "Touches", "TOUCHES", Sense::kNeither},
    {Figure::CODE_CALLBACKS_EARNED, "Callbacks earned", "RETURNED", Sense::kMoreIsBetter},
    {Figure::CODE_CALLBACK_CONVERSION, "Rang back and won", "WON %", Sense::kMoreIsBetter},
    {Figure::CODE_PROMISES_KEPT, "Promises kept", "KEPT", Sense::kMoreIsBetter},
    {Figure::CODE_PROMISES_LATE, "Promises late", "LATE", Sense::kLessIsBetter},
    {Figure::CODE_CALLS_ASSESSED, "Conversations assessed", "ASSESSED", Sense::kMoreIsBetter},
    {Figure::CODE_LET_US_LEAD, "Let us lead", "LEAD", Sense::kMoreIsBetter},
    {Figure::CODE_AGREED_TO_DISCOVERY, "Agreed to discovery", "DISCOVERY", Sense::kMoreIsBetter},
    {Figure::CODE_REVEALED_NEEDS, "Revealed needs", "NEEDS", Sense::kMoreIsBetter},
    {Figure::CODE_EMBRACED_RECOMMENDATION, "Embraced a recommendation", "EMBRACED",
     Sense::kMoreIsBetter},
    {Figure::CODE_VOICED_CONCERNS, "Voiced concerns", "CONCERNS", Sense::kMoreIsBetter},
    {Figure::CODE_COMMITTED, "Committed", "COMMITTED", Sense::kMoreIsBetter},
    {Figure::CODE_UNSTATED_NEEDS_FOUND, "Unstated needs found", "UNSTATED", Sense::kMoreIsBetter},
    {Figure::CODE_INTAKE_COMPLETE, "Intake complete", "INTAKE", Sense::kMoreIsBetter},
};

// One that this program does not know is of a newer server.
const Words& WordsOf(Figure::Code code) {
  static constexpr Words kUnknown = {Figure::CODE_UNSPECIFIED, "another figure", "OTHER",
                                     Sense::kNeither};
  const auto* found = std::find_if(std::begin(kWords), std::end(kWords),
                                   [code](const Words& words) { return words.code == code; });
  return found == std::end(kWords) ? kUnknown : *found;
}

// "12,400": a comma each three digits.
std::string Grouped(int64_t number) {
  std::string text = absl::StrCat(number);
  const size_t first = number < 0 ? 1 : 0;
  for (size_t i = text.size(); i > first + 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

// How many digits a currency has behind the point.
int DigitsOf(const std::string& currency) {
  const std::u16string code(currency.begin(), currency.end());
  UErrorCode error = U_ZERO_ERROR;
  const int32_t digits = ucurr_getDefaultFractionDigits(code.c_str(), &error);
  return U_FAILURE(error) ? 2 : digits;
}

int64_t Percent(const Figure& figure) { return std::llround(figure.value() * 100); }

// How far a figure moved, in the same form as the figure; "" when that cannot be seen in it.
std::string Distance(const Figure& now, const Figure& before) {
  if (now.unit() == Figure::UNIT_SHARE) {
    const int64_t points = std::abs(Percent(now) - Percent(before));
    return points == 0 ? "" : absl::StrCat(points, points == 1 ? " point" : " points");
  }
  if (FigureText(now) == FigureText(before)) return "";
  if (now.unit() == Figure::UNIT_MONEY) {
    // The currency stands beside it.
    std::string money = WholeMoneyText(now.value() - before.value(), now.currency());
    if (money.starts_with('-')) money.erase(0, 1);
    return money.substr(0, money.find(' '));
  }
  Figure distance = now;
  distance.set_value(std::abs(now.value() - before.value()));
  return FigureText(distance);
}

}  // namespace

std::string_view FigureLabel(Figure::Code code) { return WordsOf(code).label; }
std::string_view FigureHeading(Figure::Code code) { return WordsOf(code).heading; }
Sense SenseOf(Figure::Code code) { return WordsOf(code).sense; }

bool IsThere(const Figure& figure) {
  switch (figure.unit()) {
    case Figure::UNIT_SHARE:
      return figure.total() > 0;
    case Figure::UNIT_SECONDS:
    case Figure::UNIT_MEAN:
      return figure.count() > 0;
    default:
      return figure.code() != Figure::CODE_UNSPECIFIED;
  }
}

std::string FigureText(const Figure& figure) {
  if (!IsThere(figure)) return "–";
  switch (figure.unit()) {
    case Figure::UNIT_SHARE:
      return absl::StrCat(Percent(figure), " %");
    case Figure::UNIT_SECONDS:
      return SpanText(figure.value());
    case Figure::UNIT_MEAN:
      return absl::StrFormat("%.1f", figure.value());
    case Figure::UNIT_MONEY:
      return MoneyText(figure.value(), figure.currency());
    default:
      return Grouped(std::llround(figure.value()));
  }
}

std::string ShareText(const Figure& figure) {
  if (figure.unit() != Figure::UNIT_SHARE || !IsThere(figure)) return "";
  return Grouped(figure.count()) + " of " + Grouped(figure.total());
}

std::string MoveText(const Figure& now, const Figure& before, Move* move) {
  *move = Move::kNone;
  if (!IsThere(now) || !IsThere(before)) return "";
  // Sums of two currencies are no sums of one.
  if (now.unit() == Figure::UNIT_MONEY && now.currency() != before.currency() && now.count() > 0 &&
      before.count() > 0) {
    return "";
  }
  const std::string distance = Distance(now, before);
  if (distance.empty()) return "= same";
  const bool more = now.value() > before.value();
  std::string text = (more ? "▲ " : "▼ ") + distance;
  const Sense sense = SenseOf(now.code());
  if (sense == Sense::kNeither) return text;
  const bool better = more == (sense == Sense::kMoreIsBetter);
  *move = better ? Move::kBetter : Move::kWorse;
  return text + (better ? " better" : " worse");
}

Figure FigureOf(const v1::ReportGroup& group, Figure::Code code) {
  for (const Figure& figure : group.figures()) {
    if (figure.code() == code) return figure;
  }
  return {};
}

std::string SpanText(double seconds) {
  const int64_t minutes = std::llround(seconds / 60);
  if (seconds < 59.5) return absl::StrCat(std::llround(seconds), " s");
  if (minutes < 60) return absl::StrCat(minutes, " min");
  if (minutes < 24 * 60) {
    return absl::StrCat(minutes / 60, " h",
                        minutes % 60 == 0 ? "" : absl::StrCat(" ", minutes % 60, " min"));
  }
  const int64_t hours = std::llround(seconds / 3600);
  return absl::StrCat(hours / 24, " d", hours % 24 == 0 ? "" : absl::StrCat(" ", hours % 24, " h"));
}

std::string MoneyText(double smallest_units, const std::string& currency) {
  const int64_t units = std::llround(smallest_units);
  if (currency.size() != 3) return Grouped(units);
  const int digits = DigitsOf(currency);
  const auto one = static_cast<int64_t>(std::llround(std::pow(10, digits)));
  std::string text = Grouped(units / one);
  if (digits > 0) absl::StrAppendFormat(&text, ".%0*d", digits, std::abs(units % one));
  return text + " " + currency;
}

std::string WholeMoneyText(double smallest_units, const std::string& currency) {
  if (currency.size() != 3) return MoneyText(smallest_units, currency);
  const double one = std::pow(10, DigitsOf(currency));
  return Grouped(std::llround(smallest_units / one)) + " " + currency;
}

}  // namespace ringback::cli
