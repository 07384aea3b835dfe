// One of the orders of a cause: its arithmetic, its differences, or what the source sent.
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../../api/client';
import { Link } from '../../app/Link';
import { Button } from '../../components/Button';
import { Loaded, Loading } from '../../components/states';
import { useTranslator } from '../../i18n/i18n';
import { Arithmetic, useArithmetic } from '../orders/Arithmetic';
import { Differences } from '../orders/Differences';
import { PayloadTab } from '../orders/PayloadTab';
import { isOpen } from '../orders/waiting';

export function Example({ keys }: { keys: string[] }) {
  const { t } = useTranslator();
  const [id, setId] = useState(keys[0] ?? '');
  const order = useQuery({ queryKey: ['orders', 'one', id], queryFn: () => ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })) });
  const sum = useArithmetic(order.data);
  // What is looked at stays while it is open, though newer ones take its place among those of the cause.
  const isOneOf = keys.includes(id);
  if (!isOneOf && keys[0] !== undefined && order.data && !isOpen(order.data)) setId(keys[0]);
  return (
    <div className="stack example">
      <div className="row">
        {(isOneOf ? keys : [...keys, id]).map((key) => (
          <Button key={key} kind={key === id ? 'primary' : 'normal'} aria-pressed={key === id} onClick={() => setId(key)}><bdi>{key}</bdi></Button>
        ))}
        <Link href={`/orders/${encodeURIComponent(id)}`}>{t('Open the order')}</Link>
      </div>
      <Loaded query={order}>
        {(now) => now.attention ? <Differences order={now} />
          : sum ? <Arithmetic order={now} sum={sum} />
          : sum === undefined ? <Loading />
          : <PayloadTab id={id} />}
      </Loaded>
    </div>
  );
}
