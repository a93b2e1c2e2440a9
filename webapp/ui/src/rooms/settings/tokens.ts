/** How a server signs who somebody is, in three languages of servers. */
/* eslint-disable lingui/no-unlocalized-strings -- words for machines */

export type Language = "python" | "node" | "php";
export const LANGUAGES: readonly { value: Language; label: string }[] = [
  { value: "python", label: "Python" },
  { value: "node", label: "Node.js" },
  { value: "php", label: "PHP" },
];

const CODE: Record<Language, (workspace: string) => string> = {
  python: (workspace) => `import time
import jwt  # pip install pyjwt

def identity_token(user_id: str) -> str:
    expires = int(time.time()) + 3600
    claims = {"sub": user_id, "aud": "${workspace}", "exp": expires}
    return jwt.encode(claims, IDENTITY_SECRET, algorithm="HS256")`,
  node: (workspace) => `import { SignJWT } from "jose"; // npm install jose

const secret = new TextEncoder().encode(process.env.IDENTITY_SECRET);
const identityToken = (userId) =>
  new SignJWT().setProtectedHeader({ alg: "HS256" }).setSubject(userId)
    .setAudience("${workspace}").setExpirationTime("1h").sign(secret);`,
  php: (workspace) => `use Firebase\\JWT\\JWT; // composer require firebase/php-jwt

function identity_token(string $userId): string {
    $claims = ['sub' => $userId, 'aud' => '${workspace}', 'exp' => time() + 3600];
    return JWT::encode($claims, getenv('IDENTITY_SECRET'), 'HS256');
}`,
};

export const signingOf = (language: Language, workspace: string): string => CODE[language](workspace);

export const IDENTIFY = 'waymark.push(["identify", "user-17", {name: "Ana"}, {token}]);';

/** How a server checks that a call is ours (Standard Webhooks). */
export const VERIFYING = `from standardwebhooks import Webhook  # pip install standardwebhooks

def receive(body: bytes, headers: dict) -> dict:
    # raises for a forged call, or an old one
    return Webhook(WEBHOOK_SECRET).verify(body, headers)`;
