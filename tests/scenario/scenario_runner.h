// What the steps of a scenario mean: they act on a World and compare what a person sees with what the table
// says. The language itself is tests/support/scenario_table.h; the verbs are listed in README.md.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "tests/support/scenario_table.h"
#include "tests/support/world.h"

namespace ordersync::testing {

class ScenarioRunner {
 public:
  ScenarioRunner();
  // Fails the running test where the world is not as the scenario says.
  void run(const Scenario& scenario);

 private:
  void source_sends(const Step& step);
  void source_answers(const Step& step);
  void source_fails(const Step& step);
  void sync_now(const Step& step);
  void settings(const Step& step);
  void import(const Step& step);
  void clock(const Step& step);
  void session(const Step& step);
  void decide(const Step& step);
  void cursor(const Step& step);

  void compare(const Step& step, const std::function<std::string(std::size_t, std::string_view)>& cell,
               std::size_t rows);
  void orders(const Step& step);
  void booked(const Step& step);
  void stock(const Step& step);
  void sessions(const Step& step);
  void pickings(const Step& step);

  World world_;
  std::map<std::string, void (ScenarioRunner::*)(const Step&), std::less<>> verbs_;
};

}  // namespace ordersync::testing
