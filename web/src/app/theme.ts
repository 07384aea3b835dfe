// Light, dark, or as the machine says. Kept in the browser, since it belongs to the screen and not to the person.
import { useState } from 'react';

export type Theme = 'auto' | 'light' | 'dark';
const key = 'ordersync.theme';

export function storedTheme(): Theme {
  const value = localStorage.getItem(key);
  return value === 'light' || value === 'dark' ? value : 'auto';
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return [
    theme,
    (chosen) => {
      localStorage.setItem(key, chosen);
      applyTheme(chosen);
      setTheme(chosen);
    },
  ];
}
