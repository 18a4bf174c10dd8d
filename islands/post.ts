// Plain posts to the pages, with the CSRF token and an idempotency key: the same key twice is one act, so a post that
// got no answer may safely be sent again.

export type Fields = Readonly<Record<string, string | number | boolean | Blob | null | undefined>>;

export interface Answer<T> {
  /** HTTP status; 0 when nothing answered at all. */
  readonly status: number;
  readonly ok: boolean;
  /** The JSON that came back, if it was JSON. */
  readonly data: T | null;
}

export interface PostOptions {
  readonly key?: string;
  /** Further tries after silence or a 5xx, with the same key. */
  readonly retries?: number;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Let the request outlive the page (leaving a room). */
  readonly keepalive?: boolean;
}

const PAUSES_MS = [400, 1500, 4000];

export function newKey(): string {
  return crypto.randomUUID();
}

export function csrf(page: Document = document): string {
  return (
    page.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ??
    page.querySelector<HTMLInputElement>('input[name="csrfmiddlewaretoken"]')?.value ??
    ""
  );
}

function body(fields: Fields, key: string): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value === null || value === undefined) continue;
    if (value instanceof Blob) form.append(name, value);
    else form.append(name, String(value));
  }
  if (!form.has("key")) form.append("key", key);
  return form;
}

async function once<T>(url: string, fields: Fields, key: string, options: PostOptions): Promise<Answer<T>> {
  const cut = AbortSignal.timeout(options.timeoutMs ?? 15_000);
  try {
    const response = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-CSRFToken": csrf(), Accept: "application/json" },
      body: body(fields, key),
      keepalive: options.keepalive ?? false,
      signal: options.signal ? AbortSignal.any([options.signal, cut]) : cut,
    });
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, ok: response.ok, data: isJson ? ((await response.json()) as T) : null };
  } catch {
    return { status: 0, ok: false, data: null };
  }
}

/** Posts `fields` as a form. Never throws: silence is status 0. */
export async function post<T = unknown>(
  url: string,
  fields: Fields = {},
  options: PostOptions = {},
): Promise<Answer<T>> {
  const key = options.key ?? newKey();
  let answer = await once<T>(url, fields, key, options);
  for (let left = options.retries ?? 0, tried = 0; left > 0; left -= 1, tried += 1) {
    if ((answer.status !== 0 && answer.status < 500) || options.signal?.aborted) break;
    await new Promise((resume) => setTimeout(resume, PAUSES_MS[Math.min(tried, PAUSES_MS.length - 1)]));
    answer = await once<T>(url, fields, key, options);
  }
  return answer;
}
