// Saving many contacts at once.
#ifndef RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_UPLOADER_H_
#define RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_UPLOADER_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "grpcpp/completion_queue.h"
#include "ringback/v1/caller.grpc.pb.h"

namespace ringback::cli {

// What became of a row.
struct RowResult {
  enum class Kind { kNew, kChanged, kUnchanged, kRejected };

  int64_t line = 0;
  Kind kind = Kind::kNew;
  std::string problem;  // of a row that was rejected
};

// Where contacts go, and how.
struct UploadOptions {
  std::string parent;                                            // "tenants/ID"
  std::string region;                                            // the tenant's default_region
  std::chrono::microseconds timeout = std::chrono::seconds(10);  // of one call
  int in_flight = 32;                                            // how many rows at once
};

// Saves contacts: each is created or, when a caller with its external id is there, compared with
// that one and updated. Several rows are under way at once, so no two of them may have the same
// external id. Not safe from several threads; everything, `on_result` too, runs inside Add() and
// Finish().
class ContactUploader {
 public:
  // `callers` must outlive the uploader.
  ContactUploader(v1::CallerService::Stub& callers, UploadOptions options,
                  std::function<void(const RowResult&)> on_result);
  ContactUploader(const ContactUploader&) = delete;
  ContactUploader& operator=(const ContactUploader&) = delete;

  // Waits for what is under way.
  ~ContactUploader();

  // Takes a contact with its external id; waits while too many are under way. An error is one that
  // has nothing to do with a row, such as a server that went away: nothing more is taken.
  absl::Status Add(int64_t line, v1::Caller contact);

  // Waits for the rest.
  absl::Status Finish();

 private:
  struct Row;

  void Create(Row* row);
  void Get(Row* row, const std::string& name);
  void Update(Row* row);
  void WaitForOne();
  void OnAnswer(std::unique_ptr<Row> row);
  void OnError(std::unique_ptr<Row> row, const absl::Status& status);
  void Report(const Row& row, RowResult::Kind kind, std::string problem = "");

  v1::CallerService::Stub& callers_;
  const UploadOptions options_;
  const std::function<void(const RowResult&)> on_result_;
  grpc::CompletionQueue queue_;
  int under_way_ = 0;
  absl::Status failure_;
};

}  // namespace ringback::cli

#endif  // RINGBACK_APPS_RINGBACK_CONTACTS_CONTACT_UPLOADER_H_
