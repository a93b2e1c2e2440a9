/** What a call to the server can come to besides its answer. */

/** A refusal (problem+json), or silence: `unreachable`, status 0. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    /** Messages by path, such as `languages/de/title`. */
    readonly errors: Record<string, string[]> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }
}

export const unreachable = (): Problem => new Problem(0, "unreachable", "");

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The Problem that a refusing response tells; also where something between us and the server answered. */
export function problemOf(response: Response, body: unknown): Problem {
  const told = isRecord(body) ? body : {};
  const code = typeof told.code === "string" ? told.code : `http_${response.status}`;
  const detail = typeof told.detail === "string" ? told.detail : "";
  const errors = isRecord(told.errors) ? (told.errors as Record<string, string[]>) : {};
  const seconds = Number(response.headers.get("Retry-After"));
  return new Problem(response.status, code, detail, errors, seconds > 0 ? seconds : null);
}

export const isProblem = (error: unknown, code: string): boolean => error instanceof Problem && error.code === code;
