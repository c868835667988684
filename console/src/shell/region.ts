import { createContext, useContext } from 'react';

// The Region is in every address, behind /console/, so that a link means the same to everyone who opens it.

export const BASE = '/console';
const DEFAULT_REGION = 'us-east-1';
const STORED = 'headroom-region';

export const RegionContext = createContext(DEFAULT_REGION);
export const useRegion = (): string => useContext(RegionContext);

/** A link within the console to a path of the Region that is shown. */
export function useHref(): (path: string) => string {
  const region = useRegion();
  return (path) => `${BASE}/${region}${path}`;
}

/** The Region that was shown last in this browser. */
export const lastRegion = (): string => localStorage.getItem(STORED) ?? DEFAULT_REGION;
export const rememberRegion = (region: string): void => localStorage.setItem(STORED, region);
