// The page for the weekly review.
#include "apps/ringback/weekly_page.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "apps/ringback/figure_text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ringback::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Figure = v1::ReportFigure;

Figure Make(Figure::Code code, Figure::Unit unit, double value, int64_t count, int64_t total = 0) {
  Figure figure;
  figure.set_code(code);
  figure.set_unit(unit);
  figure.set_value(value);
  figure.set_count(count);
  figure.set_total(total);
  return figure;
}

Figure Count(Figure::Code code, int64_t count) {
  return Make(code, Figure::UNIT_COUNT, static_cast<double>(count), count);
}

Figure Share(Figure::Code code, int64_t count, int64_t total) {
  return Make(code, Figure::UNIT_SHARE,
              total == 0 ? 0 : static_cast<double>(count) / static_cast<double>(total), count,
              total);
}

Figure Money(int64_t units, const std::string& currency) {
  Figure figure = Make(Figure::CODE_VALUE_WON, Figure::UNIT_MONEY, static_cast<double>(units), 1);
  figure.set_currency(currency);
  return figure;
}

std::string Moved(const Figure& now, const Figure& before) {
  Move move;
  return MoveText(now, before, &move);
}

TEST(FigureText, IsReadByPeople) {
  EXPECT_EQ(FigureText(Count(Figure::CODE_LEADS, 1234567)), "1,234,567");
  EXPECT_EQ(FigureText(Share(Figure::CODE_LEADS_REACHED, 11, 19)), "58 %");
  EXPECT_EQ(ShareText(Share(Figure::CODE_LEADS_REACHED, 11, 19)), "11 of 19");
  EXPECT_EQ(FigureText(Share(Figure::CODE_LEADS_REACHED, 0, 0)), "–");
  EXPECT_EQ(FigureText(Make(Figure::CODE_TOUCHES_TO_CLOSE, Figure::UNIT_MEAN, 3.44, 9)), "3.4");
  EXPECT_EQ(FigureText(Money(1240000, "EUR")), "12,400.00 EUR");
  EXPECT_EQ(FigureText(Money(1240000, "JPY")), "1,240,000 JPY");
  EXPECT_EQ(FigureText(Money(1240000, "KWD")), "1,240.000 KWD");
  EXPECT_EQ(FigureText(Money(5, "")), "5");
  EXPECT_EQ(WholeMoneyText(1249950, "EUR"), "12,500 EUR");
  EXPECT_EQ(WholeMoneyText(1249950, "JPY"), "1,249,950 JPY");
  EXPECT_EQ(SpanText(45), "45 s");
  EXPECT_EQ(SpanText(59.6), "1 min");
  EXPECT_EQ(SpanText(3599), "1 h");
  EXPECT_EQ(SpanText(7800), "2 h 10 min");
  EXPECT_EQ(SpanText(86399), "1 d");
  EXPECT_EQ(SpanText(3 * 86400 + 4 * 3600), "3 d 4 h");
}

TEST(MoveText, SaysWhetherItIsForTheBetter) {
  EXPECT_EQ(Moved(Count(Figure::CODE_CONVERSATIONS, 42), Count(Figure::CODE_CONVERSATIONS, 35)),
            "▲ 7 better");
  EXPECT_EQ(Moved(Count(Figure::CODE_CONVERSATIONS, 35), Count(Figure::CODE_CONVERSATIONS, 42)),
            "▼ 7 worse");
  EXPECT_EQ(Moved(Count(Figure::CODE_DUDS, 5), Count(Figure::CODE_DUDS, 2)), "▲ 3 worse");
  EXPECT_EQ(Moved(Count(Figure::CODE_UNTOUCHED_LEADS, 1), Count(Figure::CODE_UNTOUCHED_LEADS, 2)),
            "▼ 1 better");
  EXPECT_EQ(Moved(Count(Figure::CODE_TOUCHES, 9), Count(Figure::CODE_TOUCHES, 2)), "▲ 7");
  EXPECT_EQ(Moved(Count(Figure::CODE_LEADS, 9), Count(Figure::CODE_LEADS, 9)), "= same");
  EXPECT_EQ(Moved(Share(Figure::CODE_PROMISES_KEPT, 3, 4), Share(Figure::CODE_PROMISES_KEPT, 1, 2)),
            "▲ 25 points better");
  EXPECT_EQ(Moved(Share(Figure::CODE_PROMISES_KEPT, 3, 4), Share(Figure::CODE_PROMISES_KEPT, 0, 0)),
            "")
      << "there is nothing to compare with";
  EXPECT_EQ(Moved(Make(Figure::CODE_SPEED_TO_LEAD_MEDIAN, Figure::UNIT_SECONDS, 240, 3),
                  Make(Figure::CODE_SPEED_TO_LEAD_MEDIAN, Figure::UNIT_SECONDS, 900, 3)),
            "▼ 11 min better");
  EXPECT_EQ(Moved(Money(1240000, "EUR"), Money(2000000, "EUR")), "▼ 7,600 worse");
  EXPECT_EQ(Moved(Money(500, "EUR"), Money(100, "USD")), "");
}

