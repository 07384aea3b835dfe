// Chooses a payment method.
import { usePaymentMethods } from '../hooks/queries';
import type { PickerProps } from './ProductPicker';

export function MethodPicker({ label, value, onChange, place, suggestions = [], ...rest }: PickerProps) {
  const asked = usePaymentMethods(place);
  const methods = asked.data?.items ?? [];
  const score = (id: number) => suggestions.find((each) => each.id === id)?.score;
  return (
    <select {...rest} className="input" aria-label={label} value={value ?? ''} onChange={(event) => onChange(event.target.value ? Number(event.target.value) : null)}>
      <option value="">—</option>
      {value !== null && !methods.some((method) => method.id === value) && <option value={value}>{asked.isPending ? '…' : `#${value}`}</option>}
      {methods.map((method) => <option key={method.id} value={method.id}>{method.name}{score(method.id) !== undefined ? ` (${score(method.id)} %)` : ''}</option>)}
    </select>
  );
}
