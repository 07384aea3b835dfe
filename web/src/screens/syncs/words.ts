// The labels and explanations of a sync's fields: the guide's words for the guide's fields, then the advanced ones tab by tab.
import { msg } from '../../i18n/i18n';
import type { Schemas } from '../../api/client';

export type Sync = Schemas['Sync'];
export type SyncForm = Schemas['SyncForm'];

export interface FieldSpec {
  name: keyof SyncForm;
  label: string;
  help?: string;
  kind: 'text' | 'number' | 'choice' | 'lines' | 'switch' | 'date' | 'product' | 'method';
  choices?: [string, string][];
  suffix?: string;
  placeholder?: string;
}

export interface FieldGroup {
  title: string;
  fields: FieldSpec[];
}

export const noConfigThere = msg('The user of the connection sees no POS configuration there. The doctor of the connection says more.');

export const mainLabels = {
  name: msg('Name'),
  active: msg('Active'),
  url: msg('External API URL'),
  key: msg('External API Key'),
  connection: msg('Point of Sale in'),
  pos_config: msg('POS Configuration'),
  auto_create_session: msg('Auto Create Session'),
  interval_minutes: msg('Sync Interval'),
  source: msg('Source Code'),
} as const;

export const mainHelp = {
  name: msg('A descriptive name, such as "Main Store Orders".'),
  active: msg('An inactive sync fetches nothing, neither by schedule nor by Sync Now.'),
  url: msg('The address of the external system\'s API endpoint, which answers orders as JSON, such as https://external-system.com/api/orders'),
  key: msg('The API key for the external system. It is kept encrypted and never shown again; it can only be replaced.'),
  connection: msg('Where the orders are booked: the Point of Sale of ordersync itself, or an Odoo from Settings, Connections.'),
  pos_config: msg('Which POS configuration the orders are booked in.'),
  auto_create_session: msg('Creates and opens a POS session when none is open. Without it, somebody must open one.'),
  interval_minutes: msg('Minutes between two syncs. 15 is recommended; 0 means only by hand.'),
  source: msg('A short code of the external system, by which its orders are known for good. It cannot be changed later. Left empty, it is made from the name.'),
} as const;

export const sourceGroups: FieldGroup[] = [
  {
    title: msg('Authentication'),
    fields: [
      { name: 'auth', label: msg('Send the key as'), kind: 'text', placeholder: 'bearer', help: msg('How the key is sent: bearer, x-api-key, header:NAME, basic, or none.') },
      { name: 'headers', label: msg('Headers'), kind: 'lines', placeholder: 'X-Shop=1', help: msg('Further headers of every request, one NAME=VALUE a line.') },
      { name: 'params', label: msg('Parameters'), kind: 'lines', placeholder: 'status=103', help: msg('Further parameters of the query, one NAME=VALUE a line.') },
      { name: 'allow_private_network', label: msg('Allow private network'), kind: 'switch', help: msg('Lets this sync reach addresses of the own network, and plain http. Otherwise both are refused.') },
    ],
  },
  {
    title: msg('Date filter'),
    fields: [
      { name: 'since_param', label: msg('From parameter'), kind: 'text', placeholder: 'from', help: msg('The parameter by which the external system sends only newer orders. Empty: it always sends all.') },
      { name: 'until_param', label: msg('To parameter'), kind: 'text', placeholder: 'to' },
      { name: 'since_format', label: msg('Written as'), kind: 'choice', choices: [['iso', msg('ISO 8601 in UTC')], ['unix', msg('Unix seconds')]] },
      { name: 'overlap', label: msg('Overlap'), kind: 'number', suffix: msg('minutes'), help: msg('How far before the last fetch each fetch begins, so that late orders are not missed.') },
      { name: 'from', label: msg('Book orders from'), kind: 'date', help: msg('Orders before this day are skipped.') },
      { name: 'filters', label: msg('Only orders with'), kind: 'lines', placeholder: '/LocationID=404', help: msg('One JSON Pointer=VALUE,VALUE a line: other orders are skipped.') },
    ],
  },
  {
    title: msg('Answer'),
    fields: [
      { name: 'page', label: msg('Pages'), kind: 'text', placeholder: 'none', help: msg('none, page:NAME,size:NAME=100, offset:NAME,size:NAME=100, cursor:POINTER=NAME, next:POINTER, or link.') },
      { name: 'max_pages', label: msg('Pages at most'), kind: 'number' },
      { name: 'orders_at', label: msg('Orders at'), kind: 'text', placeholder: '/data/orders', help: msg('The JSON Pointer of the orders in the answer. Empty: the answer is an array, an object with "orders", or one order.') },
      { name: 'date_format', label: msg('Date format'), kind: 'text', placeholder: '%d-%m-%Y %I:%M:%S %p', help: msg('How the source writes dates where it is not ISO 8601.') },
      { name: 'timezone', label: msg('Time zone of the source'), kind: 'text', placeholder: 'Asia/Riyadh' },
      { name: 'decimal_mark', label: msg('Decimal mark'), kind: 'choice', choices: [['point', msg('Point (92.00)')], ['comma', msg('Comma (92,00)')]] },
    ],
  },
  {
    title: msg('Statuses'),
    fields: [
      { name: 'sale_statuses', label: msg('Sales'), kind: 'text', placeholder: '103', help: msg('The values of OrderStatus that are sales, with commas between.') },
      { name: 'refund_statuses', label: msg('Refunds'), kind: 'text', placeholder: '106', help: msg('The values of OrderStatus that are refunds, with commas between.') },
      { name: 'void_line_statuses', label: msg('Void lines'), kind: 'text', help: msg('The statuses of lines that are left out.') },
      { name: 'refund_id_at', label: msg('Refund\'s own id at'), kind: 'text', placeholder: '/RefundID' },
    ],
  },
  {
    title: msg('Limits'),
    fields: [
      { name: 'rate', label: msg('Requests a second'), kind: 'text' },
      { name: 'tries', label: msg('Tries'), kind: 'number' },
      { name: 'connect_timeout', label: msg('Time to connect'), kind: 'number', suffix: msg('seconds') },
      { name: 'idle_timeout', label: msg('Time without a byte'), kind: 'number', suffix: msg('seconds') },
      { name: 'total_timeout', label: msg('Time in all'), kind: 'number', suffix: msg('seconds') },
      { name: 'max_response', label: msg('Largest answer'), kind: 'number', suffix: 'MiB' },
      { name: 'max_order', label: msg('Largest order'), kind: 'number', suffix: 'KiB' },
      { name: 'max_depth', label: msg('Deepest nesting of an order'), kind: 'number', suffix: msg('levels') },
      { name: 'max_redirects', label: msg('Redirects followed'), kind: 'number' },
    ],
  },
];

