// Service: what `ordersync serve` keeps going — the schedule, one thread per running sync, the closing rules
// — and the snapshot that health and metrics show. Other threads of the program are the HTTP server's, the
// one that writes what is pushed (push_writer.h), the beat of a node (nodes.h) and, during a run, the one
// that fetches while another books.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
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
  std::string tls_certificate;  // watched for its end
  std::string tls_key;
};

class Service {
 public:
  // Takes the folder's serve lock. Fails with "already_serving", naming the process.
  static base::Result<std::unique_ptr<Service>> start(Store& store, ServiceOptions options = {});
  // Stops as stop() does.
  ~Service();

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
  // store of its own), and a worker of the server while it waits for a run to end. Thread-safe.
  base::Slots streams{64};
  base::Slots waits{4};

  // Reads the store on a connection of its own. Thread-safe.
  base::Result<ServiceSnapshot> snapshot();

 private:
  enum class Work { run, run_now, retry, push, sessions, retention, alerts };
  struct Running {
    Work work;
    std::string name;  // of the sync; of the connection for sessions
    std::thread thread;
    std::shared_ptr<std::atomic<bool>> done;
  };

  Service(Store& store, ServiceOptions options);
  base::Result<void> check_key();
  void schedule_loop();
  base::Result<void> tick(Worker& worker);
  base::Result<void> look_after(Schedule& schedule, const std::string& connection);
  // False: a work of this kind goes on for it already, or the service stops.
  // `sync`: for Work::push, which goes on when the sync's name changes.
  bool start_work(const std::string& name, Work work, journal::SyncId sync = 0);
  void pushed(journal::SyncId sync);
  void work_pushed_after(journal::SyncId sync, base::Milliseconds pause);
  void look_again(Worker& worker, journal::SyncId sync);
  void rest_after(const std::string& sync, const base::Result<journal::Run>& run);
  bool rests(const std::string& sync);
  base::Result<void> start_pushed(Worker& worker);
  base::Result<void> start_pushed(Worker& worker, journal::SyncId id);
  base::Result<void> find_pushed(Worker& worker);
  void do_guarded(const std::string& name, Work work, journal::SyncId sync);
  void do_work(const std::string& name, Work work, journal::SyncId sync);
  // One of the first four.
  base::Result<journal::Run> do_run(const std::string& name, Work work, journal::SyncId sync);
  base::Result<void> do_sessions(Worker& worker, const std::string& connection);
  void tell_of_sessions(const std::string& connection, std::vector<order::Notice> notices);
  void forget_sessions_but(const std::set<std::string>& connections);
  base::Result<void> look_at_key(Worker& worker, const std::string& connection, base::Instant now);
  base::Result<void> note_own_certificate(Worker& worker);
  base::Result<void> start_chores(Worker& worker);
  base::Result<void> do_chore(Worker& worker, Work work);
  std::ptrdiff_t scheduled_runs();
  std::ptrdiff_t pushed_runs();
  void reap();
  void count(const journal::Run& run);

  Store& store_;
  const ServiceOptions options_;
  std::unique_ptr<ServeLock> lock_;
  std::atomic<bool> stopping_{false};
  std::thread scheduler_;
  std::vector<Running> running_ GUARDED_BY(running_mutex_);
  std::map<std::string, base::Instant> looked_after_;  // by connection; the scheduler thread's own
  bool more_is_due_ = false;                           // than could be started; the scheduler thread's own
  std::string served_last_;                            // the sync behind which the next look begins; likewise
  base::Instant certificate_at_;                       // when it was read last; the scheduler thread's own
  base::Instant pushed_at_;   // when the store was asked what waits last; the scheduler thread's own
  base::Instant alerts_at_;   // when they were looked for last; the scheduler thread's own
  base::Instant silence_at_;  // the thread's that looks for alerts, of which there is one
  base::Mutex running_mutex_;
  // That of the last run, for the next: its Odoo is signed in to, and its catalogue is in memory.
  std::unique_ptr<Worker> spare_ GUARDED_BY(running_mutex_);
  // Syncs of which something pushed waits, and not before when it is worked; one run takes all that has come.
  std::map<journal::SyncId, base::Instant> pushed_ GUARDED_BY(running_mutex_);
  // The last pause of those whose runs left something as it came.
  std::map<journal::SyncId, base::Milliseconds> pauses_ GUARDED_BY(running_mutex_);
  // Syncs whose last retry could not begin with what is due.
  struct Rest {
    base::Instant until;
    base::Milliseconds pause;
  };
  std::map<std::string, Rest> rests_ GUARDED_BY(running_mutex_);
  mutable base::Mutex mutex_;
  base::Instant looked_at_ GUARDED_BY(mutex_);
  std::string trouble_ GUARDED_BY(mutex_) = "starting";
  std::optional<base::Error> outgrown_ GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> runs_ GUARDED_BY(mutex_);
  std::map<std::string, std::int64_t> orders_ GUARDED_BY(mutex_);
  std::map<std::string, std::vector<order::Notice>> session_notices_ GUARDED_BY(mutex_);  // by connection
  std::map<std::string, base::Instant> told_ GUARDED_BY(mutex_);  // when each of those was logged last
  PushDesk push_;
};

}  // namespace ordersync::app
