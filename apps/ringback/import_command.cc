#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "apps/ringback/commands.h"
#include "apps/ringback/contacts/columns.h"
#include "apps/ringback/contacts/contact.h"
#include "apps/ringback/contacts/contact_diff.h"
#include "apps/ringback/contacts/contact_uploader.h"
#include "apps/ringback/contacts/csv_reader.h"
#include "apps/ringback/contacts/stable_hash.h"
#include "apps/ringback/describe.h"
#include "apps/ringback/exit_code.h"
#include "apps/ringback/import_report.h"

namespace ringback::cli {

namespace {

struct ImportOptions {
  std::string path;
  std::vector<std::string> maps;
  std::string source;
  bool dry_run = false;
};

// Rows shown by --dry-run.
constexpr int kShownRows = 5;

// One run over one file: reads it row by row and hands the contacts on.
class Import {
 public:
  Import(const ImportOptions& options, Session& session)
      : options_(options),
        session_(session),
        report_(session.options().json, isatty(STDERR_FILENO) != 0) {}

  absl::Status Run() {
    absl::Status status = Open();
    if (status.ok()) status = options_.dry_run ? DryRun() : Upload();
    return status;
  }

 private:
  // Finds out what the columns hold, and says so.
  absl::Status Open() {
    auto reader = CsvReader::Open(options_.path);
    if (!reader.ok()) return reader.status();
    reader_ = *std::move(reader);
    CsvRecord header;
    const absl::StatusOr<bool> read = reader_->Next(&header);
    if (!read.ok()) return read.status();
    if (!*read) return absl::InvalidArgumentError(options_.path + ": the file is empty");
    static const auto* sources =
        new std::map<std::string, Source>{{"csv", Source::kCsv},
                                          {"hubspot", Source::kHubSpot},
                                          {"salesforce", Source::kSalesforce},
                                          {"google", Source::kGoogle}};
    const auto given = sources->find(options_.source);
    auto columns =
        MapColumns(header.cells, options_.maps,
                   given == sources->end() ? std::nullopt : std::optional<Source>(given->second));
    if (!columns.ok()) return columns.status();
    columns_ = *std::move(columns);
    std::fprintf(stderr, "columns (%s): %s\n", std::string(SystemOf(columns_.source)).c_str(),
                 OneLine(ColumnsText(columns_)).c_str());
    return absl::OkStatus();
  }

  // The next row that is a contact, and that the file does not have twice; nullopt at the end.
  absl::StatusOr<std::optional<v1::Caller>> NextContact(int64_t* line) {
    CsvRecord record;
    while (true) {
      const absl::StatusOr<bool> read = reader_->Next(&record);
      if (!read.ok()) return read.status();
      if (!*read) return std::nullopt;
      if (IsReportFooter(columns_, record)) continue;
      *line = record.line;
      absl::StatusOr<v1::Caller> contact = ReadContact(columns_, record);
      if (!contact.ok()) {
        Reject(record.line, std::string(contact.status().message()));
        continue;
      }
      for (size_t i = 0; i < std::min(record.cells.size(), columns_.targets.size()); ++i) {
        const bool note = columns_.targets[i].field == Field::kAnnotation;
        if (note && record.cells[i].size() > kMaxAnnotationBytes) report_.AddCutNote();
      }
      if (IsFirst(record.line, &*contact)) return *std::move(contact);
    }
  }

  // Each contact once: were it twice with different values, importing the file again would turn it
  // from one into the other and back for ever.
  bool IsFirst(int64_t line, v1::Caller* contact) {
    const uint64_t content = MarkImported(contact);
    const v1::ExternalId& id = contact->external_ids(0);
    const uint64_t key = StableHash(id.system() + "\n" + id.id());
    const auto [known, is_new] = seen_.try_emplace(key, Seen{content, line});
    if (is_new) return true;
    if (known->second.content == content) {
      report_.Add({line, RowResult::Kind::kUnchanged, ""});
    } else {
      Reject(line, absl::StrCat("the same contact stands on line ", known->second.line,
                                " with other values; that one was taken"));
    }
    return false;
  }

