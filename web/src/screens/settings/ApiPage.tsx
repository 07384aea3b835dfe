// Settings → REST API: the contract (docs/openapi.yaml) to read. It is English in every language, as its names are.
import document, { type Operation, type Parameter } from 'virtual:openapi';
import { ControlPanel } from '../../components/ControlPanel';
import { useTranslator } from '../../i18n/i18n';

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Entry {
  method: string;
  path: string;
  operation: Operation;
  parameters: Parameter[];
}

const resolved = (parameter: Parameter): Parameter => (parameter.$ref ? document.components.parameters[nameOf(parameter.$ref)] ?? parameter : parameter);
const nameOf = (reference: string) => reference.split('/').at(-1) ?? reference;

const entries: Entry[] = Object.entries(document.paths).flatMap(([path, item]) =>
  methods.flatMap((method) => {
    const operation = item[method];
    return operation ? [{ method: method.toUpperCase(), path, operation, parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved) }] : [];
  }));

interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, unknown>;
  items?: unknown;
  required?: string[];
  enum?: unknown[];
  description?: string;
  allOf?: unknown[];
  oneOf?: unknown[];
}

/** A schema as people write it: names of the document stay names. */
function written(schema: unknown, indent = ''): string {
  if (typeof schema !== 'object' || schema === null) return JSON.stringify(schema);
  const { $ref, type, properties, items, required, enum: words, description, allOf, oneOf } = schema as Schema;
  const told = description ? `  — ${description}` : '';
  if ($ref) return nameOf($ref);
  if (words) return words.map((word) => JSON.stringify(word)).join(' | ') + told;
  if (allOf) return allOf.map((part) => written(part, indent)).join(' and ');
  if (oneOf) return oneOf.map((part) => written(part, indent)).join(' | ');
  if (properties) {
    const inner = `${indent}  `;
    return `{\n${Object.entries(properties).map(([name, value]) => `${inner}${name}${required?.includes(name) ? '' : '?'}: ${written(value, inner)}`).join('\n')}\n${indent}}`;
  }
  if (items) return `[${written(items, indent)}]`;
  return (type === undefined ? 'any' : [type].flat().join(' | ')) + told;
}

function Section({ entry: { method, path, operation, parameters } }: { entry: Entry }) {
  const body = Object.entries(operation.requestBody?.content ?? {});
  return (
    <details className="api-operation" id={operation.operationId}>
      <summary><code><strong>{method}</strong> {path}</code> <span>{operation.summary}</span></summary>
      {operation.description && <p>{operation.description}</p>}
      <p>Needs: {operation['x-needs']}</p>
      {parameters.length > 0 && (
        <ul>{parameters.map(({ name, in: place, description, required }) => (
          <li key={`${place} ${name}`}><code>{name}</code> ({place}{required ? ', required' : ''}){description && `: ${description}`}</li>
        ))}</ul>
      )}
      {body.map(([type, { schema }]) => <div key={type}><p>Body, <code>{type}</code>:</p><pre tabIndex={0}>{written(schema)}</pre></div>)}
      {Object.entries(operation.responses).map(([status, answer]) => (
        <div key={status}>
          <p><strong>{status}</strong> {answer.$ref ? `Problem: ${answer.description}` : answer.description}</p>
          {Object.entries(answer.content ?? {}).map(([type, { schema }]) => <pre key={type} tabIndex={0}>{written(schema)}</pre>)}
        </div>
      ))}
    </details>
  );
}

export default function ApiPage() {
  const { t } = useTranslator();
  return (
    <>
      <ControlPanel crumbs={[{ label: t('Settings') }, { label: t('REST API') }]} end={<a href="/api/v1/openapi.yaml">openapi.yaml</a>} />
      <div className="content api-page" dir="ltr" lang="en">
        {document.info.description.split('\n\n').map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
        {document.tags.map(({ name }) => (
          <section key={name} className="sheet" aria-label={name}>
            <h2>{name}</h2>
            {entries.filter((entry) => entry.operation.tags[0] === name).map((entry) => <Section key={entry.operation.operationId} entry={entry} />)}
          </section>
        ))}
        <section className="sheet" aria-label="schemas">
          <h2>schemas</h2>
          {Object.entries(document.components.schemas).map(([name, schema]) => (
            <details key={name} className="api-operation" id={name}><summary><code>{name}</code></summary><pre tabIndex={0}>{written(schema)}</pre></details>
          ))}
        </section>
      </div>
    </>
  );
}
