-- Shopify: orders of the REST Admin API and of the webhooks orders/paid and orders/updated.
-- https://shopify.dev/docs/api/admin-rest/latest/resources/order
--
--  * Products are found by the line's title and variant ("T-Shirt - Blue"), else by its title.
--  * taxes_included shops send gross prices, others net ones; both add up here.
--  * What discounts took off is the line's discount, and shipping's too. A tip is Tip (--tip-product), shipping
--    DeliveryCharges (--delivery-product). Amounts are the shop's, not those in the buyer's currency (…_set).
--  * The payment is named by its gateway ("shopify_payments"): --map-payment shopify_payments=ID.
--  * paid, partially_refunded and refunded are sales; other states (pending, authorized, voided …) are none.
--  * Each of refunds is a refund of its own, of the lines, shipping and amount it names; one that paid nothing back is
--    left out. What was paid back above those, or without any, is a line "Refund": --map-product Refund=ID. Where less
--    was paid back than its lines cost, the refund waits for a person.

local sold = {paid = true, partially_refunded = true, refunded = true}

local function amount(text)
  if text == nil or text == "" then return 0 end
  return decimal(text)
end

local function sum(list, field)
  local total = 0
  for _, one in ipairs(list or {}) do total = total + amount(one[field]) end
  return total
end

local function name_of(item)
  if item.variant_title and item.variant_title ~= "" and item.variant_title ~= "Default Title" then
    return item.title .. " - " .. item.variant_title
  end
  return item.title or item.name
end

local function payments(o, total)
  local names = o.payment_gateway_names or {}
  return {{AmountPaid = total, CardType = names[#names] or "Shopify", ReferenceID = o.checkout_token or ""}}
end

-- discounted_price knows nothing of a discount on the whole order; the allocations know of both.
local function shipping_of(o)
  local total = 0
  for _, one in ipairs(o.shipping_lines or {}) do
    local taken_off = sum(one.discount_allocations, "amount")
    total = total + (taken_off ~= 0 and amount(one.price) - taken_off or amount(one.discounted_price or one.price))
  end
  return total
end

local function sale_of(o)
  local lines = {}
  for _, item in ipairs(o.line_items) do
    table.insert(lines, {ItemName = name_of(item), Price = amount(item.price), Quantity = amount(item.quantity),
                         DiscountAmount = sum(item.discount_allocations, "amount")})
  end
  local total, tax = amount(o.total_price), amount(o.total_tax)
  local sale = {OrderID = o.id, OrderDate = o.processed_at or o.created_at, OrderItems = lines,
                OrderStatus = sold[o.financial_status] and 103 or o.financial_status or "unknown",
                DeliveryCharges = shipping_of(o), Tip = amount(o.total_tip_received), AmountTotal = total - tax, Tax = tax,
                GrandTotal = total, AmountPaid = total, CheckoutDetails = payments(o, total)}
  local customer = o.customer or {}
  local name = ((customer.first_name or "") .. " " .. (customer.last_name or "")):trim()
  if name ~= "" then sale.CustomerName = name end
  if customer.phone and customer.phone ~= "" then sale.CustomerContact = customer.phone end
  if o.note and o.note ~= "" then sale.Remark = o.name .. ": " .. o.note else sale.Remark = o.name end
  return sale
end

local function paid_back(refund)
  local total = 0
  for _, one in ipairs(refund.transactions or {}) do
    if one.kind == "refund" and one.status == "success" then total = total + amount(one.amount) end
  end
  return total
end

local function shop_money(set)
  return amount(set and set.shop_money and set.shop_money.amount)
end

-- Before 2024-10 an adjustment, since then lines of their own; a document has one or the other.
local function shipping_back(refund)
  local shipping, tax = 0, 0
  for _, one in ipairs(refund.refund_shipping_lines or {}) do
    shipping = shipping + shop_money(one.subtotal_amount_set)
    tax = tax + shop_money(one.tax_amount_set)
  end
  if shipping ~= 0 then return shipping, tax end
  for _, one in ipairs(refund.order_adjustments or {}) do
    if one.kind == "shipping_refund" then
      shipping = shipping - amount(one.amount)
      tax = tax - amount(one.tax_amount)
    end
  end
  return shipping, tax
end

local function refund_of(o, refund)
  local total = paid_back(refund)
  if total == 0 then return nil end
  local lines = {}
  local shipping, tax = shipping_back(refund)
  local named = shipping + (o.taxes_included and 0 or tax)
  for _, one in ipairs(refund.refund_line_items or {}) do
    tax = tax + amount(one.total_tax)
    named = named + amount(one.subtotal) + (o.taxes_included and 0 or amount(one.total_tax))
    table.insert(lines, {ItemName = name_of(one.line_item or {title = "Refund"}), Quantity = amount(one.quantity),
                         Price = div(amount(one.subtotal), amount(one.quantity), 6)})
  end
  if total > named then table.insert(lines, {ItemName = "Refund", Price = total - named, Quantity = 1}) end
  return {OrderID = o.id, RefundID = refund.id, OrderStatus = 106, OrderDate = refund.processed_at or refund.created_at,
          OrderItems = lines, DeliveryCharges = shipping, AmountTotal = total - tax, Tax = tax, GrandTotal = total,
          AmountPaid = total, CheckoutDetails = payments(o, total), Remark = refund.note}
end

function order(o)
  o = o.order or o
  if o.id == nil or o.line_items == nil then return nil, "this is no order of Shopify" end
  if o.test == true then return nil, "order " .. tostring(o.id) .. " is a test" end
  local orders = {sale_of(o)}
  if sold[o.financial_status] then
    for _, refund in ipairs(o.refunds or {}) do
      local taken_back = refund_of(o, refund)
      if taken_back then table.insert(orders, taken_back) end
    end
  end
  return orders
end
