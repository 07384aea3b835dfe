-- Square: orders of the Orders API, as they are retrieved or searched ({"order": {…}}, {"orders": […]}).
-- https://developer.squareup.com/reference/square/objects/Order
--
--  * Square's own webhooks name an order without its lines: what fetches it sends it here.
--  * Amounts come in the currency's smallest unit; they are shifted by its decimals.
--  * Products are found by the line's name and variation ("Coffee - Large"), else by its name. Modifiers are in the price.
--  * COMPLETED is a sale; every other state is none.
--  * Returns name the order they return: each is a refund of it, with this order's id as its own. An exchange is both.
--  * Tips are Tip (--tip-product), service charges ServiceCharges (--service-product).

local decimals = {JPY = 0, KRW = 0, CLP = 0, VND = 0, ISK = 0, XAF = 0, XOF = 0, KWD = 3, BHD = 3, OMR = 3, JOD = 3, TND = 3}
local units = {[0] = 1, [2] = decimal("0.01"), [3] = decimal("0.001")}

local function money(m)
  if m == nil or m.amount == nil then return 0 end
  return m.amount * units[decimals[m.currency] or 2]
end

local function name_of(item)
  if item.variation_name and item.variation_name ~= "" and item.variation_name ~= "Regular" then
    return item.name .. " - " .. item.variation_name
  end
  return item.name or "Custom Amount"
end

local function line_of(item, gross)
  local quantity = decimal(item.quantity)
  return {ItemName = name_of(item), Quantity = quantity, Price = div(gross, quantity, 6),
          DiscountAmount = money(item.total_discount_money)}
end

local kinds = {CASH = "Cash", CARD = "Card"}

local function payments(o, total)
  local list = {}
  for _, tender in ipairs(o.tenders or {}) do
    table.insert(list, {AmountPaid = money(tender.amount_money), CardType = kinds[tender.type] or tender.type,
                        ReferenceID = tender.payment_id or tender.id or ""})
  end
  if #list == 0 and total ~= 0 then
    list = {{AmountPaid = total, CardType = "Card", ReferenceID = ""}}
  end
  return list
end

local function sale_of(o)
  local lines = {}
  for _, item in ipairs(o.line_items) do table.insert(lines, line_of(item, money(item.gross_sales_money))) end
  local total, tax = money(o.total_money), money(o.total_tax_money)
  return {OrderID = o.id, OrderStatus = o.state == "COMPLETED" and 103 or o.state, OrderDate = o.closed_at or o.created_at,
          OrderItems = lines, ServiceCharges = money(o.total_service_charge_money), Tip = money(o.total_tip_money),
          AmountTotal = total - tax, Tax = tax, GrandTotal = total, AmountPaid = total,
          CheckoutDetails = payments(o, total), Remark = o.ticket_name or o.reference_id}
end

local function refund_of(o, returned)
  local lines, total, tax, tip = {}, 0, 0, 0
  for _, item in ipairs(returned.return_line_items or {}) do
    table.insert(lines, line_of(item, money(item.gross_return_money)))
    total = total + money(item.total_money)
    tax = tax + money(item.total_tax_money)
  end
  for _, one in ipairs(returned.return_tips or {}) do
    tip = tip + money(one.applied_money)
    total = total + money(one.applied_money)
  end
  if returned.return_amounts then
    total, tax = money(returned.return_amounts.total_money), money(returned.return_amounts.tax_money)
  end
  local back = {}
  for _, refund in ipairs(o.refunds or {}) do
    table.insert(back, {AmountPaid = money(refund.amount_money), CardType = "Card", ReferenceID = refund.id})
  end
  if #back == 0 then back = {{AmountPaid = total, CardType = "Card", ReferenceID = ""}} end
  return {OrderID = returned.source_order_id or o.id, RefundID = o.id, OrderStatus = 106, OrderDate = o.closed_at or o.created_at,
          OrderItems = lines, Tip = tip, AmountTotal = total - tax, Tax = tax, GrandTotal = total, AmountPaid = total,
          CheckoutDetails = back}
end

function order(o)
  o = o.order or o
  if o.id == nil or (o.line_items == nil and o.returns == nil) then return nil, "this is no order of Square with its lines" end
  local orders = {}
  if o.line_items and #o.line_items > 0 then table.insert(orders, sale_of(o)) end
  if o.state == "COMPLETED" then
    for _, returned in ipairs(o.returns or {}) do table.insert(orders, refund_of(o, returned)) end
  end
  if #orders == 0 then return nil, "nothing was sold or returned" end
  return orders
end
