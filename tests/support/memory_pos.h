// MemoryPos: the POS port as a model in memory, which can play every outcome that a real POS has, the bad
// ones too. It passes the port's contract suite as long as nothing is played.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "pos/catalogue_file.h"
#include "pos/pos_target.h"

namespace ordersync::support {

// What happens to one document instead of being booked properly.
enum class Play {
  refuse,            // refused, nothing stands
  exists_different,  // another order already stands under the key, as if somebody had booked it before
  unknown,           // nothing stands, and the answer is unknown
  act_then_unknown,  // booked, and the answer is lost
  differ,            // booked and answered "created", but what stands has another total
  close_session,     // somebody closes the session just before this document is looked at
};

class MemoryPos final : public pos::Target {
 public:
  // The clock must outlive it. Sessions of the goods are started as the import of the embedded POS does.
  MemoryPos(pos::CatalogueFile goods, const base::Clock& clock);
  ~MemoryPos() override;

  std::size_t batch_size() const override { return batch_size_; }
  base::Result<std::shared_ptr<const order::Catalogue>> catalogue(std::string_view pos_config) override;
  // Nobody.
  base::Result<std::optional<std::string>> find_customer(const order::Customer& customer) override;
  bool knows_customers() const override { return false; }
  bool is_at_hand() const override { return true; }
  base::Result<pos::Session> ensure_session(std::string_view pos_config,
                                            pos::AutoCreate auto_create) override;
  base::Result<std::optional<pos::Session>> open_session(std::string_view pos_config) override;
  base::Result<pos::Session> close_session(std::string_view pos_config,
                                           std::optional<base::Money> counted_cash,
                                           std::optional<std::int64_t> only = std::nullopt) override;
  base::Result<std::vector<std::optional<pos::BookedOrder>>> find(
      std::span<const order::OrderKey> keys) override;
  base::Result<std::vector<pos::BookedOrder>> orders_of(const pos::OrderRange& range) override;

  void set_batch_size(std::size_t size) { batch_size_ = size; }

  // For the next document posted; each call adds one to the queue.
  void play_next(Play play) { queue_.push_back(play); }
  // The next `count` calls of find, catalogue or a session method fail with kind temporary, code
  // "pos_unreachable".
  void be_unreachable_for(int count) { unreachable_ = count; }
  // Whatever is booked, find() shows none of it.
  void show_nothing(bool nothing = true) { shows_nothing_ = nothing; }
  void be_unreachable_in_find_for(int count) { unreachable_in_find_ = count; }

  // People at the POS: gives the configuration a session in this state, or moves its open one there.
  void put_session(std::string_view pos_config, pos::SessionState state);
  // Somebody at the POS, or a failure of it, has left the sale with this external id in another state.
  void set_state(const std::string& external_id, const std::string& state) { states_[external_id] = state; }
  // It was restored from a backup of before this order, or somebody deleted it: its goods are back.
  void lose(const order::OrderKey& key);
  // Somebody changes the catalogue: the version grows. Sessions, orders and stock stay.
  void change_goods(pos::CatalogueFile goods);

  const std::vector<pos::BookedOrder>& orders() const { return orders_; }
  const std::vector<pos::Session>& sessions() const { return sessions_; }
  std::size_t largest_batch() const { return largest_batch_; }        // documents in one call of post
  std::size_t documents_posted() const { return documents_posted_; }  // whatever became of them
  base::Decimal on_hand(std::int64_t product_id) const;

 private:
  bool shows_nothing_ = false;
  std::vector<pos::Outcome> book(const pos::Session& session, std::span<const order::PosDocument> documents,
                                 const pos::Permit& permit) override;
  struct Drawer {
    std::int64_t cash = 0;       // expected in the open session
    std::int64_t left_over = 0;  // counted at the last closing
  };
  const pos::CatalogueFile::ConfigRow* config_named(std::string_view name) const;
  base::Result<const pos::CatalogueFile::ConfigRow*> require_config(std::string_view name) const;
  std::shared_ptr<const order::Catalogue> goods_of(const order::PosConfig& config);
  pos::Session* not_closed(std::string_view name);
  pos::Session& start(std::string_view name, pos::SessionState state);
  std::optional<Play> next_play();
  pos::Outcome post_one(const pos::Session& session, const order::PosDocument& document);
  pos::Outcome existing(const pos::BookedOrder& booked, const order::PosDocument& document) const;
  pos::BookedOrder& add_order(pos::Session& session, const order::PosDocument& document,
                              order::Warnings& warnings);
  void add_picking(pos::BookedOrder& booked, const order::PosDocument& document, order::Warnings& warnings);
  pos::BookedOrder* find_one(const order::OrderKey& key);
  pos::BookedOrder as_it_stands(const pos::BookedOrder& booked) const;
  bool unreachable();

  pos::CatalogueFile goods_;
  const base::Clock& clock_;
  std::int64_t version_ = 1;
  std::map<std::string, std::shared_ptr<const order::Catalogue>> catalogues_;
  std::vector<pos::Session> sessions_;
  std::vector<pos::BookedOrder> orders_;
  std::map<std::string, Drawer> drawers_;
  std::map<std::int64_t, base::Decimal> on_hand_;
  std::deque<Play> queue_;
  std::map<std::string, std::string> states_;
  std::size_t batch_size_ = 500;
  std::size_t largest_batch_ = 0;
  std::size_t documents_posted_ = 0;
  int pickings_ = 0;
  int unreachable_ = 0;
  int unreachable_in_find_ = 0;
};

}  // namespace ordersync::support
