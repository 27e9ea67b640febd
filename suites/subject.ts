import type { ContractDialect } from '../contracts/dialect.js';
import { NotAsked } from './assertions.js';
import type { ModelKind, SubjectKeys, SubjectPlan } from './plan.js';
import type { Profile } from './profile.js';
import { durationMs, sameSetting } from './settings.js';

/** The gateway a trial talks to: one target, or the instance of an embedded one that has the profile's settings. */
export interface Subject {
  readonly label: string;
  /** Base URL without a trailing slash. */
  readonly baseUrl: string;
  readonly model: { readonly kind: ModelKind; readonly name: string };
  readonly keys: SubjectKeys;
  /** The settings that are known. */
  readonly settings: Readonly<Record<string, string>>;
  /** A setting's value as far as it is known, else what the contract gives as default. */
  setting(name: string): string;
  /** The same as a number; durations in milliseconds. */
  settingNumber(name: string): number;
  /** Every secret that must not be seen in an answer. */
  readonly secrets: readonly string[];
}

/** What the desk answers: where the instance is, and the keys it accepts. */
interface DeskAnswer {
  readonly baseUrl: string;
  readonly keys: readonly string[];
}

/** Finds or starts the instances that trials ask for. */
export class Subjects {
  readonly #instances = new Map<string, Promise<Subject>>();
  #alone: Promise<void> = Promise.resolve();

  constructor(
    readonly dialect: ContractDialect,
    readonly profiles: ReadonlyMap<string, Profile>,
  ) {}

  /** The instance of this subject that has the profile; throws `NotAsked` where the target is not known to have it. */
  get(plan: SubjectPlan, profileName: string, alone: boolean): Promise<Subject> {
    const profile = this.profiles.get(profileName);
    if (!profile) throw new Error(`No profile is named '${profileName}'.`);
    if (plan.desk === null) return Promise.resolve(this.#target(plan, profile));
    if (alone) return this.#fromDesk(plan, plan.desk, profile, true);
    const key = `${plan.label}\0${JSON.stringify(profile.settings)}`;
    const known = this.#instances.get(key) ?? this.#fromDesk(plan, plan.desk, profile, false);
    this.#instances.set(key, known);
    return known;
  }

  /** Runs trials that must have a target elsewhere to themselves one after the other. */
  async inTurn<T>(plan: SubjectPlan, alone: boolean, run: () => Promise<T>): Promise<T> {
    if (!alone || plan.desk !== null) return run();
    const before = this.#alone;
    let release = () => {};
    this.#alone = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      return await run();
    } finally {
      release();
    }
  }

  #target(plan: SubjectPlan, profile: Profile): Subject {
    const unmet = (profile.needs ?? Object.keys(profile.settings)).filter((name) => {
      const known = plan.settings[name];
      const wanted = profile.settings[name];
      return known === undefined || (wanted !== undefined && !sameSetting(this.#setting(name), known, wanted));
    });
    const untold = (profile.needsAny ?? []).filter((name) => plan.settings[name] === undefined);
    if (unmet.length > 0 || untold.length > 0) {
      const wanted = [
        ...unmet.map((name) => `--setting ${name}=${profile.settings[name] ?? '…'}`),
        ...untold.map((name) => `--setting ${name}=…`),
      ];
      throw new NotAsked('skipped', 'needs-configuration', `needs a target with ${wanted.join(' ')}`);
    }
    if (plan.baseUrl === null) throw new Error('The plan has neither a base URL nor a desk.');
    return this.#subject(plan, plan.baseUrl, plan.keys, plan.settings);
  }

  async #fromDesk(plan: SubjectPlan, desk: string, profile: Profile, alone: boolean): Promise<Subject> {
    const response = await fetch(desk, {
      method: 'POST',
      body: JSON.stringify({ profile: profile.name, settings: profile.settings, mutant: plan.mutant, alone }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The desk could not start an instance for profile '${profile.name}': ${text}`);
    const answer = deskAnswer(JSON.parse(text));
    const keys = { ...plan.keys, gateway: answer.keys[0] ?? null, spare: answer.keys[1] ?? null };
    return this.#subject(plan, answer.baseUrl, keys, profile.settings);
  }

  #subject(plan: SubjectPlan, baseUrl: string, keys: SubjectKeys, settings: Readonly<Record<string, string>>): Subject {
    const setting = (name: string) => {
      const value = settings[name] ?? this.#setting(name)?.default;
      if (value === undefined) throw new Error(`The dialect has no setting '${name}'.`);
      return value;
    };
    return {
      label: plan.label,
      baseUrl,
      model: plan.model,
      keys,
      settings,
      setting,
      settingNumber: (name) =>
        this.#setting(name)?.type === 'duration' ? (durationMs(setting(name)) ?? Number.NaN) : Number(setting(name)),
      secrets: [keys.gateway, keys.spare, ...Object.values(keys.providers)].filter((key) => key !== null),
    };
  }

  #setting(name: string) {
    return this.dialect.settings.find((setting) => setting.name === name);
  }
}

function deskAnswer(value: unknown): DeskAnswer {
  if (typeof value === 'object' && value !== null && 'baseUrl' in value && 'keys' in value) {
    const { baseUrl, keys } = value;
    if (typeof baseUrl === 'string' && Array.isArray(keys)) return { baseUrl, keys: keys.map(String) };
  }
  throw new Error('The desk gave an answer that names no instance.');
}
