// Company, people, products, taxes, accounting and stock in Odoo 14 to 19, with the fields that a client of
// the Point of Sale may ask for.
//
//   model NAME "LABEL" ["default order"] [versions]
//     field type[:comodel[:inverse]] [!] [*] [versions] ["Label"]
//
// "!": must be set; "*": worked out when it is read (fake_odoo_computed.cc); versions: "17-", "-16", "15-17".
#include "tests/support/fake_odoo_models.h"

namespace ordersync::testing::odoo {

const std::string_view kModels = R"(
model res.company "Companies" "sequence, name"
  name text !
  sequence int
  currency_id one:res.currency
  partner_id one:res.partner
  email text
  parent_id one:res.company
  tax_calculation_rounding_method choice
  point_of_sale_update_stock_quantities choice
  anglo_saxon_accounting bool
  account_price_include choice 18-
  period_lock_date date -17
  fiscalyear_lock_date date
  tax_lock_date date
  sale_lock_date date 18-
  hard_lock_date date 18-

model res.currency "Currency" "active desc, name"
  name text !
  symbol text
  rounding number
  decimal_places int *
  position choice
  active bool

model res.lang "Languages" "active desc, name"
  name text !
  code text !
  active bool
  decimal_point text
  thousands_sep text
  date_format text

model res.partner "Contact" "display_name"
  name text
  ref text
  email text
  email_normalized text
  phone text
  mobile text -18
  tz choice
  vat text
  active bool
  company_id one:res.company
  customer_rank int
  property_account_position_id one:account.fiscal.position

model res.users "Users" "name, login"
  name text
  login text !
  lang choice
  tz choice
  email text
  active bool
  partner_id one:res.partner
  company_id one:res.company
  company_ids set:res.company
  groups_id set:res.groups -18
  group_ids set:res.groups 19-
  all_group_ids set:res.groups * 19-

model res.groups "Access Groups" "name"
  name text !
  full_name text
  comment text

model res.users.apikeys "Users API Keys"
  name text
  user_id one:res.users
  scope text
  expiration_date time 18-

model ir.sequence "Sequence" "name"
  name text !
  code text
  prefix text
  padding int
  number_next int

model ir.module.module "Module" "name"
  name text
  state choice

model ir.model.fields "Fields" "name"
  name text
  model text

model uom.uom "Product Unit of Measure" "name"
  name text

model decimal.precision "Decimal Precision"
  name text !
  digits int

model product.pricelist "Pricelist"
  name text !
  currency_id one:res.currency
  company_id one:res.company
  active bool

model product.template "Product" "name"
  name text !
  active bool

model product.combo "Product Combo" 18-
  name text

model product.combo.item "Product Combo Item" 18-
  combo_id one:product.combo
  product_id one:product.product
  extra_price money

model product.product "Product" "default_code, name, id"
  name text !
  default_code text
  barcode text
  active bool
  sale_ok bool
  available_in_pos bool
  list_price decimal
  lst_price decimal *
  standard_price decimal
  taxes_id set:account.tax
  type choice
  detailed_type choice * 15-17
  is_storable bool 18-
  tracking choice
  company_id one:res.company
  uom_id one:uom.uom
  product_tmpl_id one:product.template
  qty_available decimal *

model account.account "Account" "code"
  name text
  code text

model account.journal "Journal" "sequence, type, code"
  name text !
  code text
  sequence int
  type choice
  active bool
  company_id one:res.company
  profit_account_id one:account.account
  loss_account_id one:account.account

model account.tax "Tax" "sequence, id"
  name text !
  amount number
  amount_type choice
  type_tax_use choice
  price_include bool -17
  price_include bool * 18-
  price_include_override choice 18-
  include_base_amount bool
  is_base_affected bool 15-
  sequence int
  active bool
  description text
  company_id one:res.company
  children_tax_ids set:account.tax
  fiscal_position_ids set:account.fiscal.position 19-
  original_tax_ids set:account.tax 19-

model account.fiscal.position "Fiscal Position" "sequence"
  name text !
  sequence int
  active bool
  company_id one:res.company
  tax_ids many:account.fiscal.position.tax:position_id -18
  tax_ids set:account.tax 19-

model account.fiscal.position.tax "Tax Mapping of Fiscal Position" -18
  position_id one:account.fiscal.position
  tax_src_id one:account.tax
  tax_dest_id one:account.tax

model account.cash.rounding "Account Cash Rounding"
  name text !
  rounding number
  rounding_method choice
  strategy choice

model account.move "Journal Entry" "date desc, name desc, id desc"
  name text
  state choice
  move_type choice
  date date
  ref text
  journal_id one:account.journal
  partner_id one:res.partner
  company_id one:res.company
  amount_total money
  invoice_origin text
  line_ids many:account.move.line:move_id

model account.move.line "Journal Item"
  move_id one:account.move
  name text
  debit money
  credit money
  balance money
  partner_id one:res.partner

model account.bank.statement "Bank Statement" "date desc, name desc, id desc"
  name text
  date date
  journal_id one:account.journal
  balance_start money
  balance_end money *
  balance_end_real money
  pos_session_id one:pos.session -15

model account.bank.statement.line "Bank Statement Line"
  journal_id one:account.journal
  amount money
  payment_ref text
  date date
  pos_session_id one:pos.session 16-

model stock.warehouse "Warehouse" "sequence, id"
  name text !
  code text
  sequence int
  company_id one:res.company
  lot_stock_id one:stock.location
  pos_type_id one:stock.picking.type

model stock.location "Inventory Locations" "complete_name"
  name text !
  complete_name text
  usage choice
  active bool
  company_id one:res.company

model stock.picking.type "Picking Type" "sequence, id"
  name text !
  code choice
  sequence int
  sequence_code text
  active bool
  warehouse_id one:stock.warehouse
  default_location_src_id one:stock.location
  default_location_dest_id one:stock.location
  return_picking_type_id one:stock.picking.type
  company_id one:res.company

model stock.picking "Transfer" "scheduled_date desc, id desc"
  name text
  state choice
  origin text
  date_done time
  scheduled_date time
  partner_id one:res.partner
  picking_type_id one:stock.picking.type
  picking_type_code choice *
  location_id one:stock.location
  location_dest_id one:stock.location
  company_id one:res.company
  pos_order_id one:pos.order
  pos_session_id one:pos.session
  move_lines many:stock.move:picking_id -15
  move_ids many:stock.move:picking_id 16-
  move_ids_without_package many:stock.move:picking_id -18

model stock.move "Stock Move" "id"
  name text -18
  reference text
  state choice
  date time
  product_id one:product.product
  product_uom_qty decimal
  quantity_done decimal -16
  quantity decimal 17-
  picked bool 17-
  picking_id one:stock.picking
  location_id one:stock.location
  location_dest_id one:stock.location
  company_id one:res.company

model stock.quant "Quants"
  product_id one:product.product
  location_id one:stock.location
  quantity decimal
  reserved_quantity decimal
  available_quantity decimal *
  company_id one:res.company
)";

}  // namespace ordersync::testing::odoo
