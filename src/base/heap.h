// How much memory a process of many short-lived threads keeps.
#pragma once

namespace ordersync::base {

// Each run has threads of its own. Left to itself, the C library gives them a heap each out of many, and
// every heap keeps what the largest run in it ever needed. Before any thread begins.
void use_few_heaps();

// What is not used, to whoever needs it on this machine. Milliseconds; any thread.
void give_back_memory();

}  // namespace ordersync::base
