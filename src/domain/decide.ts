import type { Command } from './commands.ts';
import type { Decision } from './decision.ts';
import { decideDeregistration, decideObservation } from './discovery/observe-decision.ts';
import { applyEffects, type Effect, type Facts } from './facts.ts';
import {
  decideHostAllocation,
  decideHostChange,
  decideHostGrouping,
  decideHostRelease,
} from './hosts/host-decision.ts';
import { decideHostFailure } from './hosts/host-failure-decision.ts';
import { withHostLicenses } from './hosts/host-settlement.ts';
import { decideAdvance, decideStop, decideTerminate } from './instances/lifecycle-decision.ts';
import { decidePlacement } from './instances/placement-change-decision.ts';
import { decideCpuOptions, decideInstanceType } from './instances/resize-decision.ts';
import { decideLaunch } from './launch/launch-decision.ts';
import { decideStart } from './launch/start-decision.ts';
import { decideForgetImage, decideLicenseSpecifications } from './licenses/association-decision.ts';
import { decideLicenseChange, decideLicenseDeletion } from './licenses/license-change-decision.ts';
import { findOverages } from './licenses/license-claim.ts';

function decideAlone(command: Command, facts: Facts): Decision {
  switch (command.kind) {
    case 'launch':
      return decideLaunch(command, facts);
    case 'start':
      return decideStart(command, facts);
    case 'stop':
      return decideStop(command, facts);
    case 'terminate':
      return decideTerminate(command, facts);
    case 'advance':
      return decideAdvance(command, facts);
    case 'change-instance-type':
      return decideInstanceType(command, facts);
    case 'change-placement':
      return decidePlacement(command, facts);
    case 'change-cpu-options':
      return decideCpuOptions(command, facts);
    case 'update-license-specifications':
      return decideLicenseSpecifications(command, facts);
    case 'forget-image':
      return decideForgetImage(command, facts);
    case 'observe':
      return decideObservation(command, facts);
    case 'deregister-server':
      return decideDeregistration(command, facts);
    case 'update-license-configuration':
      return decideLicenseChange(command, facts);
    case 'delete-license-configuration':
      return decideLicenseDeletion(command, facts);
    case 'allocate-hosts':
      return decideHostAllocation(command, facts);
    case 'modify-hosts':
      return decideHostChange(command, facts);
    case 'release-hosts':
      return decideHostRelease(command, facts);
    case 'group-hosts':
    case 'ungroup-hosts':
      return decideHostGrouping(command, facts);
    case 'fail-host':
      return decideHostFailure(command, facts);
    case 'settle-hosts':
      return { outcome: { ok: true }, effects: [] };
  }
}

/**
 * Decides one command on the facts and moves the facts on by what it does, so that the next command of the group sees
 * it. What hosts take and give back follows from where their machines are, and is added here for every command. A dry run
 * moves nothing. What went past a soft limit is told in the outcome and in the audit event.
 */
export function decide(command: Command, facts: Facts): Decision {
  const decision = withHostLicenses(command, facts, decideAlone(command, facts));
  if ('dryRun' in command && command.dryRun) return { ...decision, effects: [] };
  const { outcome, effects } = decision;
  applyEffects(facts, effects);
  const overages = findOverages(
    facts,
    effects.flatMap((effect) => (effect.kind === 'consume' ? [effect.licenseId] : [])),
  );
  if (!outcome.ok || overages.length === 0) return decision;
  return { outcome: { ...outcome, overages }, effects: effects.map((effect) => withOverages(effect, overages)) };
}

const withOverages = (effect: Effect, overages: readonly unknown[]): Effect =>
  effect.kind === 'audit' ? { ...effect, detail: { ...effect.detail, overages } } : effect;
