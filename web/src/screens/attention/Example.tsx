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

export function Example({ keys }: { keys: string[] }) {
  const { t } = useTranslator();
  const [chosen, setChosen] = useState(keys[0]);
  const id = (chosen !== undefined && keys.includes(chosen) ? chosen : keys[0]) ?? ''; // the others may be booked meanwhile
  const order = useQuery({ queryKey: ['orders', 'one', id], queryFn: () => ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })) });
  const sum = useArithmetic(order.data);
  return (
    <div className="stack example">
      <div className="row">
        {keys.map((key) => (
          <Button key={key} kind={key === id ? 'primary' : 'normal'} aria-pressed={key === id} onClick={() => setChosen(key)}><bdi>{key}</bdi></Button>
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