export const matchingGroups: FieldGroup[] = [
  {
    title: msg('Products'),
    fields: [
      { name: 'packages', label: msg('Packages'), kind: 'choice', help: msg('What becomes of OrderDetailPackages, the components of a line.'),
        choices: [['components', msg('Sell the line, move the stock of its components')], ['explode', msg('Sell the components instead of the line')], ['parent_only', msg('Leave the components out')]] },
      { name: 'package_quantity', label: msg('Quantity of components'), kind: 'choice', choices: [['per_unit', msg('For each unit of the line')], ['in_total', msg('In total')]] },
      { name: 'collision', label: msg('Id and name disagree'), kind: 'choice', choices: [['id_wins', msg('The id wins, with a warning')], ['park', msg('Ask me')]] },
    ],
  },
  {
    title: msg('Tax'),
    fields: [
      { name: 'untaxed', label: msg('The source sends no tax'), kind: 'choice', help: msg('What to do with an order without tax whose products are taxed.'),
        choices: [['park', msg('Ask me')], ['included', msg('Prices include the product\'s tax')], ['none', msg('Book without tax')]] },
    ],
  },
  {
    title: msg('Charges'),
    fields: [
      { name: 'service_product', label: msg('Service charge'), kind: 'product', help: msg('The product that a service charge is booked as.') },
      { name: 'delivery_product', label: msg('Delivery charge'), kind: 'product' },
      { name: 'tip_product', label: msg('Tip'), kind: 'product' },
      { name: 'rounding_product', label: msg('Rounding'), kind: 'product', help: msg('The untaxed product that takes the last cent of an order whose tax is rounded otherwise.') },
    ],
  },
  {
    title: msg('Payments'),
    fields: [
      { name: 'voucher_method', label: msg('Voucher'), kind: 'method', help: msg('The payment method of a discount that is a voucher.') },
      { name: 'pay_later_method', label: msg('Pay later'), kind: 'method', help: msg('The payment method of an open balance, where the order names a customer.') },
    ],
  },
];

export const allLabels: Record<string, string> = {
  ...mainLabels,
  ...Object.fromEntries([...sourceGroups, ...matchingGroups].flatMap((group) => group.fields.map((field) => [field.name, field.label]))),
  push: msg('Verified by'),
  push_secret: msg('Secret'),
  end_old_push_secret: msg('End the former secret'),
  map_products: msg('Products of the source'),
  map_payments: msg('Payments of the source'),
};
