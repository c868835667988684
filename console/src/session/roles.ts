import type { Role } from './session.ts';

// The roles that were switched to last in this browser: their names, and nothing that opens them.

const STORED = 'headroom-roles';
const KEPT = 5;

export const roleId = ({ accountId, roleName }: Role): string => `${accountId}/${roleName}`;

export function rememberedRoles(): Role[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(stored)
      ? stored.filter(({ accountId, roleName, displayName }) => accountId && roleName && displayName)
      : [];
  } catch {
    return [];
  }
}

export function rememberRole(role: Role): void {
  const others = rememberedRoles().filter((other) => roleId(other) !== roleId(role));
  localStorage.setItem(STORED, JSON.stringify([role, ...others].slice(0, KEPT)));
}
