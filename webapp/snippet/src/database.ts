/** One small key-value store in IndexedDB, which the page and the worker share.
 *
 * Where IndexedDB is refused (some private windows, a full disk) values live as long as the page or
 * worker does.
 */
const STORE = "kept";
const memory = new Map<string, unknown>();

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("waymark", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("IndexedDB"));
    };
  });
}

/** Sets `key` to `change(its value)` in one transaction; answers the new value. Never rejects. */
export async function update<T>(key: string, change: (old: T | undefined) => T): Promise<T> {
  try {
    return await updateKept(key, change);
  } catch {
    const value = change(memory.get(key) as T | undefined);
    memory.set(key, value);
    return value;
  }
}

async function updateKept<T>(key: string, change: (old: T | undefined) => T): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    const read = store.get(key);
    let value: T;
    read.onsuccess = () => {
      value = change(read.result as T | undefined);
      store.put(value, key);
    };
    transaction.oncomplete = () => {
      resolve(value);
    };
    transaction.onerror = transaction.onabort = () => {
      reject(transaction.error ?? new Error("IndexedDB"));
    };
  }).finally(() => {
    database.close();
  });
}
