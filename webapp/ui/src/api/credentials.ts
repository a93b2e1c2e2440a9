/** What every call carries, and who is told when the server no longer knows us. */

let csrf = "";
const listeners = new Set<() => void>();

export const credentials = {
  /** The value of `X-Waymark-CSRF`, from the session document. */
  csrf: (): string => csrf,
  keep(value: string): void {
    csrf = value;
  },
  /** Call this when a session has ended; answers how to stop listening. */
  onEnd(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** A call was answered 401: has the session ended? */
  async refused(response: Response): Promise<void> {
    const told = (await response.json().catch(() => ({}))) as { code?: string };
    if (told.code === "not_logged_in") listeners.forEach((listener) => listener());
  },
};
