// What every driver must hold: transactions, snapshots, hooks, deadlines.
#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "ringback/base/status_macros.h"
#include "tests/store/store_fixture.h"

namespace ringback::store {
namespace {

using ::testing::Values;

INSTANTIATE_TEST_SUITE_P(Drivers, StoreTest, Values(Driver{"Sqlite", &MakeSqliteDatabase}),
                         [](const auto& info) { return std::string(info.param.name); });

// Counts for long; a driver has to interrupt it.
constexpr std::string_view kEndlessQuery =
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000000) "
    "SELECT COUNT(*) FROM n";

TEST_P(StoreTest, ErrorUndoesAllThatItsWriteDid) {
  ASSERT_TRUE(Add(1, "kept").ok());
  const absl::Status result = WriteNow([&](WriteSession& session) -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(AddThing(session, 2, "undone"));
    RINGBACK_RETURN_IF_ERROR(session.Execute("DELETE FROM things WHERE id = 1", {}).status());
    return absl::AbortedError("changed my mind");
  });
  EXPECT_EQ(result, absl::AbortedError("changed my mind"));
  EXPECT_EQ(Labels(), std::vector<std::string>{"kept"});
}

TEST_P(StoreTest, ErrorUndoesItsOwnWriteAloneAmongManyAtOnce) {
  constexpr int kThreads = 16;
  constexpr int kEach = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const int64_t id = t * kEach + i;
        const bool fails = (t + i) % 3 == 0;
        const absl::Status result = WriteNow([&](WriteSession& session) -> absl::Status {
          RINGBACK_RETURN_IF_ERROR(AddThing(session, id, fails ? "undone" : "kept"));
          RINGBACK_RETURN_IF_ERROR(AddThing(session, id + 10000, fails ? "undone" : "kept"));
          return fails ? absl::AbortedError("") : absl::OkStatus();
        });
        EXPECT_EQ(result.ok(), !fails) << result;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  int64_t expected = 0;
  for (int t = 0; t < kThreads; ++t) {
    for (int i = 0; i < kEach; ++i) expected += (t + i) % 3 == 0 ? 0 : 2;
  }
  const std::vector<std::string> labels = Labels();
  EXPECT_EQ(static_cast<int64_t>(labels.size()), expected);
  for (const std::string& label : labels) EXPECT_EQ(label, "kept");
}

TEST_P(StoreTest, BrokenKeyIsAlreadyExistsAndUndoesTheWrite) {
  ASSERT_TRUE(Add(1, "first").ok());
  const absl::Status result = WriteNow([&](WriteSession& session) -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(AddThing(session, 2, "before the error"));
    return AddThing(session, 1, "second");
  });
  EXPECT_EQ(result.code(), absl::StatusCode::kAlreadyExists) << result;
  EXPECT_EQ(Labels(), std::vector<std::string>{"first"});
}

TEST_P(StoreTest, AnotherBrokenConstraintIsNotAlreadyExists) {
  const absl::Status result = WriteNow([&](WriteSession& session) {
    return session.Execute("INSERT INTO things (id, label) VALUES ($1, $2)", {1, Param::Null()})
        .status();
  });
  EXPECT_FALSE(result.ok());
  EXPECT_NE(result.code(), absl::StatusCode::kAlreadyExists) << result;
  EXPECT_EQ(Count(), 0);
}

TEST_P(StoreTest, StatementThatDoesNotParseIsAnErrorAndTheStoreGoesOn) {
  const absl::Status result = WriteNow(
      [](WriteSession& session) { return session.Execute("INSERT INTO nowhere", {}).status(); });
  EXPECT_EQ(result.code(), absl::StatusCode::kInternal) << result;
  EXPECT_TRUE(Add(1, "after").ok());
}

TEST_P(StoreTest, WhatWasWrittenIsThereAfterReopening) {
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(Add(i, absl::StrCat("label ", i)).ok());
  Reopen();
  const std::vector<std::string> labels = Labels();
  ASSERT_EQ(labels.size(), 500u);
  EXPECT_EQ(labels[499], "label 499");
  EXPECT_TRUE(Add(500, "and on").ok());
}