v1::ReportLead Lead(const std::string& who, const std::string& interest, int64_t age) {
  v1::ReportLead lead;
  lead.set_caller_display_name(who);
  lead.mutable_lead()->set_interest(interest);
  lead.mutable_lead()->set_close_reason("too dear;\nrang a neighbour's firm");
  lead.mutable_lead()->set_value(450000);
  lead.mutable_lead()->set_currency("EUR");
  lead.set_age_seconds(age);
  return lead;
}

WeeklyReview Review() {
  WeeklyReview review;
  review.company = "Sample Heating";
  review.monday = absl::CivilDay(2026, 11, 16);
  auto& total = *review.week.conversion.mutable_total();
  *total.add_figures() = Count(Figure::CODE_CONVERSATIONS, 42);
  *total.add_figures() = Count(Figure::CODE_LOSSES, 1);
  *total.add_figures() = Money(1240000, "EUR");
  *review.before.conversion.mutable_total()->add_figures() = Count(Figure::CODE_CONVERSATIONS, 35);
  auto& coaching = *review.week.coaching.mutable_total();
  *coaching.add_figures() = Count(Figure::CODE_CALLS_ASSESSED, 8);
  for (int code = Figure::CODE_LET_US_LEAD; code <= Figure::CODE_COMMITTED; ++code)
    *coaching.add_figures() =
        Share(static_cast<Figure::Code>(code), Figure::CODE_UNSTATED_NEEDS_FOUND - code, 8);
  *review.week.conversion.add_losses() =
      Lead("Robert Jones\x1b[31m of a rather long named Sample Street Association", "a boiler", 60);
  *review.week.follow_up.mutable_total()->add_figures() = Count(Figure::CODE_UNTOUCHED_LEADS, 12);
  for (int i = 0; i < 12; ++i)
    *review.week.follow_up.add_untouched_leads() =
        Lead("东京 Sample", "a heat pump for the whole of a terraced house", 86400 * (20 - i));
  auto& duds = *review.week.conversion.add_dud_sources();
  duds.set_display_name("web form: autumn page");
  *duds.add_figures() = Count(Figure::CODE_LEADS, 7);
  *duds.add_figures() = Count(Figure::CODE_DUDS, 3);
  auto& agent = *review.by_agent.add_groups();
  agent.set_display_name("Tracy");
  *agent.add_figures() = Count(Figure::CODE_CONVERSATIONS, 30);
  return review;
}

std::vector<std::string> LinesOf(const std::string& page) { return absl::StrSplit(page, '\n'); }

TEST(WeeklyPage, HasTheWeekBesideTheOneBefore) {
  const std::string page = WeeklyPage(Review(), 80, Ink(false));
  EXPECT_THAT(page, HasSubstr("Sample Heating\nMon 16 Nov to Sun 22 Nov, 2026-W47\n"));
  EXPECT_THAT(page, HasSubstr("  Conversations                           42           35  "
                              "▲ 7 better\n"));
  EXPECT_THAT(page, HasSubstr("12,400 EUR"));
  EXPECT_THAT(page, HasSubstr("too dear; rang a neighbour's firm"));
  EXPECT_THAT(page, HasSubstr("and 2 more: ringback report records --figure untouched-leads"));
  EXPECT_THAT(page, HasSubstr("3 beside 7"));
  EXPECT_THAT(page, HasSubstr("█"));
}

TEST(WeeklyPage, FitsTheTerminalAndIsNotSteeredByNames) {
  for (const size_t columns : {60u, 80u, 100u, 200u}) {
    for (const std::string& line : LinesOf(WeeklyPage(Review(), columns, Ink(false)))) {
      EXPECT_LE(WidthOf(line), columns) << line;
      EXPECT_THAT(line, Not(HasSubstr("\x1b")));
      EXPECT_FALSE(line.ends_with(' ')) << "\"" << line << "\"";
    }
  }
}

TEST(WeeklyPage, HasColoursOnlyWhereTheyAreWanted) {
  EXPECT_THAT(WeeklyPage(Review(), 80, Ink(true)), HasSubstr("\x1b[32m▲ 7 better\x1b[0m"));
  EXPECT_THAT(WeeklyPage(Review(), 80, Ink(false)), Not(HasSubstr("\x1b[")));
}

TEST(WeeklyPage, OfNothingSaysSo) {
  WeeklyReview review;
  review.company = "Sample Heating";
  review.monday = absl::CivilDay(2026, 11, 16);
  review.over = false;
  const std::string page = WeeklyPage(review, 80, Ink(false));
  EXPECT_THAT(page, HasSubstr("2026-W47, so far\n"));
  EXPECT_THAT(page, HasSubstr("nothing to coach from"));
  EXPECT_THAT(page, Not(HasSubstr("Lost, and why")));
}

}  // namespace
}  // namespace ringback::cli
