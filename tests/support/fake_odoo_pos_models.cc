// The models of the Point of Sale itself in Odoo 14 to 19; how to read the table: fake_odoo_models.cc.
#include "tests/support/fake_odoo_models.h"

namespace ordersync::testing::odoo {

const std::string_view kPosModels = R"(
model pos.payment.method "Point of Sale Payment Methods"
  name text !
  active bool
  sequence int 17-
  company_id one:res.company
  is_cash_count bool -14
  is_cash_count bool * 15-
  cash_journal_id one:account.journal -14
  journal_id one:account.journal 15-
  type choice * 15-
  split_transactions bool
  use_payment_terminal choice
  config_ids set:pos.config *

model pos.config "Point of Sale Configuration" "id"
  name text !
  active bool
  company_id one:res.company
  currency_id one:res.currency *
  journal_id one:account.journal
  invoice_journal_id one:account.journal
  pricelist_id one:product.pricelist
  payment_method_ids set:pos.payment.method
  picking_type_id one:stock.picking.type
  warehouse_id one:stock.warehouse *
  cash_control bool -16
  cash_control bool * 17-
  cash_rounding bool
  rounding_method one:account.cash.rounding
  only_round_cash_method bool
  iface_tax_included choice
  amount_authorized_diff number
  set_maximum_difference bool 15-
  default_fiscal_position_id one:account.fiscal.position
  fiscal_position_ids set:account.fiscal.position
  sequence_id one:ir.sequence -18
  sequence_line_id one:ir.sequence -18
  order_seq_id one:ir.sequence 19-
  order_line_seq_id one:ir.sequence 19-
  session_ids many:pos.session:config_id
  current_session_id one:pos.session *
  current_session_state text *
  has_active_session bool *
  last_session_closing_cash number *

model pos.session "Point of Sale Session" "id desc"
  name text !
  config_id one:pos.config ! "Point of Sale"
  company_id one:res.company *
  currency_id one:res.currency *
  user_id one:res.users ! "Opened By"
  state choice
  start_at time
  stop_at time
  rescue bool
  update_stock_at_closing bool
  cash_control bool *
  cash_journal_id one:account.journal *
  cash_register_id one:account.bank.statement -15
  statement_ids many:account.bank.statement:pos_session_id -15
  statement_line_ids many:account.bank.statement.line:pos_session_id 16-
  cash_register_balance_start money
  cash_register_balance_end money *
  cash_register_balance_end_real money
  cash_register_difference money *
  cash_real_transaction money 16-
  opening_notes text 15-
  closing_notes text 15-
  order_ids many:pos.order:session_id
  order_count int *
  picking_ids many:stock.picking:pos_session_id
  picking_count int *
  failed_pickings bool *
  move_id one:account.move
  payment_method_ids set:pos.payment.method *
  total_payments_amount number *
  sequence_number int
  login_number int

model pos.order "Point of Sale Orders" "date_order desc, name desc, id desc"
  name text ! "Order Ref"
  date_order time
  user_id one:res.users
  amount_tax number -17 ! "Taxes"
  amount_total number -17 ! "Total"
  amount_paid number -17 ! "Paid"
  amount_return number -17 ! "Returned"
  amount_tax money 18- ! "Taxes"
  amount_total money 18- ! "Total"
  amount_paid money 18- ! "Paid"
  amount_return money 18- ! "Returned"
  amount_difference money 18-
  lines many:pos.order.line:order_id
  payment_ids many:pos.payment:pos_order_id
  company_id one:res.company ! "Company"
  pricelist_id one:product.pricelist -16 ! "Pricelist"
  pricelist_id one:product.pricelist 17-
  partner_id one:res.partner
  sequence_number int
  session_id one:pos.session -18 ! "Session"
  session_id one:pos.session 19-
  config_id one:pos.config *
  currency_id one:res.currency *
  currency_rate number
  is_refund bool 19-
  state choice
  account_move one:account.move
  picking_ids many:stock.picking:pos_order_id
  picking_count int *
  failed_pickings bool *
  picking_type_id one:stock.picking.type *
  note text -17
  general_note text 18
  general_customer_note text 19-
  internal_note text 19-
  floating_order_name text 18-
  nb_print int
  pos_reference text
  sale_journal one:account.journal *
  fiscal_position_id one:account.fiscal.position
  session_move_id one:account.move *
  to_invoice bool
  to_ship bool 15-16
  shipping_date date 17-
  preset_time time 19-
  is_invoiced bool *
  is_tipped bool
  tip_amount money
  refund_orders_count int * 15-
  refunded_order_id one:pos.order * 18-
  refunded_order_ids set:pos.order * 15-17
  has_refundable_lines bool * 15-
  ticket_code text 17-
  tracking_number text * 17-18
  tracking_number text 19-
  uuid text 18-
  email text * 18-
  mobile text 18-
  access_token text 15-
  last_order_preparation_change text 17-
  is_edited bool 18-
  has_deleted_line bool 18-
  order_edit_tracking bool 18-
  available_payment_method_ids set:pos.payment.method * 18-
  source choice 19-

model pos.order.line "Point of Sale Order Lines"
  name text ! "Line No"
  notice text
  company_id one:res.company *
  product_id one:product.product ! "Product"
  full_product_name text
  qty decimal
  price_unit number
  discount number
  price_subtotal number -17 ! "Subtotal w/o Tax"
  price_subtotal_incl number -17 ! "Subtotal"
  price_subtotal money 18- ! "Tax Excl."
  price_subtotal_incl money 18- ! "Tax Incl."
  price_extra number 17-
  price_type choice 17-
  order_id one:pos.order
  tax_ids set:account.tax
  tax_ids_after_fiscal_position set:account.tax *
  pack_lot_ids set:pos.pack.operation.lot
  attribute_value_ids set:product.template.attribute.value 17-
  custom_attribute_value_ids set:product.attribute.custom.value 17-
  customer_note text 15-
  note text 17-
  skip_change bool 17-18
  uuid text 17-
  refunded_orderline_id one:pos.order.line 15-
  refund_orderline_ids many:pos.order.line:refunded_orderline_id 15-
  refunded_qty decimal * 15-
  combo_parent_id one:pos.order.line 17-
  combo_line_ids many:pos.order.line:combo_parent_id 17-
  combo_item_id one:product.combo.item 18-
  is_edited bool 18-
  extra_tax_data text 19-

model pos.payment "Point of Sale Payments" "id desc"
  name text
  pos_order_id one:pos.order ! "Order"
  amount money ! "Amount"
  payment_method_id one:pos.payment.method ! "Payment Method"
  payment_date time ! "Date"
  session_id one:pos.session *
  currency_id one:res.currency *
  partner_id one:res.partner *
  user_id one:res.users * 15-
  company_id one:res.company *
  card_type text
  card_no text 18-
  cardholder_name text
  transaction_id text
  payment_status text
  ticket text
  is_change bool
  account_move_id one:account.move 15-
  uuid text 18-

model pos.pack.operation.lot "Specify product lot/serial number in pos order line"
  lot_name text

model product.template.attribute.value "Product Template Attribute Value" 17-
  name text

model product.attribute.custom.value "Product Attribute Custom Value" 17-
  custom_value text

model pos.close.session.wizard "Close Session Wizard" 15-
  amount_to_balance money
  message text

model closing.balance.confirm.wizard "Closing Balance Confirm" -14
  name text
)";

}  // namespace ordersync::testing::odoo
