// The secrets that accounts hand out once and keep hashed: tokens of cookies, links and programs.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace ordersync::app {

// 64 lower-case hexadecimal digits, 256 random bits.
std::string random_digits(base::Random& random);

// BLAKE2b-256 in hexadecimal. A plain hash is enough for what is random and long.
std::string hash_of(const base::Secret& secret);

// Belongs to a sign-in and is derived from its token, so that it need not be kept: who reads the store cannot
// make it, and who has it cannot make the token.
std::string csrf_token_of(const base::Secret& sign_in_token);

}  // namespace ordersync::app
