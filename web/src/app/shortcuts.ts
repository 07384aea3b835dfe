// Odoo's keys. A button or field says its letter with data-hotkey; Alt (Ctrl on a Mac) and the letter press it, and holding
// Alt shows the letters. Ctrl+K, on a Mac Cmd+K as well, opens the palette.
import { useEffect } from 'react';

const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const modifierName = onMac ? 'Ctrl' : 'Alt';
export const paletteKey = onMac ? '⌘K' : 'Ctrl+K';

/** For aria-keyshortcuts, which has names of its own. */
export const spokenKey = (letter: string): string => `${onMac ? 'Control' : 'Alt'}+${letter.toUpperCase()}`;
export const spokenPaletteKey = onMac ? 'Meta+K' : 'Control+K';

const isVisible = (element: HTMLElement) => element.getClientRects().length > 0;

function find(letter: string): HTMLElement | undefined {
  const dialog = [...document.querySelectorAll<HTMLElement>('[role=dialog],[role=alertdialog]')].at(-1);
  const found = [...(dialog ?? document).querySelectorAll<HTMLElement>(`[data-hotkey="${CSS.escape(letter)}"]`)];
  return found.find((element) => isVisible(element) && !element.hasAttribute('disabled') && element.getAttribute('aria-disabled') !== 'true');
}

function letterOf(event: KeyboardEvent): string {
  // Alt turns letters into others on some keyboards, and Arabic keyboards have no Latin letters: the key's place decides.
  const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1];
  return (place ?? event.key).toLowerCase();
}

export function useShortcuts(openPalette: () => void): void {
  useEffect(() => {
    const hide = () => document.documentElement.classList.remove('shows-keys');
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === (onMac ? 'Control' : 'Alt')) {
        document.documentElement.classList.add('shows-keys');
        return;
      }
      if ((event.ctrlKey || event.metaKey) && !event.altKey && letterOf(event) === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      const held = onMac ? event.ctrlKey && !event.altKey : event.altKey && !event.ctrlKey;
      if (!held || event.metaKey) return;
      const element = find(letterOf(event));
      if (!element) return;
      event.preventDefault();
      hide();
      element.focus();
      if (element.hasAttribute('aria-haspopup')) {
        // A menu that is opened by a click alone does not take the focus; one opened by an arrow does.
        element.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
      } else if (!element.matches('input,textarea,select')) element.click();
    };
    window.addEventListener('keydown', onKeyDown);
    window.addEventListener('keyup', hide);
    window.addEventListener('blur', hide);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
      window.removeEventListener('keyup', hide);
      window.removeEventListener('blur', hide);
    };
  }, [openPalette]);
}
