// Lists of callers and the search: pages, tokens, what is found.
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/model/errors.h"
#include "tests/support/engine_fixture.h"

namespace ringback::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class CallerSearch : public ::testing::Test {
 protected:
  void SetUp() override {
    v1::Caller robert = Person("Mr. Robert Jones", {"+12024561414", "+493023125000"});
    robert.set_company("Müller & Söhne GmbH");
    robert.add_emails("r.jones@sample.example");
    engine.Add(robert);
    engine.Add(Person("Mary O'Neill", {"+12024560000"}));
    engine.Add(Person("Łukasz 100%_Sure"));
  }

  std::vector<std::string> Find(const std::string& query) {
    v1::SearchCallersRequest request;
    request.set_query(query);
    std::vector<std::string> names;
    const auto found = Must(engine->callers().SearchCallers(request, engine.context()));
    for (const v1::Caller& caller : found.callers()) names.push_back(caller.display_name());
    return names;
  }

  TestEngine engine;
};

TEST_F(CallerSearch, FindsByAPartOfTheName) {
  for (const char* query :
       {"Robert", "jones", "JONES", "rob", "jones robert", "  Robert   Jones "}) {
    EXPECT_THAT(Find(query), ElementsAre("Robert Jones")) << query;
  }
  EXPECT_THAT(Find("o'neill"), ElementsAre("Mary O'Neill"));
  EXPECT_THAT(Find("robert smith"), IsEmpty()) << "each word must occur";
}

TEST_F(CallerSearch, FindsByCompanyWithOrWithoutItsAccents) {
  for (const char* query : {"Müller", "muller", "MULLER & SOHNE", "söhne"}) {
    EXPECT_THAT(Find(query), ElementsAre("Robert Jones")) << query;
  }
}

TEST_F(CallerSearch, FindsByEmail) {
  EXPECT_THAT(Find("r.jones@sample"), ElementsAre("Robert Jones"));
  EXPECT_THAT(Find("@SAMPLE.example"), ElementsAre("Robert Jones"));
}

TEST_F(CallerSearch, FindsByAFragmentOfTheNumber) {
  for (const char* query : {"4561414", "456-1414", "(202) 456-1414", "+1 202 456 1414",
                            "030 23125000", "+49 30 23125", "1414"}) {
    EXPECT_THAT(Find(query), ElementsAre("Robert Jones")) << query;
  }
  EXPECT_THAT(Find("202 456"), UnorderedElementsAre("Robert Jones", "Mary O'Neill"));
  EXPECT_THAT(Find("9999999"), IsEmpty());
}

TEST_F(CallerSearch, TakesEveryCharacterAsItself) {
  EXPECT_THAT(Find("100%_sure"), ElementsAre("Łukasz 100%_Sure"));
  EXPECT_THAT(Find("%"), ElementsAre("Łukasz 100%_Sure"));
  EXPECT_THAT(Find("_"), ElementsAre("Łukasz 100%_Sure"));
  EXPECT_THAT(Find("!"), IsEmpty());
  EXPECT_THAT(Find("'; DROP TABLE callers; --"), IsEmpty());
  EXPECT_THAT(Find("\""), IsEmpty());
}

TEST_F(CallerSearch, NeedsSomethingToLookFor) {
  for (const char* query : {"", "  ", "\t"}) {
    v1::SearchCallersRequest request;
    request.set_query(query);
    const auto found = engine->callers().SearchCallers(request, engine.context());
    EXPECT_EQ(found.status().code(), absl::StatusCode::kInvalidArgument) << '"' << query << '"';
    EXPECT_EQ(MetadataOf(found.status(), "field"), "query");
  }
}

class CallerPages : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 25; ++i) engine.Add(Person("Sample Caller" + std::to_string(i)));
  }

  v1::ListCallersResponse Page(int size, const std::string& token = "") {
    v1::ListCallersRequest request;
    request.set_page_size(size);
    request.set_page_token(token);
    return Must(engine->callers().ListCallers(request, engine.context()));
  }

  TestEngine engine;
};

TEST_F(CallerPages, HoldEveryCallerOnceInTheOrderInWhichTheyWereSaved) {
  for (const int size : {1, 7, 24, 25, 26, 1000}) {
    std::vector<std::string> names;
    std::string token;
    do {
      const v1::ListCallersResponse page = Page(size, token);
      EXPECT_LE(page.callers_size(), size);
      for (const v1::Caller& caller : page.callers()) names.push_back(caller.display_name());
      token = page.next_page_token();
    } while (!token.empty());
    ASSERT_EQ(names.size(), 25u) << size;
    for (int i = 0; i < 25; ++i) EXPECT_EQ(names[i], "Sample Caller" + std::to_string(i));
  }
}

TEST_F(CallerPages, AreFiftyLongWhenNobodySays) {
  for (int i = 25; i < 60; ++i) engine.Add(Person("Sample Caller" + std::to_string(i)));
  EXPECT_EQ(Page(0).callers_size(), 50);
}

TEST_F(CallerPages, GoOnWhereTheyWereWhenCallersComeAndGo) {
  const v1::ListCallersResponse first = Page(10);
  engine.Add(Person("A Newcomer"));
  v1::DeleteCallerRequest remove;
  remove.set_name(first.callers(9).name());  // the one that the token goes on after
  Must(engine->callers().DeleteCaller(remove, engine.context()));
  const v1::ListCallersResponse second = Page(100, first.next_page_token());
  ASSERT_EQ(second.callers_size(), 16);
  EXPECT_EQ(second.callers(0).display_name(), "Sample Caller10");
}

TEST_F(CallerPages, OfTheSearchWork) {
  v1::SearchCallersRequest request;
  request.set_query("sample");
  request.set_page_size(10);
  std::set<std::string> names;
  int pages = 0;
  do {
    const auto page = Must(engine->callers().SearchCallers(request, engine.context()));
    for (const v1::Caller& caller : page.callers()) names.insert(caller.name());
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), 25u);
  EXPECT_EQ(pages, 3);
}

TEST_F(CallerPages, RefuseATokenThatIsNotTheirs) {
  v1::ListCallersRequest request;
  const std::string own = Page(10).next_page_token();
  v1::SearchCallersRequest search;
  search.set_query("sample");
  search.set_page_size(10);
  const std::string of_the_search =
      Must(engine->callers().SearchCallers(search, engine.context())).next_page_token();
  std::string cut = own.substr(0, own.size() - 2);
  std::string changed = own;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& token :
       {of_the_search, cut, changed, own + "AAAA", std::string("garbage"), std::string("!!!"),
        std::string("0"), std::string(512, 'A')}) {
    request.set_page_token(token);
    const auto page = engine->callers().ListCallers(request, engine.context());
    EXPECT_EQ(page.status().code(), absl::StatusCode::kInvalidArgument) << token;
    EXPECT_EQ(MetadataOf(page.status(), "field"), "page_token") << token;
  }
  engine.AddTenant("other", {});
  request.set_parent("tenants/other");
  request.set_page_token(own);
  EXPECT_FALSE(engine->callers().ListCallers(request, engine.context()).ok());
  search.set_query("caller");
  search.set_page_token(of_the_search);
  EXPECT_FALSE(engine->callers().SearchCallers(search, engine.context()).ok());
}

TEST_F(CallerPages, RefuseASizeOutOfRange) {
  for (const int size : {-1, 1001}) {
    v1::ListCallersRequest request;
    request.set_page_size(size);
    const auto page = engine->callers().ListCallers(request, engine.context());
    EXPECT_EQ(MetadataOf(page.status(), "field"), "page_size") << size;
  }
}

}  // namespace
}  // namespace ringback::test
