// PURE: card data. At most the last four digits of a card number are kept, in the order and in the copy of
// the payload alike (behaviour 2). Works on the text of JSON, not on a document, so that broken JSON is
// masked as well.
//
// What counts as a card number:
//  - the value of a member named like one (CardNumber, card_no, PAN …): all its digits but the last four are
//  masked;
//  - anywhere in a checkout object and in free text (Remark, Notes, Comment): a run of 13–19 digits, single
//  blanks
//    or hyphens between them allowed, that begins like a card of a known network and whose Luhn digit is
//    right.
// A transaction id in ReferenceID is therefore kept unless it cannot be told from a card number; amounts, ids
// and names of items are never touched, since they decide what is booked.
#pragma once

#include <string>
#include <string_view>

namespace ordersync::source {

class JsonTape;

enum class RedactScope {
  order,       // the rules above
  everything,  // runs are masked wherever they stand: bytes that will never be booked as they are
};

bool is_card_key(std::string_view key);
bool is_free_text_key(std::string_view key);
// What other systems call that in which they tell of a card or a payment.
bool is_payment_key(std::string_view key);

// The value of a card-like member: "4111 1111 1111 1111" → "**** **** **** 1111". With four digits or fewer
// it is given back as it is. A number that is no plain integer (4.1e15) becomes "****".
enum class CardValue { text, number };
std::string masked_card(std::string_view value, CardValue kind);
std::string last_four_digits(std::string_view value, CardValue kind);

// False where no rule would change `value`: a quick look before the slow ones.
bool may_need_masking(std::string_view value);

// Masks the runs that look like card numbers; everything else stays.
bool holds_card_number(std::string_view text);
std::string mask_card_numbers(std::string_view text);

// The copy of a payload to keep; equal to `json` when nothing had to be masked. A string or number that
// `json` cuts off at its end loses all its digits when it stands where a card number may.
std::string redact_json(std::string_view json, RedactScope scope);

// Whether redact_json(…, RedactScope::order) would change the JSON that `tape` was read from; much quicker.
bool holds_card_data(const JsonTape& tape);

// The members of a checkout object whose numbers are amounts and are never masked.
bool is_checkout_amount_key(std::string_view key);
bool is_checkout_list_key(std::string_view key);

}  // namespace ordersync::source
