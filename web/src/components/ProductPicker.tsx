// Chooses a product by a part of its name, code or barcode; asks the service while one types.
import { useState } from 'react';
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client';
import { useProducts, type Place } from '../hooks/queries';
import { useTranslator } from '../i18n/i18n';
import type { Wiring } from './fields';
import { Icon } from './Icon';
import { words } from './states';

interface Suggestion {
  id: number;
  name: string;
  score?: number;
}

export interface PickerProps extends Partial<Wiring> {
  label: string;
  value: number | null;
  onChange: (id: number | null) => void;
  place: Place;
  suggestions?: Suggestion[];
  disabled?: boolean;
}

export function ProductPicker({ label, value, onChange, place, suggestions = [], disabled, id, 'aria-describedby': described, 'aria-invalid': invalid = false }: PickerProps) {
  const { t } = useTranslator();
  const [typed, setTyped] = useState<string | null>(null);
  const [picked, setPicked] = useState<Suggestion | null>(null);
  const known = picked?.id === value ? picked : suggestions.find((each) => each.id === value);
  const named = useQuery({
    queryKey: ['pos', 'products', 'name', value], enabled: value !== null && !known && !place.connection, staleTime: 60_000, retry: false,
    queryFn: () => ask(api.GET('/api/v1/pos/products/{id}', { params: { path: { id: value ?? 0 } } })),
  });
  const asked = useProducts(typed ?? '', place);
  const found = asked.data?.items ?? [];
  const suggested = new Set(suggestions.map((each) => each.id));
  const options: Suggestion[] = [
    ...(typed ? [] : suggestions),
    ...found.filter((product) => typed || !suggested.has(product.id)).map((product) => ({ id: product.id, name: product.name })),
  ];
  const shown = typed ?? known?.name ?? named.data?.name ?? (value === null ? '' : `#${value}`);
  return (
    <ComboBox className="combo" id={id} aria-label={label} aria-describedby={described} isInvalid={invalid} items={options} inputValue={shown} selectedKey={value === null ? null : String(value)} isDisabled={disabled}
      menuTrigger="focus" allowsEmptyCollection onInputChange={(text) => setTyped(text === (known?.name ?? named.data?.name ?? '') ? null : text)}
      onSelectionChange={(key) => {
        if (key === null) return;
        const choice = options.find((option) => String(option.id) === String(key));
        setPicked(choice ?? null);
        setTyped(null);
        onChange(choice ? choice.id : null);
      }}
      onBlur={() => {
        if (typed === '') onChange(null);
        setTyped(null);
      }}>
      <span className="combo-box">
        <Input className="input" placeholder={t('Choose a product')} />
        <Button className="button button-plain button-icon" aria-label={t('Show products')}><Icon name="down" size={16} /></Button>
      </span>
      <Popover className="popover">
        <ListBox<Suggestion> className="menu" renderEmptyState={() => <div className="menu-item muted">{asked.isPending ? t('Searching…') : asked.isError ? t(words(asked.error)) : t('No product is called so')}</div>}>
          {(option) => (
            <ListBoxItem id={String(option.id)} className="menu-item" textValue={option.name}>
              <bdi>{option.name}</bdi>
              <span className="muted">{option.score !== undefined ? `${option.score} %` : `#${option.id}`}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
