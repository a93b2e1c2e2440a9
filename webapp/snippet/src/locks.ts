/** One at a time over all tabs of the site and its worker, where the browser has locks. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return work();
  let begun = false as boolean; // set in the callback
  const held = (): Promise<T> => {
    begun = true;
    return work();
  };
  try {
    return await locks.request("waymark." + name, held);
  } catch (fault) {
    if (begun) throw fault;
    // Where storage is blocked locks are, too: no other tab shares anything with this one then.
    return work();
  }
}
