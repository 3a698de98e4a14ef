import type { OpenApiDocument, OpenApiOperation } from './openapi-document.js';

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  h2 { margin-top: 2.5rem; border-bottom: 1px solid #8884 }
  summary { cursor: pointer; padding: .35rem 0 }
  code, pre { font: 13px/1.45 ui-monospace, monospace }
  pre { overflow: auto; max-height: 24rem; padding: .75rem; background: #8881; border-radius: 6px }
  .method { display: inline-block; width: 4.5rem; font-weight: 600 }
  .quiet { color: #888 }`;

/** The description as a page to read: plain HTML, no script. */
export function openApiPage({ info, paths }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))];
  const body = tags.map((tag) => {
    const entries = operations.filter(({ operation }) => operation.tags[0] === tag);
    return `<h2>${escapeHtml(tag)}</h2>${entries.map((entry) => section(entry)).join('')}`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(info.title)} REST API</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head><body>
<h1>${escapeHtml(info.title)} REST API</h1><p>${escapeHtml(info.description)}</p>
<p>For machines: <a href="/api/openapi.json">openapi.json</a></p>${body.join('')}</body></html>`;
}

function section({ path, method, operation }: { path: string; method: string; operation: OpenApiOperation }): string {
  const { summary, description, parameters, requestBody, responses } = operation;
  const [status = '', success] = Object.entries(responses)[0] ?? [];
  return `<details><summary><span class="method">${escapeHtml(method.toUpperCase())}</span><code>${escapeHtml(path)}</code>
<span class="quiet">${escapeHtml(summary)}</span></summary><p>${escapeHtml(description)}</p>
${parameters.length === 0 ? '' : `<p>Parameters</p>${listing(Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])))}`}
${requestBody === undefined ? '' : `<p>Body</p>${listing(requestBody.content['application/json']?.schema)}`}
<p>Answers ${escapeHtml(status)}</p>${success?.content === undefined ? '' : listing(success.content['application/json']?.schema)}</details>`;
}

function listing(value: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
