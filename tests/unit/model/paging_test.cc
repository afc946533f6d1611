// Pages of a list (AIP-158).
#include "ringback/model/paging.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "ringback/v1/caller.pb.h"

namespace ringback {
namespace {

TEST(PageToken, GoesForthAndBack) {
  for (const char* last : {"0000000000011", "tracy", "x", "a/b?c=d&e", "ü"}) {
    const std::string token = MakePageToken("callers of default", last);
    EXPECT_EQ(ReadPageToken("callers of default", token).value(), last);
    EXPECT_EQ(token.find_first_of("+/&?="), std::string::npos) << "fit for a URL: " << token;
  }
  EXPECT_EQ(ReadPageToken("callers of default", "").value(), "");
}

TEST(PageToken, BelongsToItsList) {
  const std::string token = MakePageToken("callers of a", "0000000000011");
  const auto read = ReadPageToken("callers of b", token);
  EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MetadataOf(read.status(), "field"), "page_token");
}

TEST(PageToken, IsNotMadeUp) {
  const std::string token = MakePageToken("list", "0000000000011");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(ReadPageToken("list", changed).ok()) << changed;
  }
  for (const std::string& text : {std::string("x"), std::string("garbage"), token + "A",
                                  token.substr(1), std::string(10000, 'A'), std::string(1, '\0')}) {
    EXPECT_FALSE(ReadPageToken("list", text).ok());
  }
}

TEST(TakePage, CutsToTheRowsAndGoesOnAfterTheLast) {
  std::vector<v1::Caller> callers(3);
  for (int i = 0; i < 3; ++i) {
    callers[i].set_name("tenants/a/callers/" + std::string(1, static_cast<char>('a' + i)));
  }
  std::vector<v1::Caller> page = callers;
  EXPECT_EQ(ReadPageToken("list", TakePage("list", 2, &page)).value(), "b");
  EXPECT_EQ(page.size(), 2u);
  page = callers;
  EXPECT_EQ(TakePage("list", 3, &page), "");
  EXPECT_EQ(page.size(), 3u);
}

TEST(RowsOfPage, AreFiftyWhenNobodySays) {
  EXPECT_EQ(RowsOfPage(0), 50);
  EXPECT_EQ(RowsOfPage(7), 7);
}

}  // namespace
}  // namespace ringback
