/** License Manager, as it administers an organization. */
export const LICENSE_MANAGER = 'license-manager.amazonaws.com';

/** License Manager in the account that manages an organization, for its role there. */
export const LICENSE_MANAGER_MANAGEMENT = 'license-manager.master-account.amazonaws.com';

/** License Manager in the accounts of an organization. */
export const LICENSE_MANAGER_MEMBER = 'license-manager.member-account.amazonaws.com';

/** Resource Access Manager, which shares with an organization and its units. */
export const RAM = 'ram.amazonaws.com';

/** The services that can be let into an organization. */
export const TRUSTABLE_SERVICES: readonly string[] = [LICENSE_MANAGER, LICENSE_MANAGER_MEMBER, RAM];
