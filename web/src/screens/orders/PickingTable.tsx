// What left or entered the stock.
import type { Schemas } from '../../api/client';
import { Amount } from '../../components/Amount';
import { StateBadge } from '../../components/Badge';
import { trimDecimal } from '../../format/decimal';
import { useTranslator } from '../../i18n/i18n';

export function PickingTable({ picking }: { picking: Schemas['Picking'] }) {
  const { t } = useTranslator();
  return (
    <div className="stack stack-tight">
      <div className="row"><bdi className="strong">{picking.name}</bdi> <StateBadge state={picking.state} /> <span className="muted">{picking.direction === 'out' ? t('to the customer') : t('back into stock')}</span></div>
      <table className="receipt">
        <thead><tr><th scope="col">{t('Product')}</th><th scope="col" className="number">{t('Quantity')}</th></tr></thead>
        <tbody>
          {picking.moves.map((move, at) => <tr key={at}><td><bdi>{move.product}</bdi></td><td className="number"><Amount value={trimDecimal(move.qty)} /></td></tr>)}
          {picking.moves.length === 0 && <tr><td colSpan={2} className="muted">{t('No product of this order moves stock.')}</td></tr>}
        </tbody>
      </table>
    </div>
  );
}
