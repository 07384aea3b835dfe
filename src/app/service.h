// Service: what `ordersync serve` keeps going — the schedule, one thread per running sync, the closing rules
// — and the snapshot that health and metrics show. Other threads of the program are the HTTP server's, the
// one that writes what is pushed (push_writer.h), the beat of a node (nodes.h) and, during a run, the one
// that fetches while another books.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "app/alert_look.h"
#include "app/alerts.h"
#include "app/push_desk.h"
#include "app/retention.h"
#include "app/schedule.h"
#include "app/serve_lock.h"
#include "app/service_notices.h"
#include "app/service_threads.h"
#include "app/service_turns.h"
#include "app/store.h"
#include "base/mutex.h"
#include "base/slots.h"

namespace ordersync::app {

// What is counted since the start, and how things stand.
struct ServiceSnapshot {
  struct Sync {
    std::string name;
    bool active = false;
    std::int64_t received = 0, posting = 0, parked = 0, attention = 0;  // in the journal now
    std::int64_t last_run_unix = 0;                                     // 0: never
    bool last_run_failed = false;
  };
  std::vector<Sync> syncs;
  std::map<std::string, std::int64_t> runs;    // by status, since the start
  std::map<std::string, std::int64_t> orders;  // by outcome, since the start
  std::int64_t sessions_open = 0;              // of the embedded POS
  std::int64_t sessions_attention = 0;  // that a person has to see to; in Odoo as seen at the last look
  Alerts::Counts alerts;
  std::int64_t certificate_ends_unix = 0;  // 0: no TLS here, or its files cannot be read
  std::int64_t retention_unix = 0;         // when it was last done; 0: never
};

// What the service does beside the syncs, by the settings.
struct ServiceOptions {
  RetentionRules retention;
  AlertRules alerts;
  std::uintmax_t disk_low_bytes = 0;  // LookOptions
  std::string tls_certificate;        // watched for its end
  std::string tls_key;
};

class Service {
 public:
  // Takes the folder's serve lock. Fails with "already_serving", naming the process.
  static base::Result<std::unique_ptr<Service>> start(Store& store, ServiceOptions options = {});
  // Stops as stop() does.
  ~Service();

  // Begins nothing more, and whoever waits for a run, a source or an Odoo is told to end. What is pushed is
  // still stored.
  void begin_stop();
  // Finishes the batches in hand, ends the runs, joins the threads.
  void stop();
  // Whether it has been asked to. Thread-safe.
  bool stopping() const { return stopping_; }

  // Starts a run of this sync now ("Sync Now"), unless one is under way here. Whether it goes on is asked of
  // the store. Thread-safe.
  void run_now(const std::string& sync);

  // Where orders are pushed to; what is durable is booked within a second or so.
  PushDesk& push() { return push_; }

  // Ready: the schedule has looked at the store within the last minute, and the last look succeeded. Empty:
  // ready; else the reason. Thread-safe.
  std::string not_ready_because() const;
  // Set once a newer program has changed the store so that this one may not write to it any more: it has to
  // end. Thread-safe.
  std::optional<base::Error> outgrown() const;
  // What a caller of the API may hold only so often at once: a live stream (each has a connection to the
  // store of its own), and a thread of the server while it waits for a run to end, or for the answer of an
  // Odoo or a source. Thread-safe.
  base::Slots streams{64};
  base::Slots waits{4};
  base::Slots asks{4};

  // Reads the store on a connection of its own. Thread-safe.
  base::Result<ServiceSnapshot> snapshot();

 private:
  Service(Store& store, ServiceOptions options);
  void schedule_loop();
  base::Result<void> tick(Worker& worker);
  void give_back_memory(Worker& worker);
  base::Result<void> look_after(Schedule& schedule, const std::string& connection);
  base::Result<void> start_pushed(Worker& worker);
  base::Result<void> start_turn(Worker& worker, journal::SyncId id);
  base::Result<void> find_pushed(Worker& worker);
  base::Result<void> note_own_certificate(Worker& worker);
  base::Result<void> start_chores(Worker& worker, const std::set<std::string>& connections);
  base::Result<void> look_for_alerts(Worker& worker, const std::set<std::string>& connections);

  void start_retry(const std::string& sync);
  // False: one is under way. By its id as well: a sync may get another name while its orders wait.
  bool start_pushed_run(journal::SyncId id, const std::string& sync);
  // Other work, for a connection or for none (""). What fails is logged as `failed_event`.
  void start(const char* failed_event, Lane lane, const std::string& connection,
             std::function<base::Result<void>(Worker&)> work);
  // On the worker of the last run, or on one of its own; fails where none can be opened.
  base::Result<journal::Run> with_spare(const std::function<base::Result<journal::Run>(Worker&)>& work);
  // Counts what became of a run, or logs why it could not be held.
  void tell(const std::string& sync, const base::Result<journal::Run>& run);
  void log_failure(const char* event, const base::LogField& subject, const base::Error& error);

  Store& store_;
  const ServiceOptions options_;
  std::unique_ptr<ServeLock> lock_;
  std::atomic<bool> stopping_{false};
  std::thread scheduler_;
  ServiceThreads threads_;
  PushedTurns turns_;
  RetryRests rests_;
  ServiceNotices notices_;                             // of sessions
  ServiceNotices lost_;                                // of booked orders that are in the POS no more
  std::map<std::string, base::Instant> looked_after_;  // by connection; the scheduler thread's own
  bool more_is_due_ = false;                           // than could be started; the scheduler thread's own
  std::string served_last_;                            // the sync behind which the next look begins; likewise
  base::Instant certificate_at_;                       // when it was read last; the scheduler thread's own
  base::Instant pushed_at_;     // when the store was asked what waits last; the scheduler thread's own
  base::Instant alerts_at_;     // when they were looked for last; the scheduler thread's own
  base::Instant retention_at_;  // when it was last seen at work, done or failed; the scheduler thread's own
  base::Instant silence_at_;    // the thread's that looks for alerts, of which there is one
  mutable base::Mutex mutex_;
  std::unique_ptr<Worker> spare_ GUARDED_BY(mutex_);  // that of the last run, for the next
  // When the last run ended, or this began; nothing: its memory was given back since.
  std::optional<base::Instant> worked_at_ GUARDED_BY(mutex_);
  base::Instant looked_at_ GUARDED_BY(mutex_);
  std::string trouble_ GUARDED_BY(mutex_) = "starting";
  std::optional<base::Error> outgrown_ GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> runs_ GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> orders_ GUARDED_BY(mutex_);
  PushDesk push_;
};

}  // namespace ordersync::app
