#include "ringback/records/bookable_resource_table.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "ringback/base/status_macros.h"
#include "ringback/model/errors.h"
#include "ringback/model/resource_name.h"
#include "ringback/model/timestamps.h"
#include "ringback/store/field_reader.h"
#include "ringback/store/statements.h"

namespace ringback {
namespace {

using store::FieldReader;
using store::Row;
using store::Session;
using store::WriteSession;

#define RINGBACK_RESOURCE_COLUMNS \
  "id, display_name, time_zone, slot_seconds, travel_seconds, revision, create_us, update_us"

BookableResourceRecord ResourceFromRow(std::string_view tenant, const Row& row) {
  BookableResourceRecord record;
  v1::BookableResource& resource = record.resource;
  FieldReader<v1::BookableResource> in(row, &resource);
  in.ChosenName(tenant, "bookableResources", &v1::BookableResource::mutable_name);
  in.Text(&v1::BookableResource::mutable_display_name);
  in.Text(&v1::BookableResource::mutable_time_zone);
  if (const int64_t seconds = in.Int(); seconds != 0)
    resource.mutable_slot_duration()->set_seconds(seconds);
  if (const int64_t seconds = in.Int(); seconds != 0)
    resource.mutable_travel_time()->set_seconds(seconds);
  record.revision = in.Int();
  resource.set_etag(absl::StrCat(record.revision));
  SetMicros(in.Int(), resource.mutable_create_time());
  SetMicros(in.Int(), resource.mutable_update_time());
  return record;
}

absl::Status ReadHours(Session& session, std::string_view tenant, v1::BookableResource* resource) {
  return session.Query(
      "SELECT iso_weekday, start_minute, end_minute FROM bookable_hours WHERE tenant = $1 AND "
      "resource = $2 ORDER BY position",
      {tenant, LastSegment(resource->name())}, [&](const Row& row) {
        v1::CallingHours* hours = resource->add_hours();
        hours->set_iso_weekday(static_cast<int32_t>(row.Int(0)));
        hours->set_start_minute(static_cast<int32_t>(row.Int(1)));
        hours->set_end_minute(static_cast<int32_t>(row.Int(2)));
      });
}

}  // namespace

absl::StatusOr<std::optional<BookableResourceRecord>> ReadBookableResource(Session& session,
                                                                           std::string_view tenant,
                                                                           std::string_view id) {
  std::optional<BookableResourceRecord> record;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT " RINGBACK_RESOURCE_COLUMNS " FROM bookable_resources WHERE tenant = $1 AND id = $2",
      {tenant, id}, [&](const Row& row) { record = ResourceFromRow(tenant, row); }));
  if (record) RINGBACK_RETURN_IF_ERROR(ReadHours(session, tenant, &record->resource));
  return record;
}

absl::StatusOr<BookableResourceRecord> NeedBookableResource(Session& session,
                                                            std::string_view name) {
  RINGBACK_ASSIGN_OR_RETURN(auto record,
                            ReadBookableResource(session, TenantOf(name), LastSegment(name)));
  if (!record) return NotFound(name);
  return *std::move(record);
}

absl::StatusOr<std::vector<v1::BookableResource>> ListBookableResourceRows(Session& session,
                                                                           std::string_view tenant,
                                                                           std::string_view after,
                                                                           int64_t rows) {
  std::vector<v1::BookableResource> resources;
  RINGBACK_RETURN_IF_ERROR(session.Query(
      "SELECT " RINGBACK_RESOURCE_COLUMNS
      " FROM bookable_resources WHERE tenant = $1 AND id > $2 ORDER BY id LIMIT $3",
      {tenant, after, rows},
      [&](const Row& row) { resources.push_back(ResourceFromRow(tenant, row).resource); }));
  for (v1::BookableResource& resource : resources) {
    RINGBACK_RETURN_IF_ERROR(ReadHours(session, tenant, &resource));
  }
  return resources;
}

absl::Status WriteBookableResource(WriteSession& session, const BookableResourceRecord& record) {
  const v1::BookableResource& resource = record.resource;
  const std::string_view tenant = TenantOf(resource.name());
  const std::string_view id = LastSegment(resource.name());
  RINGBACK_RETURN_IF_ERROR(RemoveBookableResource(session, resource.name()));
  RINGBACK_RETURN_IF_ERROR(
      session
          .Execute("INSERT INTO bookable_resources (tenant, " RINGBACK_RESOURCE_COLUMNS
                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                   {tenant, id, resource.display_name(), resource.time_zone(),
                    int64_t{resource.slot_duration().seconds()},
                    int64_t{resource.travel_time().seconds()}, record.revision,
                    ToMicros(resource.create_time()), ToMicros(resource.update_time())})
          .status());
  int position = 0;
  for (const v1::CallingHours& hours : resource.hours()) {
    RINGBACK_RETURN_IF_ERROR(
        session
            .Execute("INSERT INTO bookable_hours (tenant, resource, position, iso_weekday, "
                     "start_minute, end_minute) VALUES ($1, $2, $3, $4, $5, $6)",
                     {tenant, id, position++, hours.iso_weekday(), hours.start_minute(),
                      hours.end_minute()})
            .status());
  }
  return absl::OkStatus();
}

absl::Status RemoveBookableResource(WriteSession& session, std::string_view name) {
  return store::ExecuteEach(session,
                            {"DELETE FROM bookable_resources WHERE tenant = $1 AND id = $2",
                             "DELETE FROM bookable_hours WHERE tenant = $1 AND resource = $2"},
                            {TenantOf(name), LastSegment(name)});
}

}  // namespace ringback
