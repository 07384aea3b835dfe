-- Shopify: orders of the REST Admin API and of the webhooks orders/paid and orders/updated.
-- https://shopify.dev/docs/api/admin-rest/latest/resources/order
--
--  * Products are found by the line's title and variant ("T-Shirt - Blue"), else by its title.
--  * taxes_included shops send gross prices, others net ones; both add up here.
--  * What discounts took off is the line's discount. A tip is Tip (--tip-product), shipping DeliveryCharges
--    (--delivery-product).
--  * The payment is named by its gateway ("shopify_payments"): --map-payment shopify_payments=ID.
--  * paid, partially_refunded and refunded are sales; other states (pending, authorized, voided …) are none.
--  * Each of refunds is a refund of its own, of the lines, shipping and amount it names; one that paid nothing back is
--    left out. A refund of an amount without lines is one line "Refund": --map-product Refund=ID.

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

local function shipping_of(o)
  local total = 0
  for _, one in ipairs(o.shipping_lines or {}) do total = total + amount(one.discounted_price or one.price) end
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

local function refund_of(o, refund)
  local total = paid_back(refund)
  if total == 0 then return nil end
  local lines, tax, shipping = {}, 0, 0
  for _, one in ipairs(refund.refund_line_items or {}) do
    tax = tax + amount(one.total_tax)
    table.insert(lines, {ItemName = name_of(one.line_item or {title = "Refund"}), Quantity = amount(one.quantity),
                         Price = div(amount(one.subtotal), amount(one.quantity), 6)})
  end
  for _, one in ipairs(refund.order_adjustments or {}) do
    if one.kind == "shipping_refund" then
      shipping = shipping - amount(one.amount)
      tax = tax - amount(one.tax_amount)
    end
  end
  if #lines == 0 and shipping == 0 then lines = {{ItemName = "Refund", Price = total, Quantity = 1}} end
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