  void Reject(int64_t line, std::string problem) {
    report_.Add({line, RowResult::Kind::kRejected, std::move(problem)});
  }

  absl::Status Upload() {
    v1::GetTenantRequest request;
    request.set_name(session_.parent());
    // Before the first row: a tenant that is not there is one error, not one a row.
    const auto tenant =
        session_.Call(&Client::tenants, &v1::TenantService::Stub::GetTenant, request);
    if (!tenant.ok()) return tenant.status();
    const absl::StatusOr<const Client*> client = session_.Connect();
    if (!client.ok()) return client.status();
    const UploadOptions options = {tenant->name(), tenant->default_region(), session_.timeout()};
    ContactUploader uploader((*client)->callers(), options,
                             [this](const RowResult& result) { report_.Add(result); });
    absl::Status status = UploadRows(&uploader);
    const absl::Status finished = uploader.Finish();
    if (status.ok()) status = finished;
    report_.Finish();
    if (!status.ok()) {
      const absl::Status explained = session_.Explain(status);
      return {explained.code(), absl::StrCat("the import stopped: ", explained.message(),
                                             "; it is safe to run again")};
    }
    return report_.rejected() > 0 ? RowsFailed() : absl::OkStatus();
  }

  absl::Status UploadRows(ContactUploader* uploader) {
    while (true) {
      int64_t line = 0;
      auto contact = NextContact(&line);
      if (!contact.ok()) return contact.status();
      if (!contact->has_value()) return absl::OkStatus();
      absl::Status status = uploader->Add(line, **std::move(contact));
      if (!status.ok()) return status;
    }
  }

  // Reads all, shows the first rows, saves nothing.
  absl::Status DryRun() {
    int64_t contacts = 0;
    while (true) {
      int64_t line = 0;
      auto contact = NextContact(&line);
      if (!contact.ok()) return contact.status();
      if (!contact->has_value()) break;
      if (++contacts <= kShownRows) Show(line, **contact);
    }
    if (!session_.options().json) {
      session_.Print(absl::StrCat(WithCommas(contacts), " contacts, ",
                                  WithCommas(report_.rejected()),
                                  " bad rows; nothing was imported (--dry-run)\n"));
    }
    return report_.rejected() > 0 ? RowsFailed() : absl::OkStatus();
  }

  void Show(int64_t line, v1::Caller contact) {
    contact.mutable_annotations()->erase("import." + contact.external_ids(0).system());
    if (session_.options().json) return session_.Print(ToJson(contact, /*pretty=*/false));
    const Clock clock = {absl::Now(), absl::UTCTimeZone()};
    session_.Print(session_.ink().Bold(absl::StrCat("line ", line)) + "\n" +
                   Describe(contact, clock, session_.ink()) + "\n");
  }

  struct Seen {
    uint64_t content;
    int64_t line;
  };

  const ImportOptions& options_;
  Session& session_;
  ImportReport report_;
  std::unique_ptr<CsvReader> reader_;
  Columns columns_;
  absl::flat_hash_map<uint64_t, Seen> seen_;
};

}  // namespace

void AddImportCommand(CLI::App& root, Command* chosen) {
  CLI::App& app = AddSubcommand(
      root,
      {"import", "Saves the contacts of a CSV file, as HubSpot, Salesforce and Google write it",
       "ringback import contacts.csv --map \"Tel. privat=phone:home\""});
  const auto options = std::make_shared<ImportOptions>();
  app.add_option("FILE", options->path, "The file")->required();
  app.add_option("--map", options->maps,
                 "What a column holds, COLUMN=FIELD: given_name, family_name, company, household, "
                 "phone, phone:LABEL, email, street, zip, city, external_id, note, ignore …")
      ->allow_extra_args(false);
  app.add_option("--source", options->source,
                 "Which program wrote the file, when its headers do not tell")
      ->check(CLI::IsMember({"csv", "hubspot", "salesforce", "google"}));
  app.add_flag("--dry-run", options->dry_run, "Save nothing; show what the first rows become");
  const auto run = [options](Session& session) { return Import(*options, session).Run(); };
  app.callback([chosen, run] { *chosen = run; });
}

}  // namespace ringback::cli
