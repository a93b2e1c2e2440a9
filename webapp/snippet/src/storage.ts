/** Values as JSON in localStorage; where that is refused or full they live as long as the page. */
const PREFIX = "waymark.";

export interface Storage {
  get<T>(key: string): T | null;
  set(key: string, value: unknown): void;
}

export function createStorage(): Storage {
  const memory = new Map<string, string>();
  return {
    get<T>(key: string): T | null {
      let raw = memory.get(key) ?? null;
      try {
        raw ??= localStorage.getItem(PREFIX + key);
        return raw === null ? null : (JSON.parse(raw) as T);
      } catch {
        return null;
      }
    },
    set(key, value) {
      const raw = JSON.stringify(value);
      try {
        localStorage.setItem(PREFIX + key, raw);
        memory.delete(key);
      } catch {
        memory.set(key, raw);
      }
    },
  };
}

/** A random UUID, also on insecure pages, where `crypto.randomUUID` does not exist. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // Version 4, variant 1 (RFC 9562 §5.4).
  bytes[6] = ((bytes[6] ?? 0) & 15) | 64;
  bytes[8] = ((bytes[8] ?? 0) & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
