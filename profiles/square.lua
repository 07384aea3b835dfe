-- Square: orders of the Orders API, as they are retrieved or searched ({"order": {…}}, {"orders": […]}).
-- https://developer.squareup.com/reference/square/objects/Order
--
--  * Square's own webhooks name an order without its lines: what fetches it sends it here.
--  * Amounts come in the currency's smallest unit; they are shifted by its decimals.
--  * Products are found by the line's name and variation ("Coffee - Large"), else by its name. Modifiers are in the price.
--  * COMPLETED is a sale; every other state is none.
--  * Returns name the order they return: each is a refund of it, with this order's id as its own. A refund of an amount
--    is one line "Custom Amount": --map-product "Custom Amount=ID".
--  * An exchange is both, and only the difference is paid: the rest is paid by "Exchange" in the sale and in the refund
--    (--map-payment Exchange=ID).
--  * Tips are Tip (--tip-product), service charges ServiceCharges (--service-product).

local decimals = {BIF = 0, CLP = 0, DJF = 0, GNF = 0, ISK = 0, JPY = 0, KMF = 0, KRW = 0, PYG = 0, RWF = 0, UGX = 0, VND = 0, VUV = 0,
                  XAF = 0, XOF = 0, XPF = 0, BHD = 3, IQD = 3, JOD = 3, KWD = 3, LYD = 3, OMR = 3, TND = 3}
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

local function is_exchange(o)
  return o.line_items ~= nil and #o.line_items > 0 and o.returns ~= nil and #o.returns > 0
end

-- `left` of what was sold or returned was not moved as money: it was exchanged, or nobody says how it was paid.
local function the_rest(o, left, list)
  if is_exchange(o) then
    if left > 0 then table.insert(list, {AmountPaid = left, CardType = "Exchange", ReferenceID = ""}) end
  elseif #list == 0 and left ~= 0 then
    table.insert(list, {AmountPaid = left, CardType = "Card", ReferenceID = ""})
  end
  return list
end

local function payments(o, total)
  local list, left = {}, total
  for _, tender in ipairs(o.tenders or {}) do
    local paid = money(tender.amount_money)
    left = left - paid
    table.insert(list, {AmountPaid = paid, CardType = kinds[tender.type] or tender.type,
                        ReferenceID = tender.payment_id or tender.id or ""})
  end
  return the_rest(o, left, list)
end

-- What was paid back, of an order with several returns for each of them in turn: `back` says what is left of it.
local function payments_back(o, total, back)
  local list, left = {}, total
  for _, one in ipairs(back) do
    local part = min(one.left, left)
    if part > 0 then
      one.left, left = one.left - part, left - part
      table.insert(list, {AmountPaid = part, CardType = one.kind, ReferenceID = one.id})
    end
  end
  return the_rest(o, left, list)
end

local failed = {REJECTED = true, FAILED = true}

local function paid_back(o)
  local kind = {}
  for _, tender in ipairs(o.tenders or {}) do kind[tender.id or ""] = kinds[tender.type] or tender.type end
  local back = {}
  for _, refund in ipairs(o.refunds or {}) do
    if not failed[refund.status] then
      table.insert(back, {left = money(refund.amount_money), kind = kind[refund.tender_id or ""] or "Card", id = refund.id})
    end
  end
  return back
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

local function refund_of(o, returned, back)
  local lines, total, tax, tip, service = {}, 0, 0, 0, 0
  for _, item in ipairs(returned.return_line_items or {}) do
    table.insert(lines, line_of(item, money(item.gross_return_money)))
    total = total + money(item.total_money)
    tax = tax + money(item.total_tax_money)
  end
  for _, one in ipairs(returned.return_tips or {}) do
    tip = tip + money(one.applied_money)
    total = total + money(one.applied_money)
  end
  for _, one in ipairs(returned.return_service_charges or {}) do
    service = service + money(one.applied_money)
    tax = tax + money(one.total_tax_money)
    total = total + money(one.total_money or one.applied_money)
  end
  -- A return's own sums; where the order has one return, its sums are that one's.
  local amounts = returned.return_amounts or (#o.returns == 1 and o.return_amounts) or {}
  if amounts.total_money then total = money(amounts.total_money) end
  if amounts.tax_money then tax = money(amounts.tax_money) end
  return {OrderID = returned.source_order_id or o.id, RefundID = o.id, OrderStatus = 106, OrderDate = o.closed_at or o.created_at,
          OrderItems = lines, Tip = tip, ServiceCharges = service, AmountTotal = total - tax, Tax = tax, GrandTotal = total,
          AmountPaid = total, CheckoutDetails = payments_back(o, total, back)}
end

function order(o)
  o = o.order or o
  if o.id == nil or (o.line_items == nil and o.returns == nil) then return nil, "this is no order of Square with its lines" end
  local orders = {}
  if o.line_items and #o.line_items > 0 then table.insert(orders, sale_of(o)) end
  if o.state == "COMPLETED" then
    local back = paid_back(o)
    for _, returned in ipairs(o.returns or {}) do table.insert(orders, refund_of(o, returned, back)) end
  end
  if #orders == 0 then return nil, "nothing was sold or returned" end
  return orders
end
