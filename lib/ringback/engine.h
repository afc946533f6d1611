// Ringback in your program: open a file, ask who is calling.
#ifndef RINGBACK_ENGINE_H_
#define RINGBACK_ENGINE_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string_view>

#include "absl/status/statusor.h"
#include "grpcpp/channel.h"
#include "ringback/base/clock.h"
#include "ringback/rooms.h"
#include "ringback/service/server.h"

namespace ringback {

// How an engine is to run.
struct EngineOptions {
  // The clock that records and what comes due are timed by; must outlive the engine.
  Clock* clock = Clock::System();
  // Called, once and from any thread, when the store's file is found to have been deleted, moved or
  // replaced: no write is taken from then on, and the program should say so and end. Look-ups go
  // on. It must be quick, must not use the engine, and is not called after the engine is gone.
  std::function<void(const absl::Status&)> on_store_lost = {};
};

// Everything that Ringback does, on one store, in this process. The accessors lead to the rooms,
// whose methods are those of the services in proto/ringback/v1; channel() offers the same as gRPC
// stubs, so that code written against a Client runs against a file and against a server alike.
//
// Safe from any thread. Destruction waits for requests that are under way; no call may begin after
// it.
class Engine {
 public:
  // For programs that do not use SQLite themselves: call it once, before anything is opened.
  // Look-ups on several threads are a third faster, because SQLite no longer counts its memory, for
  // which all threads take one lock with every allocation. It holds for the whole process, so it is
  // left to the program; after something has been opened it does nothing. Not at the same time as
  // any other use of SQLite.
  static void PrepareProgram();

  // Opens "sqlite:PATH", creating the file when it is not there. INVALID_ARGUMENT for another URI;
  // FAILED_PRECONDITION when the file is open in another program, belongs to one, or was written by
  // a newer Ringback. A file that cannot be written at the moment, as its disk is full or it is
  // read-only, is opened all the same: look-ups are answered, and writes are refused until it can
  // be.
  static absl::StatusOr<std::unique_ptr<Engine>> Open(std::string_view uri,
                                                      const EngineOptions& options = {});
  ~Engine();

  TenantMethods& tenants() { return rooms_->tenants(); }
  CallerMethods& callers() { return rooms_->callers(); }
  LeadMethods& leads() { return rooms_->leads(); }
  NoteMethods& notes() { return rooms_->notes(); }
  AttemptMethods& attempts() { return rooms_->attempts(); }
  CallMethods& calls() { return rooms_->calls(); }
  ContextRoom& context() { return rooms_->context(); }
  CadenceMethods& cadences() { return rooms_->cadences(); }
  DueContactMethods& due_contacts() { return rooms_->due_contacts(); }
  ScriptMethods& scripts() { return rooms_->scripts(); }
  ArticleMethods& articles() { return rooms_->articles(); }
  QuestionMethods& questions() { return rooms_->questions(); }
  BookableResourceMethods& bookable_resources() { return rooms_->bookable_resources(); }
  AppointmentMethods& appointments() { return rooms_->appointments(); }
  WebhookMethods& webhooks() { return rooms_->webhooks(); }
  DeliveryMethods& deliveries() { return rooms_->deliveries(); }
  HandoffMethods& handoffs() { return rooms_->handoffs(); }
  ReportMethods& reports() { return rooms_->reports(); }
  // What a sender takes: ringbackd sends, a program that embeds the engine queues (ADR 11).
  Dispatch& dispatch() { return rooms_->dispatch(); }

  // Waits until what the engine does by itself has been done, as far as it is due by its clock: for
  // those whose clock stands, and who look at what it has come to. Not inside a read or a write.
  void AwaitIdle() { rooms_->AwaitIdle(); }

  // A gRPC channel that does not leave the process: Client(engine->channel()). Made on the first
  // call. The channel must not be used after the engine is gone.
  std::shared_ptr<grpc::Channel> channel();

  // Serves the engine to other programs; see ServerOptions. The server must be gone before the
  // engine.
  absl::StatusOr<std::unique_ptr<Server>> Serve(const ServerOptions& options);

 private:
  explicit Engine(std::unique_ptr<Rooms> rooms) : rooms_(std::move(rooms)) {}

  const std::unique_ptr<Rooms> rooms_;
  std::mutex mutex_;
  std::unique_ptr<Server> in_process_;
};

}  // namespace ringback

#endif  // RINGBACK_ENGINE_H_
