// Among ten thousand articles a search goes by the index: what it reads does not grow with them.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ringback/articles/article_search.h"
#include "ringback/model/resource_name.h"
#include "ringback/records/article_table.h"
#include "ringback/store/open.h"
#include "tests/store/scratch_folder.h"

namespace ringback::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kTenant[] = "default";

// Passes everything on, and asks for the plan of each query.
class PlanReader final : public store::Session {
 public:
  explicit PlanReader(store::Session& session) : session_(session) {}

  absl::Status Query(std::string_view sql, absl::Span<const store::Param> params,
                     absl::FunctionRef<void(const store::Row&)> each_row) override {
    EXPECT_TRUE(session_
                    .Query("EXPLAIN QUERY PLAN " + std::string(sql), params,
                           [&](const store::Row& row) { plan.emplace_back(row.Text(3)); })
                    .ok());
    return session_.Query(sql, params, each_row);
  }

  absl::StatusOr<int64_t> Execute(std::string_view sql,
                                  absl::Span<const store::Param> params) override {
    return session_.Execute(sql, params);
  }

  std::vector<std::string> plan;

 private:
  store::Session& session_;
};

class ManyArticles : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new ScratchFolder;
    auto store = store::Open("sqlite:" + folder_->path() + "/articles.db");
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = store->release();
    const absl::Status filled = store_->Write(absl::InfiniteFuture(), &Fill);
    ASSERT_TRUE(filled.ok()) << filled;
  }
  static void TearDownTestSuite() {
    delete store_;
    delete folder_;
  }

  static absl::Status Fill(store::WriteSession& session) {
    for (int64_t id = 1; id <= 10000; ++id) {
      ArticleRecord record{.id = id};
      v1::Article& article = record.article;
      article.set_name(ResourceName(kTenant, "articles", id));
      article.set_title(absl::StrCat("Page ", id));
      article.set_body(absl::StrCat("What to do about part ", id % 100, "x of unit ", id, "y."));
      article.set_kind(id % 10 == 0 ? v1::Article::KIND_PRICE_LIST : v1::Article::KIND_FAQ);
      article.add_tags(id % 100 == 0 ? "rare" : "common");
      article.set_revision(1);
      const absl::Status saved = SaveArticle(session, kTenant, record);
      if (!saved.ok()) return saved;
    }
    return absl::OkStatus();
  }

  // Searches, and gives the plan of everything that it read.
  static std::vector<std::string> PlanOf(std::string_view query, const MatchFilter& filter,
                                         size_t* hits) {
    std::vector<std::string> plan;
    const absl::Status read =
        store_->Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
          PlanReader reader(session);
          const auto found = SearchArticleRows(reader, kTenant, query, filter, 10);
          *hits = found.ok() ? found->size() : 0;
          plan = std::move(reader.plan);
          return found.status();
        });
    EXPECT_TRUE(read.ok()) << read;
    return plan;
  }

  static ScratchFolder* folder_;
  static store::Store* store_;
};

ScratchFolder* ManyArticles::folder_ = nullptr;
store::Store* ManyArticles::store_ = nullptr;

TEST_F(ManyArticles, ASearchGoesByTheIndexOfWords) {
  const MatchFilter filters[] = {{},
                                 {.kind = v1::Article::KIND_PRICE_LIST},
                                 {.tag = "rare"},
                                 {.kind = v1::Article::KIND_PRICE_LIST, .tag = "rare"}};
  for (const MatchFilter& filter : filters) {
    size_t hits = 0;
    const std::vector<std::string> plan = PlanOf("unit 9900y", filter, &hits);
    EXPECT_GT(hits, 0u);
    // The index of words is walked with the words; everything else is found by its key.
    EXPECT_THAT(plan, Contains(HasSubstr("VIRTUAL TABLE INDEX")));
    for (const std::string& step : plan) {
      EXPECT_THAT(step, Not(HasSubstr("TEMP B-TREE"))) << step;
      EXPECT_TRUE(absl::StrContains(step, "VIRTUAL TABLE INDEX") ||
                  absl::StartsWith(step, "SEARCH"))
          << step;
    }
    const auto by_tenant_alone = std::count_if(plan.begin(), plan.end(), [](const auto& step) {
      return absl::EndsWith(step, "(tenant=?)");
    });
    EXPECT_LE(by_tenant_alone, 1) << "only counting walks over all articles";
    const std::string& first = plan.front();
    EXPECT_TRUE(absl::StrContains(first, "VIRTUAL TABLE INDEX"))
        << "the words come first: " << first;
  }
}

TEST_F(ManyArticles, AnExactWordFindsItsArticle) {
  size_t hits = 0;
  PlanOf("9901y", {}, &hits);
  EXPECT_EQ(hits, 1u);
}

TEST_F(ManyArticles, AnEmptyTenantIsKnownByOneStep) {
  std::vector<std::string> plan;
  const absl::Status read =
      store_->Read(absl::InfiniteFuture(), [&](store::Session& session) -> absl::Status {
        PlanReader reader(session);
        const auto has = HasArticles(reader, "nobody");
        EXPECT_TRUE(has.ok() && !*has);
        plan = reader.plan;
        return has.status();
      });
  ASSERT_TRUE(read.ok()) << read;
  EXPECT_THAT(plan, Contains(HasSubstr("SEARCH articles USING")));
}

// Somebody may write one word over and over: to count it all would take the time of others.
TEST_F(ManyArticles, AWordIsCountedAThousandTimesAtMost) {
  const absl::Status saved =
      store_->Write(absl::InfiniteFuture(), [](store::WriteSession& session) {
        ArticleRecord record{.id = 20000};
        record.article.set_name(ResourceName(kTenant, "articles", record.id));
        record.article.set_title("Thermosiphon");
        std::string body;
        for (int i = 0; i < 20000; ++i) body += "thermo ";
        record.article.set_body(body + "siphon siphon");
        record.article.set_kind(v1::Article::KIND_FAQ);
        record.article.set_revision(1);
        return SaveArticle(session, kTenant, record);
      });
  ASSERT_TRUE(saved.ok()) << saved;
  const absl::Status read =
      store_->Read(absl::InfiniteFuture(), [](store::Session& session) -> absl::Status {
        const auto found =
            MatchesOf(session, kTenant, WordsOfInterest("thermosiphon thermo siphon"), {});
        if (!found.ok()) return found.status();
        EXPECT_EQ(found->size(), 1u);
        // In the title ten times as many. "thermo" also begins the title's word.
        EXPECT_THAT(found->front().counts, ElementsAre(10, 10 + 999, 2));
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
}

}  // namespace
}  // namespace ringback::test
