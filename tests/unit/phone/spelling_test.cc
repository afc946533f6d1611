// Every spelling of a number is that number, and what only looks like it is not.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdio>
#include <set>
#include <string>

#include "ringback/phone/phone_number.h"
#include "tests/unit/phone/spelling_table.h"

namespace ringback::test {
namespace {

void PrintScore(const char* what, size_t right, size_t all) {
  std::printf("%s: %zu of %zu\n", what, right, all);
}

std::string Describe(const Spelling& row) {
  return std::string("\"") + row.text + "\" in \"" + row.region + "\" (" + row.rule + ")";
}

bool IsPrivacyCode(const Spelling& row) {
  const std::string rule = row.rule;
  return rule.starts_with("NANP *67") || rule.starts_with("TS 22.030") || rule == "Ofcom 141" ||
         rule == "ACMA 1831" || rule == "NTT 184";
}

TEST(Spelling, EveryRowIsReadAsItsRuleSays) {
  size_t right = 0;
  const auto rows = AllSpellings();
  for (const Spelling& row : rows) {
    const ReadNumber read = ReadSignalled(row.text, row.region);
    const bool same = read.kind == row.kind && read.number.ToE164() == row.e164 &&
                      read.extension == row.extension;
    EXPECT_TRUE(same) << Describe(row) << ": kind " << static_cast<int>(read.kind) << ", \""
                      << read.number.ToE164() << "\" x\"" << read.extension << "\", not kind "
                      << static_cast<int>(row.kind) << ", \"" << row.e164 << "\" x\""
                      << row.extension << "\"";
    if (same) ++right;
  }
  PrintScore("spellings", right, rows.size());
}

TEST(Spelling, NearMissesAreOtherNumbersOrNone) {
  size_t right = 0;
  const auto rows = AllNearMisses();
  for (const NearMiss& row : rows) {
    const ReadNumber read = ReadSignalled(row.text, row.region);
    const bool other = read.number.ToE164() != row.not_e164;
    EXPECT_TRUE(other) << "\"" << row.text << "\" in " << row.region << " is " << row.not_e164
                       << " (" << row.rule << ")";
    const auto dialable = ReadDialable(row.text, row.region);
    const bool hidden = read.kind == ReadNumber::Kind::kWithheld;  // then its code is dropped
    if (dialable.ok() && !hidden) {
      EXPECT_NE(dialable->number.ToE164(), row.not_e164) << row.text;
    }
    if (other) ++right;
  }
  PrintScore("near misses told apart", right, rows.size());
}

TEST(Spelling, OnlyNumbersCarryDigits) {
  for (const Spelling& row : WithheldSpellings()) {
    const ReadNumber read = ReadSignalled(row.text, row.region);
    EXPECT_NE(read.kind, ReadNumber::Kind::kNumber) << Describe(row);
    EXPECT_TRUE(read.number.empty()) << Describe(row);
    EXPECT_EQ(read.extension, "") << Describe(row);
  }
}

TEST(Spelling, WhatIsKeptIsFoundAgain) {
  for (const Spelling& row : AllSpellings()) {
    if (row.kind != Kind::kNumber) continue;
    const auto kept = ReadDialable(row.text, row.region);
    ASSERT_TRUE(kept.ok()) << Describe(row) << ": " << kept.status();
    EXPECT_EQ(kept->number.ToE164(), row.e164) << Describe(row);
    EXPECT_EQ(kept->extension, row.extension) << Describe(row);
    EXPECT_EQ(ReadSignalled(row.e164, "").number, kept->number) << Describe(row);
    EXPECT_EQ(ReadSignalled(row.e164, row.region).number, kept->number) << Describe(row);
  }
}

TEST(Spelling, WithheldWordsAndJunkCannotBeKept) {
  for (const Spelling& row : WithheldSpellings()) {
    // A privacy code before a number is dropped; a keypad word may be somebody's number.
    if (IsPrivacyCode(row) || std::string(row.rule).starts_with("keypad")) continue;
    EXPECT_FALSE(ReadDialable(row.text, row.region).ok()) << Describe(row);
  }
}

TEST(Spelling, TheTableIsAsWideAsItClaims) {
  std::set<std::string> regions;
  const auto rows = AllSpellings();
  for (const Spelling& row : rows) {
    if (IsDialingRegion(row.region)) regions.insert(row.region);
  }
  EXPECT_GE(rows.size(), 180u);
  EXPECT_GE(AllNearMisses().size(), 50u);
  EXPECT_GE(regions.size(), 20u);
}

}  // namespace
}  // namespace ringback::test
