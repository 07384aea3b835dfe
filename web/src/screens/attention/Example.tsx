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
  const [at, setAt] = useState(0);
  const id = keys[at] ?? '';
  const order = useQuery({ queryKey: ['orders', 'one', id], queryFn: () => ask(api.GET('/api/v1/orders/{id}', { params: { path: { id } } })) });
  const sum = useArithmetic(order.data);
  return (
    <div className="stack example">
      <div className="row">
        {keys.map((key, index) => (
          <Button key={key} kind={index === at ? 'primary' : 'normal'} aria-pressed={index === at} onClick={() => setAt(index)}><bdi>{key}</bdi></Button>
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