TEST_P(StoreTest, ReadIsASnapshot) {
  ASSERT_TRUE(Add(1, "one").ok());
  const absl::Status read = store().Read(absl::InfiniteFuture(), [&](Session& session) {
    EXPECT_EQ(CountThings(session), 1);
    std::thread writer([&] { EXPECT_TRUE(Add(2, "two").ok()); });
    writer.join();
    EXPECT_EQ(CountThings(session), 1);
    return absl::OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
  EXPECT_EQ(Count(), 2);
}

// A kept snapshot may be old; it must not be older than it says.
TEST_P(StoreTest, KeptReadShowsAllThatWasNotedAtItsMoment) {
  constexpr uint64_t kMark = 7;
  std::atomic<bool> ended = false;
  std::atomic<int64_t> acknowledged = 0;
  std::thread writer([&] {
    for (int64_t id = 1; id <= 1000; ++id) {
      EXPECT_TRUE(WriteNow([&](WriteSession& session) {
                    session.Touch(kMark);
                    return AddThing(session, id, "thing");
                  }).ok());
      acknowledged = id;
    }
    ended = true;
  });
  int64_t held = 0;
  do {
    const int64_t before = acknowledged;
    const uint64_t now = store().changes().Now();
    int64_t seen = 0;
    uint64_t of = 0;
    EXPECT_TRUE(store()
                    .ReadKept(absl::InfiniteFuture(),
                              [&](Session& session, uint64_t moment) {
                                of = moment;
                                return session.Query("SELECT COUNT(*) FROM things", {},
                                                     [&](const Row& row) { seen = row.Int(0); });
                              })
                    .ok());
    if (of < now && store().changes().ChangedSince(of, kMark)) continue;
    EXPECT_GE(seen, before) << "it says that nothing has changed since";
    ++held;
  } while (!ended || held == 0);
  writer.join();
}

TEST_P(StoreTest, KeptReadInsideAReadIsOfItsSnapshotAndSureOfNothing) {
  ASSERT_TRUE(Add(1, "before").ok());
  EXPECT_TRUE(store()
                  .Read(absl::InfiniteFuture(),
                        [&](Session& outer) {
                          const auto count = [](Session& session, int64_t* count) {
                            return session.Query("SELECT COUNT(*) FROM things", {},
                                                 [&](const Row& row) { *count = row.Int(0); });
                          };
                          int64_t first = 0, second = 0;
                          RINGBACK_RETURN_IF_ERROR(count(outer, &first));
                          std::thread([&] { EXPECT_TRUE(Add(2, "meanwhile").ok()); }).join();
                          RINGBACK_RETURN_IF_ERROR(store().ReadKept(
                              absl::InfiniteFuture(), [&](Session& inner, uint64_t moment) {
                                EXPECT_EQ(moment, 0U);
                                return count(inner, &second);
                              }));
                          EXPECT_EQ(first, 1);
                          EXPECT_EQ(second, 1);
                          return absl::OkStatus();
                        })
                  .ok());
}

// A read after a kept one must not be given its snapshot.
TEST_P(StoreTest, ReadIsOfNowThoughASnapshotIsKept) {
  EXPECT_TRUE(store()
                  .ReadKept(absl::InfiniteFuture(),
                            [&](Session& session, uint64_t) {
                              return session.Query(
                                  "SELECT COUNT(*) FROM things", {},
                                  [](const Row& row) { EXPECT_EQ(row.Int(0), 0); });
                            })
                  .ok());
  ASSERT_TRUE(Add(1, "meanwhile").ok());
  EXPECT_EQ(Count(), 1);
}

TEST_P(StoreTest, ReadersSeeNothingOfAWriteThatIsNotCommitted) {
  Signal written, looked;
  std::thread writer([&] {
    EXPECT_TRUE(WriteNow([&](WriteSession& session) -> absl::Status {
                  RINGBACK_RETURN_IF_ERROR(AddThing(session, 1, "not yet"));
                  written.Give();
                  looked.Await();
                  return absl::OkStatus();
                }).ok());
  });
  written.Await();
  EXPECT_EQ(Count(), 0);
  looked.Give();
  writer.join();
  EXPECT_EQ(Count(), 1);
}

TEST_P(StoreTest, ErrorOfAReadIsReturnedAsItIs) {
  const absl::Status read = store().Read(
      absl::InfiniteFuture(), [](Session&) { return absl::NotFoundError("nobody of that name"); });
  EXPECT_EQ(read, absl::NotFoundError("nobody of that name"));
}

TEST_P(StoreTest, ReadCannotWrite) {
  const absl::Status read = store().Read(absl::InfiniteFuture(), [](Session& session) {
    return session.Execute("INSERT INTO things (id, label) VALUES (1, 'x')", {}).status();
  });
  EXPECT_FALSE(read.ok());
  EXPECT_EQ(Count(), 0);
}

TEST_P(StoreTest, NestedWriteJoinsTheOuterOne) {
  EXPECT_TRUE(WriteNow([&](WriteSession& outer) -> absl::Status {
                RINGBACK_RETURN_IF_ERROR(AddThing(outer, 1, "outer"));
                RINGBACK_RETURN_IF_ERROR(Add(2, "inner"));
                EXPECT_EQ(CountThings(outer), 2);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(Count(), 2);
  const absl::Status failed = WriteNow([&](WriteSession&) -> absl::Status {
    RINGBACK_RETURN_IF_ERROR(Add(3, "inner"));
    return absl::AbortedError("");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(Count(), 2) << "the inner write stayed although the outer one was undone";
}

TEST_P(StoreTest, ReadInsideAWriteSeesWhatItWrote) {
  EXPECT_TRUE(WriteNow([&](WriteSession& session) -> absl::Status {
                RINGBACK_RETURN_IF_ERROR(AddThing(session, 1, "mine"));
                EXPECT_EQ(Count(), 1);
                return absl::OkStatus();
              }).ok());
}

TEST_P(StoreTest, HooksRunInTheOrderOfTheCommitsBeforeWriteReturns) {
  std::vector<int64_t> order;  // by the hooks alone, which never run at once
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 40; ++i) {
        bool called = false;
        const absl::Status result = WriteNow([&](WriteSession& session) -> absl::Status {
          const int64_t next = CountThings(session);
          RINGBACK_RETURN_IF_ERROR(AddThing(session, next, "in turn"));
          session.OnCommit([&order, &called, next] {
            order.push_back(next);
            called = true;
          });
          return absl::OkStatus();
        });
        EXPECT_TRUE(result.ok()) << result;
        EXPECT_TRUE(called);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_EQ(order.size(), 320u);
  for (size_t i = 0; i < order.size(); ++i) ASSERT_EQ(order[i], static_cast<int64_t>(i));
}

TEST_P(StoreTest, HooksOfOneWriteRunInTheirOrder) {
  std::string order;
  EXPECT_TRUE(WriteNow([&](WriteSession& session) -> absl::Status {
                session.OnCommit([&] { order += "a"; });
                RINGBACK_RETURN_IF_ERROR(WriteNow([&](WriteSession& inner) {
                  inner.OnCommit([&] { order += "b"; });
                  return AddThing(inner, 1, "x");
                }));
                session.OnCommit([&] { order += "c"; });
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(order, "abc");
}

TEST_P(StoreTest, HookOfAWriteThatFailsNeverRuns) {
  int calls = 0;
  for (const bool breaks_key : {false, true}) {
    EXPECT_FALSE(WriteNow([&](WriteSession& session) -> absl::Status {
                   session.OnCommit([&] { ++calls; });
                   RINGBACK_RETURN_IF_ERROR(AddThing(session, 1, "x"));
                   return breaks_key ? AddThing(session, 1, "x") : absl::AbortedError("");
                 }).ok());
  }
  ASSERT_TRUE(Add(2, "after").ok());
  EXPECT_EQ(calls, 0);
}

TEST_P(StoreTest, HookRunsWhenOthersCanReadTheWrite) {
  int64_t seen = -1;
  EXPECT_TRUE(WriteNow([&](WriteSession& session) -> absl::Status {
                session.OnCommit([&] {
                  std::thread reader([&] { seen = Count(); });
                  reader.join();
                });
                return AddThing(session, 1, "x");
              }).ok());
  EXPECT_EQ(seen, 1);
}

TEST_P(StoreTest, WriteWhoseDeadlinePassedIsNotMade) {
  bool ran = false;
  const absl::Status late =
      store().Write(absl::Now() - absl::Seconds(1), [&](WriteSession& session) {
        ran = true;
        return AddThing(session, 1, "too late");
      });
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded) << late;
  EXPECT_FALSE(ran);
  EXPECT_EQ(Count(), 0);
}

TEST_P(StoreTest, QueuedWriteThatDidNotBeginByItsDeadlineIsNeverMade) {
  Signal holding, release;
  std::thread slow([&] {
    EXPECT_TRUE(WriteNow([&](WriteSession& session) -> absl::Status {
                  holding.Give();
                  release.Await();
                  return AddThing(session, 1, "slow");
                }).ok());
  });
  holding.Await();
  const absl::Time begin = absl::Now();
  const absl::Status late = store().Write(begin + absl::Milliseconds(50),
                                          [&](WriteSession& s) { return AddThing(s, 2, "never"); });
  EXPECT_EQ(late.code(), absl::StatusCode::kDeadlineExceeded) << late;
  EXPECT_LT(absl::Now() - begin, absl::Seconds(2));
  release.Give();
  slow.join();
  ASSERT_TRUE(Add(3, "after").ok());
  EXPECT_EQ(Labels(), (std::vector<std::string>{"slow", "after"}));
}

TEST_P(StoreTest, QueryIsInterruptedAtItsDeadlineAndTheStoreGoesOn) {
  ASSERT_TRUE(Add(1, "x").ok());
  const absl::Time begin = absl::Now();
  for (int i = 0; i < 3; ++i) {
    const absl::Status read = store().Read(
        absl::Now() + absl::Milliseconds(50),
        [](Session& session) { return session.Query(kEndlessQuery, {}, [](const Row&) {}); });
    EXPECT_EQ(read.code(), absl::StatusCode::kDeadlineExceeded) << read;
  }
  EXPECT_LT(absl::Now() - begin, absl::Seconds(5));
  EXPECT_EQ(Count(), 1);
}

TEST_P(StoreTest, ReadThatFindsEveryConnectionBusyGivesUpAtItsDeadline) {
  constexpr int kManyMoreThanConnections = 64;
  std::atomic<int> inside = 0;
  Signal release;
  std::vector<std::thread> readers;
  for (int i = 0; i < kManyMoreThanConnections; ++i) {
    readers.emplace_back([&] {
      store()
          .Read(absl::Now() + absl::Milliseconds(300),
                [&](Session&) {
                  ++inside;
                  release.Await();
                  return absl::OkStatus();
                })
          .IgnoreError();
    });
  }
  absl::SleepFor(absl::Milliseconds(400));
  const absl::Time begin = absl::Now();
  const absl::Status read =
      store().Read(begin + absl::Milliseconds(50), [](Session&) { return absl::OkStatus(); });
  EXPECT_LT(inside, kManyMoreThanConnections);
  EXPECT_EQ(read.code(), absl::StatusCode::kDeadlineExceeded) << read;
  release.Give();
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(Count(), 0);
}

TEST_P(StoreTest, ManyThreadsLoseNoUpdate) {
  ASSERT_TRUE(Add(0, "the counter").ok());
  std::atomic<int64_t> done = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const absl::Status result = WriteNow([&](WriteSession& session) -> absl::Status {
          int64_t size = 0;
          RINGBACK_RETURN_IF_ERROR(session.Query("SELECT LENGTH(label) FROM things WHERE id = 0",
                                                 {}, [&](const Row& row) { size = row.Int(0); }));
          return session
              .Execute("UPDATE things SET label = $1 WHERE id = 0", {std::string(size + 1, 'x')})
              .status();
        });
        if (result.ok()) ++done;
        EXPECT_EQ(Count(), 1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(done, 800);
  EXPECT_EQ(Labels()[0].size(), 811u);
}

TEST_P(StoreTest, ClosingFinishesTheWritesThatWait) {
  std::atomic<int> ok = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      if (Add(t, "in time").ok()) ++ok;
    });
  }
  for (std::thread& thread : threads) thread.join();
  Reopen();
  EXPECT_EQ(Count(), ok);
}

}  // namespace
}  // namespace ringback::store
