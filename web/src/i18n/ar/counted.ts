// Arabic texts with a number. Arabic counts in five ways: one, two, a few (3 to 10), many (11 to 99), and hundreds.
import type { Dictionary, Plurals } from '../i18n';

type Noun = readonly [one: string, two: string, few: string, many: string, other: string];

const order: Noun = ['طلب واحد', 'طلبان', '{n} طلبات', '{n} طلبًا', '{n} طلب'];
const record: Noun = ['سجل واحد', 'سجلان', '{n} سجلات', '{n} سجلًا', '{n} سجل'];
const newRecord: Noun = ['سجل جديد واحد', 'سجلان جديدان', '{n} سجلات جديدة', '{n} سجلًا جديدًا', '{n} سجل جديد'];
const minute: Noun = ['دقيقة واحدة', 'دقيقتان', '{n} دقائق', '{n} دقيقة', '{n} دقيقة'];
const orderNeedsYou: Noun = ['طلب واحد يحتاج إليك', 'طلبان يحتاجان إليك', '{n} طلبات تحتاج إليك', '{n} طلبًا يحتاج إليك', '{n} طلب يحتاج إليك'];
const orderGoesOn: Noun = ['طلب واحد يتابع من تلقاء نفسه', 'طلبان يتابعان من تلقاء نفسيهما', '{n} طلبات تتابع من تلقاء نفسها', '{n} طلبًا يتابع من تلقاء نفسه', '{n} طلب يتابع من تلقاء نفسه'];
const number: Noun = ['{n}', '{n}', '{n}', '{n}', '{n}'];

/** `#` in the text is where the number and its noun stand. */
function count([one, two, few, many, other]: Noun, text: string): Plurals {
  const put = (noun: string) => text.replace('#', noun);
  return { one: put(one), two: put(two), few: put(few), many: put(many), other: put(other) };
}

export const counted: Dictionary = {
  'All {n} orders of today are booked.': { ...count(number, 'كل طلبات اليوم وعددها # مقيَّدة.'), one: 'طلب اليوم الوحيد مقيَّد.', two: 'طلبا اليوم مقيَّدان.' },
  'Choose and retry all {n}': count(number, 'اختيار وإعادة محاولة الكل (#)'),
  'Ignore {n} orders': count(order, 'تجاهل #'),
  'Only the {n} records of this page were looked at.': count(record, 'نُظر في هذه الصفحة وحدها: #.'),
  'Retry all {n}': count(number, 'إعادة محاولة الكل (#)'),
  'The newest {n}; the run has all of them.': count(number, 'أحدث #؛ وفي التشغيل كلها.'),
  'and {n} more': count(number, 'و# غيرها'),
  'orders today': { one: 'طلب اليوم', two: 'طلبان اليوم', few: 'طلبات اليوم', many: 'طلبًا اليوم', other: 'طلب اليوم' },
  '{n} alerts are open.': count(['تنبيه واحد مفتوح', 'تنبيهان مفتوحان', '{n} تنبيهات مفتوحة', '{n} تنبيهًا مفتوحًا', '{n} تنبيه مفتوح'], '#.'),
  '{n} earlier messages': count(['رسالة سابقة واحدة', 'رسالتان سابقتان', '{n} رسائل سابقة', '{n} رسالة سابقة', '{n} رسالة سابقة'], '#'),
  '{n} go on by themselves.': count(orderGoesOn, '#.'),
  '{n} matches': count(['نتيجة واحدة', 'نتيجتان', '{n} نتائج', '{n} نتيجة', '{n} نتيجة'], '#'),
  '{n} minutes': count(minute, '#'),
  '{n} need you': count(number, '# تحتاج إليك'),
  '{n} need you.': count(orderNeedsYou, '#.'),
  '{n} new causes': count(['سبب جديد واحد', 'سببان جديدان', '{n} أسباب جديدة', '{n} سببًا جديدًا', '{n} سبب جديد'], '#'),
  '{n} new records': count(newRecord, '#'),
  '{n} open sessions': count(['جلسة مفتوحة واحدة', 'جلستان مفتوحتان', '{n} جلسات مفتوحة', '{n} جلسة مفتوحة', '{n} جلسة مفتوحة'], '#'),
  '{n} orders': count(order, '#'),
  '{n} orders are ignored': count(order, 'تم تجاهل #'),
  '{n} orders go on by themselves': count(orderGoesOn, '#'),
  '{n} orders go on by themselves; they need nobody.': count(orderGoesOn, '# بلا حاجة إلى أحد.'),
  '{n} orders need you': count(orderNeedsYou, '#'),
  '{n} orders of today are booked.': count(order, 'قُيِّد من طلبات اليوم #.'),
  '{n} orders of {name} are posted, and the session cannot be opened again.': count(order, 'تُرحَّل من {name} # ولا يمكن فتح الجلسة ثانية.'),
  '{n} orders on the first page': count(order, '# في الصفحة الأولى'),
  '{n} orders were booked': count(order, 'قُيِّد #'),
  '{n} orders were tried again': count(order, 'أُعيدت محاولة #'),
  '{n} orders would be booked. Nothing was written.': count(order, 'سيُقيَّد #. لم يُكتب شيء.'),
  '{n} records': count(record, '#'),
  '{n} selected': count(number, '# محددة'),
  '{n} syncs are running': count(['مزامنة واحدة', 'مزامنتان', '{n} مزامنات', '{n} مزامنة', '{n} مزامنة'], '# قيد العمل'),
};
