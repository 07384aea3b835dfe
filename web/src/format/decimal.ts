// Exact arithmetic and writing of decimal strings. Amounts never pass through a binary floating point number.

const shape = /^([+-]?)(\d+)(?:\.(\d+))?$/;

interface Scaled {
  units: bigint;
  scale: number;
}

/** Null where the text is no plain decimal. */
export function parseDecimal(text: string): Scaled | null {
  const match = shape.exec(text.trim());
  if (!match) return null;
  const fraction = match[3] ?? '';
  const units = BigInt((match[2] ?? '0') + fraction);
  return { units: match[1] === '-' ? -units : units, scale: fraction.length };
}

function rescale(value: Scaled, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale);
}

function writeDecimal({ units, scale }: Scaled): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const sign = units < 0n ? '-' : '';
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}

/** The sum, with as many decimals as the most exact of its parts; texts that are no decimals are left out. */
export function sumDecimals(texts: readonly (string | null | undefined)[]): string {
  const values = texts.map((text) => (text == null ? null : parseDecimal(text))).filter((value): value is Scaled => value !== null);
  const scale = values.reduce((most, value) => Math.max(most, value.scale), 0);
  return writeDecimal({ units: values.reduce((sum, value) => sum + rescale(value, scale), 0n), scale });
}

export function subtractDecimals(left: string, right: string): string {
  return sumDecimals([left, right.startsWith('-') ? right.slice(1) : `-${right.replace(/^\+/, '')}`]);
}

export function compareDecimals(left: string, right: string): number {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  if (!a || !b) return left < right ? -1 : left > right ? 1 : 0;
  const scale = Math.max(a.scale, b.scale);
  const difference = rescale(a, scale) - rescale(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export const isZero = (text: string): boolean => parseDecimal(text)?.units === 0n;
export const isNegative = (text: string): boolean => (parseDecimal(text)?.units ?? 0n) < 0n;

/** "1204" → "1,204"; decimals as they are. A real minus sign, since amounts are read and not typed. */
export function groupDecimal(text: string): string {
  const match = shape.exec(text.trim());
  if (!match) return text;
  const whole = (match[2] ?? '0').replace(/\B(?=(\d{3})+$)/g, ',');
  return (match[1] === '-' ? '\u2212' : '') + whole + (match[3] ? `.${match[3]}` : '');
}

/** Quantities lose the zeros that say nothing: "2.000" → "2". */
export function trimDecimal(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** Only for drawing: how long a bar is, never an amount that is shown. */
export const roughly = (text: string): number => Number(text);

/** An amount as it is, with these decimals or as many more as it has: with two "92" → "92.00", "1.2550" → "1.255". */
export const plainDecimal = (text: string, decimals: number): string => sumDecimals([trimDecimal(text), writeDecimal({ units: 0n, scale: decimals })]);

export function multiplyDecimals(left: string, right: string): string {
  const a = parseDecimal(left);
  const b = parseDecimal(right);
  return a && b ? writeDecimal({ units: a.units * b.units, scale: a.scale + b.scale }) : '';
}
