-- WooCommerce: orders of its REST API (v3) and of its webhooks "Order created" and "Order updated".
-- https://developer.woocommerce.com/docs/apis/rest-api/v3/orders/
--
--  * Products are found by the line's name; its product_id is WooCommerce's own, and is not looked for.
--  * A line's price is its subtotal over its quantity, without tax, and what a coupon took off is its discount.
--  * processing and completed are sales; refunded is one that was taken back; every other status is none.
--  * The payment is named as the shop names it ("Cash on delivery"): --map-payment "Cash on delivery=ID".
--  * Shipping needs a product: --delivery-product. Fees are lines of their own name.
--  * An order names of its refunds the amount only. A refund of the whole order takes back all its lines; a part is one
--    line "Refund" with its amount, gross: map it to a product without tax, --map-product Refund=ID.
--    A refund sent by itself (…/orders/ID/refunds, …/refunds) has its lines; use one of the two ways, not both.

local sold = {processing = true, completed = true, refunded = true}

local function amount(text)
  if text == nil or text == "" then return 0 end
  return decimal(text)
end

local function line_of(item, sign)
  local quantity = amount(item.quantity) * sign
  local before, after = amount(item.subtotal) * sign, amount(item.total) * sign
  if before == 0 and after ~= 0 then before = after end
  if quantity == 0 then quantity = 1 end
  return {ItemName = item.name, Price = div(before, quantity, 6), Quantity = quantity, DiscountAmount = before - after}
end

local function lines_of(o, sign)
  local lines = {}
  for _, item in ipairs(o.line_items or {}) do table.insert(lines, line_of(item, sign)) end
  for _, fee in ipairs(o.fee_lines or {}) do
    table.insert(lines, {ItemName = fee.name, Price = amount(fee.total) * sign, Quantity = 1})
  end
  return lines
end

local function shipping_of(o, sign)
  local sum = 0
  for _, one in ipairs(o.shipping_lines or {}) do sum = sum + amount(one.total) * sign end
  return sum
end

local function date_of(o)
  if o.date_created_gmt then return o.date_created_gmt .. "Z" end
  return nil
end

local function payment(o, total)
  local name = o.payment_method_title or o.payment_method or ""
  if name == "" then name = "WooCommerce" end
  return {{AmountPaid = total, CardType = name, ReferenceID = o.transaction_id or ""}}
end

local function customer(order, o)
  local billing = o.billing or {}
  local name = ((billing.first_name or "") .. " " .. (billing.last_name or "")):trim()
  if name ~= "" then order.CustomerName = name end
  if billing.phone and billing.phone ~= "" then order.CustomerContact = billing.phone end
  if o.customer_note and o.customer_note ~= "" then order.Remark = o.customer_note end
end

-- A refund that came by itself: its amounts are below zero.
local function refund_alone(o)
  local total = amount(o.amount)
  local tax = 0
  local lists = {o.line_items or {}, o.shipping_lines or {}, o.fee_lines or {}}
  for _, list in ipairs(lists) do
    for _, one in ipairs(list) do tax = tax - amount(one.total_tax) end
  end
  local lines = lines_of(o, -1)
  if #lines == 0 then
    lines = {{ItemName = "Refund", Price = total, Quantity = 1}}
    tax = 0
  end
  return {OrderID = o.parent_id, RefundID = o.id, OrderStatus = 106, OrderDate = date_of(o), OrderItems = lines,
          DeliveryCharges = shipping_of(o, -1), AmountTotal = total - tax, Tax = tax, GrandTotal = total,
          AmountPaid = total, CheckoutDetails = payment(o, total), Remark = o.reason}
end

local function refund_in(o, refund)
  local total = abs(amount(refund.total))
  local order = {OrderID = o.id, RefundID = refund.id, OrderStatus = 106, GrandTotal = total, AmountPaid = total,
                 CheckoutDetails = payment(o, total), Remark = refund.reason}
  if total == amount(o.total) then
    order.OrderItems = lines_of(o, 1)
    order.DeliveryCharges = shipping_of(o, 1)
    order.Tax = amount(o.total_tax)
    order.AmountTotal = total - order.Tax
  else
    order.OrderItems = {{ItemName = "Refund", Price = total, Quantity = 1}}
    order.AmountTotal = total
  end
  return order
end

function order(o)
  if o.amount and o.parent_id then return refund_alone(o) end
  if o.id == nil or o.line_items == nil then return nil, "this is no order of WooCommerce" end
  local total, tax = amount(o.total), amount(o.total_tax)
  local sale = {OrderID = o.id, OrderStatus = sold[o.status] and 103 or o.status, OrderDate = date_of(o),
                OrderItems = lines_of(o, 1), DeliveryCharges = shipping_of(o, 1), AmountTotal = total - tax, Tax = tax,
                GrandTotal = total, AmountPaid = total, CheckoutDetails = payment(o, total)}
  customer(sale, o)
  local orders = {sale}
  if sold[o.status] then
    for _, refund in ipairs(o.refunds or {}) do table.insert(orders, refund_in(o, refund)) end
  end
  return orders
end
