#include "apps/ringback/contacts/contact_uploader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "apps/ringback/contacts/contact_diff.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/async_unary_call.h"
#include "ringback/client.h"
#include "ringback/model/errors.h"

namespace ringback::cli {

namespace {

// How often a row begins anew because somebody else changed the same caller meanwhile.
constexpr int kMostAttempts = 4;

// Somebody changed or removed the caller between our calls.
bool WasOvertaken(const absl::Status& status) {
  return status.code() == absl::StatusCode::kAborted ||
         status.code() == absl::StatusCode::kNotFound;
}

// The row is at fault: its error is the row's, and the import goes on. When a caller is created,
// what is not found is the tenant.
bool IsAboutTheRow(const absl::Status& status, bool creating) {
  return status.code() == absl::StatusCode::kInvalidArgument ||
         status.code() == absl::StatusCode::kAlreadyExists || (!creating && WasOvertaken(status));
}

// The message without the name that the contact has in the request.
std::string ProblemOf(const absl::Status& status) {
  constexpr std::string_view kPrefix = "caller.";
  std::string message(status.message());
  return message.starts_with(kPrefix) ? message.substr(kPrefix.size()) : message;
}

}  // namespace

// A row under way: one call at a time.
struct ContactUploader::Row {
  enum class Step { kCreate, kGet, kUpdate };

  int64_t line = 0;
  v1::Caller contact;
  Step step = Step::kCreate;
  int attempts = 0;
  v1::UpdateCallerRequest update;
  std::unique_ptr<grpc::ClientContext> context;
  std::unique_ptr<grpc::ClientAsyncResponseReader<v1::Caller>> reader;
  v1::Caller answer;
  grpc::Status status;

  // Every call needs a context of its own.
  grpc::ClientContext* NewContext(std::chrono::microseconds timeout) {
    reader.reset();
    context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(std::chrono::system_clock::now() + timeout);
    return context.get();
  }
};

ContactUploader::ContactUploader(v1::CallerService::Stub& callers, UploadOptions options,
                                 std::function<void(const RowResult&)> on_result)
    : callers_(callers), options_(std::move(options)), on_result_(std::move(on_result)) {}

ContactUploader::~ContactUploader() {
  while (under_way_ > 0) WaitForOne();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

absl::Status ContactUploader::Add(int64_t line, v1::Caller contact) {
  while (under_way_ >= options_.in_flight) WaitForOne();
  if (!failure_.ok()) return failure_;
  auto row = std::make_unique<Row>();
  row->line = line;
  row->contact = std::move(contact);
  ++under_way_;
  Create(row.release());
  return absl::OkStatus();
}

absl::Status ContactUploader::Finish() {
  while (under_way_ > 0) WaitForOne();
  return failure_;
}

// While a call is under way the queue owns its row: the tag.
void ContactUploader::Create(Row* row) {
  row->step = Row::Step::kCreate;
  ++row->attempts;
  v1::CreateCallerRequest request;
  request.set_parent(options_.parent);
  *request.mutable_caller() = row->contact;
  row->reader = callers_.AsyncCreateCaller(row->NewContext(options_.timeout), request, &queue_);
  row->reader->Finish(&row->answer, &row->status, row);
}

void ContactUploader::Get(Row* row, const std::string& name) {
  row->step = Row::Step::kGet;
  v1::GetCallerRequest request;
  request.set_name(name);
  row->reader = callers_.AsyncGetCaller(row->NewContext(options_.timeout), request, &queue_);
  row->reader->Finish(&row->answer, &row->status, row);
}

void ContactUploader::Update(Row* row) {
  row->step = Row::Step::kUpdate;
  row->reader = callers_.AsyncUpdateCaller(row->NewContext(options_.timeout), row->update, &queue_);
  row->reader->Finish(&row->answer, &row->status, row);
}

void ContactUploader::WaitForOne() {
  void* tag = nullptr;
  bool ok = false;
  if (!queue_.Next(&tag, &ok)) return;
  std::unique_ptr<Row> row(static_cast<Row*>(tag));
  absl::Status status = FromGrpcStatus(row->status);
  if (status.ok()) {
    OnAnswer(std::move(row));
  } else {
    OnError(std::move(row), status);
  }
}

void ContactUploader::OnAnswer(std::unique_ptr<Row> row) {
  switch (row->step) {
    case Row::Step::kCreate:
      return Report(*row, RowResult::Kind::kNew);
    case Row::Step::kUpdate:
      return Report(*row, RowResult::Kind::kChanged);
    case Row::Step::kGet:
      break;
  }
  row->update = DiffContact(row->answer, row->contact, options_.region);
  if (row->update.update_mask().paths().empty()) {
    return Report(*row, RowResult::Kind::kUnchanged);
  }
  Update(row.release());
}

void ContactUploader::OnError(std::unique_ptr<Row> row, const absl::Status& status) {
  if (!IsAboutTheRow(status, row->step == Row::Step::kCreate) && failure_.ok()) failure_ = status;
  if (!failure_.ok()) {
    // It is over; what this row would have become nobody knows.
    --under_way_;
    return;
  }
  const bool again = row->attempts < kMostAttempts;
  const std::string resource = MetadataOf(status, "resource");
  if (row->step == Row::Step::kCreate) {
    const bool exists = status.code() == absl::StatusCode::kAlreadyExists && !resource.empty();
    if (exists && again) return Get(row.release(), resource);
  } else if (again && WasOvertaken(status)) {
    return Create(row.release());
  }
  Report(*row, RowResult::Kind::kRejected, ProblemOf(status));
}

void ContactUploader::Report(const Row& row, RowResult::Kind kind, std::string problem) {
  --under_way_;
  on_result_({row.line, kind, std::move(problem)});
}

}  // namespace ringback::cli
