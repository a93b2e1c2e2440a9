/** Addresses of scripts, as pages that require Trusted Types take them. */

interface Policy {
  createScriptURL(url: string): string;
}
interface Policies {
  createPolicy(name: string, rules: Policy): Policy;
}

let policy: Policy | undefined;

/** Pages that require Trusted Types take a script's address only from a named policy, made once. */
export function scriptUrl(url: string): string {
  try {
    const types = (window as { trustedTypes?: Policies }).trustedTypes;
    policy ??= types?.createPolicy("waymark", { createScriptURL: (same) => same });
  } catch {
    // The page allows no such policy: it may still allow plain addresses.
  }
  return policy?.createScriptURL(url) ?? url;
}
