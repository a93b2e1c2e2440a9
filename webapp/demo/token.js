/** The visitor token, as the snippet keeps it: only a page of this origin can read it. */
const NAME = "waymark";
const STORE = "kept";

function opened() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME);
    // The snippet makes the database; one made here would lack what it needs.
    request.onupgradeneeded = () => { request.transaction.abort(); };
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error); };
  });
}

/** The token, or null while the device has not been reported. */
export async function tokenOf() {
  const database = await opened().catch(() => null);
  if (!database) return null;
  try {
    return await new Promise((resolve) => {
      const read = database.transaction(STORE).objectStore(STORE).get("device");
      read.onsuccess = () => { resolve(read.result?.visitorToken ?? null); };
      read.onerror = () => { resolve(null); };
    });
  } finally {
    database.close();
  }
}
