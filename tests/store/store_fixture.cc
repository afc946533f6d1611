#include "tests/store/store_fixture.h"

#include "absl/strings/str_cat.h"

namespace ringback::store {

void StoreTest::SetUp() {
  database_ = GetParam().make_database();
  Reopen();
  const std::string table =
      "CREATE TABLE things (id BIGINT PRIMARY KEY, label TEXT NOT NULL, body " +
      std::string(database_->bytes_type()) + ")";
  ASSERT_TRUE(
      WriteNow([&](WriteSession& session) { return session.Execute(table, {}).status(); }).ok());
}

void StoreTest::Reopen() {
  store_.reset();
  auto store = database_->Open();
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
}

absl::Status StoreTest::WriteNow(WriteFunction function) {
  return store_->Write(absl::InfiniteFuture(), function);
}

absl::Status StoreTest::Add(int64_t id, std::string_view label) {
  return WriteNow([&](WriteSession& session) { return AddThing(session, id, label); });
}

int64_t StoreTest::Count() {
  int64_t count = -1;
  EXPECT_TRUE(store_
                  ->Read(absl::InfiniteFuture(),
                         [&](Session& session) {
                           count = CountThings(session);
                           return absl::OkStatus();
                         })
                  .ok());
  return count;
}

std::vector<std::string> StoreTest::Labels() {
  std::vector<std::string> labels;
  const absl::Status read = store_->Read(absl::InfiniteFuture(), [&](Session& session) {
    return session.Query("SELECT label FROM things ORDER BY id", {},
                         [&](const Row& row) { labels.emplace_back(row.Text(0)); });
  });
  EXPECT_TRUE(read.ok()) << read;
  return labels;
}

absl::Status AddThing(Session& session, int64_t id, std::string_view label) {
  return session
      .Execute("INSERT INTO things (id, label, body) VALUES ($1, $2, $3)",
               {id, label, Param::Null()})
      .status();
}

int64_t CountThings(Session& session) {
  int64_t count = -1;
  const absl::Status read =
      session.Query("SELECT COUNT(*) FROM things", {}, [&](const Row& row) { count = row.Int(0); });
  EXPECT_TRUE(read.ok()) << read;
  return count;
}

}  // namespace ringback::store
