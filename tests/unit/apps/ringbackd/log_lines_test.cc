// What others write does nothing to the log.
#include "apps/ringbackd/log_lines.h"

#include <chrono>
#include <string>

#include "gtest/gtest.h"

namespace ringback {
namespace {

using std::chrono::milliseconds;

TEST(EscapeForLog, PlainTextOfAnyLanguageStaysAsItIs) {
  EXPECT_EQ(EscapeForLog("listening on 127.0.0.1:7443, \"Müller\" \\ 日本"),
            "listening on 127.0.0.1:7443, \"Müller\" \\ 日本");
}

TEST(EscapeForLog, WhatWouldBeginALineOrMoveTheCursorIsWrittenOut) {
  EXPECT_EQ(EscapeForLog("a\nb\r\tc\x1b[2J\x7f"), "a\\x0ab\\x0d\\x09c\\x1b[2J\\x7f");
  EXPECT_EQ(EscapeForLog(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(EscapeForLog("\u202e\u2028\u0085"), "\\u{202e}\\u{2028}\\u{85}");
  EXPECT_EQ(EscapeForLog("\xff\xc3"), "\\xff\\xc3");
}

TEST(EscapeForLog, LongTextIsCut) {
  const std::string line = EscapeForLog(std::string(100'000, 'x'));
  EXPECT_EQ(line, std::string(2000, 'x') + "…");
}

TEST(LogRate, LetsSomeThroughThenAFewASecondAndSaysHowManyItLeftOut) {
  LogRate rate(3, 2);
  const auto start = LogRate::Clock::now();
  int left_out = -1;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rate.Take(start, &left_out));
  EXPECT_EQ(left_out, 0);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(rate.Take(start + milliseconds(10), &left_out));
  EXPECT_TRUE(rate.Take(start + milliseconds(600), &left_out));
  EXPECT_EQ(left_out, 5);
  EXPECT_FALSE(rate.Take(start + milliseconds(700), &left_out));
  EXPECT_TRUE(rate.Take(start + milliseconds(1200), &left_out));
  EXPECT_EQ(left_out, 1);
}

}  // namespace
}  // namespace ringback
