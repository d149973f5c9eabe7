// *Enheter*: who and what has access, as the server tells it, and what was ordered here.
import { Problem, type Backend } from '../api/backend';
import type {
  AccessView,
  DeviceAccess,
  DeviceId,
  Invited,
  InviteRequest,
  PersonAccess,
  SessionId,
  UserId,
  Wipe,
} from '../api/types';

export class Access {
  view = $state.raw<AccessView | null>(null);
  problem = $state.raw<Problem | null>(null);
  deviceId = $state<DeviceId | null>(null);
  personId = $state<UserId | null>(null);
  readonly device: DeviceAccess | null = $derived(
    this.view?.devices.find((it) => it.id === this.deviceId) ?? null,
  );
  readonly person: PersonAccess | null = $derived(
    this.view?.people.find((it) => it.id === this.personId) ?? null,
  );
  #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    try {
      this.view = await this.#backend.access();
      this.problem = null;
    } catch (cause) {
      this.problem = Problem.from(cause);
    }
  }

  invite(request: InviteRequest): Promise<Invited> {
    return this.#backend.inviteDevice(request);
  }

  async revoke(device: DeviceId, wipe: Wipe | null): Promise<void> {
    await this.#backend.revokeDevice(device, wipe);
    await this.load();
  }

  async endSession(session: SessionId): Promise<void> {
    await this.#backend.endSession(session);
    await this.load();
  }
}
