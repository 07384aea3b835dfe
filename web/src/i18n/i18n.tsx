// Words on screen. The English text is its own key, as in gettext and in Odoo; other languages are a table from it.
// A test reads the sources for t(), tn() and msg() and says which text a language lacks.
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { arabic } from './ar';

export type Language = 'en' | 'ar';
export const languages: readonly { value: Language; label: string }[] = [{ value: 'en', label: 'English' }, { value: 'ar', label: 'العربية' }];
export type Plurals = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Dictionary = Record<string, string | Plurals>;
type Values = Record<string, string | number>;

// Numbers stay in Latin digits in every language: they are compared with receipts and with the source's screens.
const locales: Record<Language, string> = { en: 'en-GB', ar: 'ar-u-nu-latn' };
const dictionaries: Record<Language, Dictionary> = { en: {}, ar: arabic };

/** Marks a text that is translated later, where it is shown. */
export const msg = (text: string): string => text;

export function fill(text: string, values: Values = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

interface Translator {
  language: Language;
  locale: string;
  direction: 'ltr' | 'rtl';
  t: (text: string, values?: Values) => string;
  /** The plural text is the key; {n} is the number. */
  tn: (one: string, other: string, n: number, values?: Values) => string;
  /** From now on and at the next visit of this browser, whoever signs in. */
  choose: (language: Language) => void;
  /** As long as this page stands: somebody's own language, or the browser's where that is none. */
  speak: (language: string | null) => void;
}

export function translator(language: Language): Omit<Translator, 'choose' | 'speak'> {
  const dictionary = dictionaries[language];
  const plural = new Intl.PluralRules(locales[language]);
  return {
    language,
    locale: locales[language],
    direction: language === 'ar' ? 'rtl' : 'ltr',
    t: (text, values) => {
      const found = dictionary[text];
      return fill(typeof found === 'string' ? found : text, values);
    },
    tn: (one, other, n, values) => {
      const rule = plural.select(n);
      const found = dictionary[other];
      const text = found === undefined ? (rule === 'one' ? one : other) : typeof found === 'string' ? found : (found[rule] ?? found.other);
      return fill(text, { n, ...values });
    },
  };
}

const Context = createContext<Translator>({ ...translator('en'), choose: () => {}, speak: () => {} });
const storageKey = 'ordersync.language';

const isLanguage = (name: string | null): name is Language => name === 'en' || name === 'ar';

function firstLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (isLanguage(stored)) return stored;
  return navigator.language.startsWith('ar') ? 'ar' : 'en';
}

export function Translations({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const speak = useCallback((wanted: string | null) => setLanguage(isLanguage(wanted) ? wanted : firstLanguage()), []);
  const value = useMemo<Translator>(
    () => ({
      ...translator(language),
      speak,
      choose: (chosen) => {
        localStorage.setItem(storageKey, chosen);
        setLanguage(chosen);
      },
    }),
    [language, speak],
  );
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = value.direction;
  }, [language, value.direction]);
  return (
    <Context.Provider value={value}>
      <I18nProvider locale={value.locale}>{children}</I18nProvider>
    </Context.Provider>
  );
}

export const useTranslator = (): Translator => useContext(Context);
